"""Asking a directory (LDAP) by OpenLDAP's own ldapsearch, which is let reach nothing but the directory.

The program speaks to a socket of ours, in a folder of our own. We have connected to the address that was
judged, verified the certificate, and carry what is said between them: so the rules of core.outgoing hold, and
the machine's settings of LDAP decide nothing. It has the password by a pipe. Its exit status is the
directory's result code (RFC 4511 section 4.1.9): half an answer is never taken for a whole one.
"""

import os
import select
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Generator, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Final, cast
from urllib.parse import quote

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from armkrok.core import outgoing
from armkrok.services.school.importing.records import SourceFailed

PAGE: Final = 1000
"""Entries at a time (RFC 2696): as many as Active Directory gives."""
LARGEST: Final = 300_000_000
"""Bytes of one answer."""
SILENT: Final = 120.0
"""Seconds that a directory may think."""
START: Final = 10.0
PIECE: Final = 65_536
End = socket.socket | IO[bytes]
"""What can be waited for: the program's and the directory's ends, and what the program writes."""


@dataclass(frozen=True)
class Directory:
    """Where it is, and who we are there. Nothing is asked after `until`, a moment of time.monotonic()."""

    url: str
    name: str
    password: str
    roots: str
    organisation: str
    until: float


@dataclass(frozen=True)
class Search:
    """What is asked: `what` is the table's name, for whoever reads why it went wrong."""

    what: str
    base: str
    filter: str
    attributes: tuple[str, ...]
    scope: str = "sub"


def answer(directory: Directory, asked: Search) -> Generator[bytes]:
    """The answer in LDIF, in pieces; raises SourceFailed, also after the last one when it is not whole."""
    with _in_swedish(), ExitStack() as stack:
        outside = stack.enter_context(
            outgoing.joined(
                directory.url, seconds=START, roots=directory.roots, organisation=directory.organisation
            )
        )
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="armkrok-")))
        door = stack.enter_context(socket.socket(socket.AF_UNIX))
        door.bind(str(folder / "directory"))
        door.listen(1)
        program = stack.enter_context(_running(folder, directory, asked))
        inside = stack.enter_context(_entered(door))
        output = cast("IO[bytes]", program.stdout)
        yield from _carried(inside, outside, output, directory.until)
        if code := program.wait(START):
            raise SourceFailed(_why(code, asked.what))


@contextmanager
def _running(folder: Path, directory: Directory, asked: Search) -> Iterator["subprocess.Popen[bytes]"]:
    """The program, until the block ends: without a shell, the machine's settings or a password to be seen."""
    path = shutil.which("ldapsearch")
    if path is None:
        raise SourceFailed(
            _("Programmet ldapsearch saknas på servern. Be driften installera paketet ldap-utils.")
        )
    secret, pipe = os.pipe()
    with os.fdopen(pipe, "wb") as writing:
        writing.write(directory.password.encode())
    try:
        program = subprocess.Popen(  # noqa: S603  # a program on the operator's path, and judged arguments
            [path, *_arguments(folder, directory, asked), "-y", f"/dev/fd/{secret}", "--", *_wanted(asked)],
            cwd=folder,
            env={"PATH": os.defpath, "LC_ALL": "C", "LDAPNOINIT": "1"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            pass_fds=(secret,),
        )
    finally:
        os.close(secret)
    with program:
        try:
            yield program
        finally:
            program.kill()


def _arguments(folder: Path, directory: Directory, asked: Search) -> list[str]:
    address = f"ldapi://{quote(str(folder / 'directory'), safe='')}"
    return [
        "-x", "-LLL", "-o", "ldif-wrap=no", "-H", address, "-D", directory.name,
        "-E", f"pr={PAGE}/noprompt", "-b", asked.base, "-s", asked.scope,
    ]  # fmt: skip


def _wanted(asked: Search) -> list[str]:
    """The filter, and the attributes; none at all would be every one."""
    return [asked.filter, *(asked.attributes or ("1.1",))]


@contextmanager
def _entered(door: socket.socket) -> Iterator[socket.socket]:
    """The program, when it has come to our socket; nobody else is let in after it."""
    door.settimeout(START)
    inside, _address = door.accept()
    door.close()
    with inside:
        yield inside


def _carried(
    inside: socket.socket, outside: ssl.SSLSocket, output: IO[bytes], until: float
) -> Iterator[bytes]:
    """What the program writes, while what it and the directory say is carried between them."""
    line = _Line(inside, outside)
    while True:
        ready, room = _waited(line, output, until)
        if inside in room:
            line.waiting = line.waiting[inside.send(line.waiting) :]
        if inside in ready:
            line.ask()
        if outside in ready:
            line.hear()
        if output in ready:
            piece = os.read(output.fileno(), PIECE)
            if not piece:
                return
            yield piece


def _waited(line: "_Line", output: IO[bytes], until: float) -> tuple[list[End], list[End]]:
    """Which of them have something to say, and which can be told; raises TimeoutError when none has."""
    heard: list[End] = [output, *line.open]
    if line.waiting and line.outside in heard:
        heard.remove(line.outside)  # no more from the directory before the program has taken what came
    told: list[End] = [line.inside] if line.waiting else []
    if line.outside in heard and line.outside.pending():
        return [line.outside], []
    left = min(SILENT, until - time.monotonic())
    ready, room, _faults = select.select(heard, told, [], max(0.0, left))
    if not ready and not room:
        raise TimeoutError
    return ready, room


class _Line:
    """The program's end and the directory's, those that are open, and what has come but not been told."""

    def __init__(self, inside: socket.socket, outside: ssl.SSLSocket) -> None:
        self.inside, self.outside = inside, outside
        self.open: list[End] = [inside, outside]
        self.waiting, self.came = b"", 0
        inside.setblocking(False)
        outside.setblocking(False)

    def ask(self) -> None:
        """Tell the directory what the program asks."""
        piece = self.inside.recv(PIECE)
        if not piece:
            self.open.remove(self.inside)
        elif self.outside in self.open:
            self.outside.settimeout(SILENT)
            self.outside.sendall(piece)
            self.outside.setblocking(False)

    def hear(self) -> None:
        """Take what the directory answers."""
        try:
            self.waiting = self.outside.recv(PIECE)
        except ssl.SSLWantReadError:
            return
        self.came += len(self.waiting)
        if self.came > LARGEST:
            raise outgoing.TooLarge
        if not self.waiting:
            self.open.remove(self.outside)
            with suppress(OSError):
                self.inside.shutdown(socket.SHUT_WR)


@contextmanager
def _in_swedish() -> Iterator[None]:
    try:
        yield
    except outgoing.TooLarge as problem:
        raise SourceFailed(
            _("Katalogens svar är för stort. Begränsa urvalet med filter och bas.")
        ) from problem
    except outgoing.NotDelivered as problem:
        raise SourceFailed(str(_WHY[problem.why])) from problem
    except (TimeoutError, subprocess.TimeoutExpired) as problem:
        raise SourceFailed(str(_WHY[outgoing.Why.TIMEOUT])) from problem
    except OSError as problem:
        raise SourceFailed(str(_WHY[outgoing.Why.ANSWER])) from problem


_WHY: Final = {
    outgoing.Why.ADDRESS: gettext_lazy("Katalogens adress leder till ett internt nät eller är fel skriven."),
    outgoing.Why.NAME: gettext_lazy("Namnet i katalogens adress finns inte. Kontrollera stavningen."),
    outgoing.Why.CONNECTION: gettext_lazy(
        "Det gick inte att ansluta till katalogen. Kontrollera adressen, och att den är igång."
    ),
    outgoing.Why.CERTIFICATE: gettext_lazy(
        "Katalogens certifikat gäller inte. Kontrollera att adressen har namnet i certifikatet, "
        "och att utfärdaren är inlagd på källan."
    ),
    outgoing.Why.TIMEOUT: gettext_lazy("Katalogen svarade inte i tid. Elevregistret är som det var."),
    outgoing.Why.ANSWER: gettext_lazy(
        "Anslutningen till katalogen bröts, eller så kan den inte krypteras. Elevregistret är som det var."
    ),
}
_PART: Final = gettext_lazy(
    "Katalogen lämnade bara en del av {table}, för kontot har en gräns. Låt det läsa allt. "
    "Elevregistret är som det var."
)
_BROKEN: Final = gettext_lazy(
    "Anslutningen till katalogen bröts när {table} lästes. Elevregistret är som det var."
)
_CODES: Final = {
    3: _PART, 4: _PART, 11: _PART,
    10: gettext_lazy("Basen för {table} hör till en annan katalog. Skriv den katalogens adress."),
    32: gettext_lazy("Basen för {table} finns inte i katalogen, eller så får kontot inte se den."),
    34: gettext_lazy("Basen för {table} går inte att läsa. Skriv den som OU=Elever,DC=sundby,DC=se."),
    48: gettext_lazy("Katalogen släpper inte in kontot."),
    49: gettext_lazy("Katalogen godtog inte kontots namn eller lösenord."),
    50: gettext_lazy("Kontot får inte läsa {table} i katalogen."),
    249: gettext_lazy("Filtret för {table} går inte att läsa. Räkna parenteserna."),
}  # fmt: skip
_LOCAL: Final = 128
"""Exit codes from here on are the program's own, as a connection that was cut (255)."""


def _why(code: int, table: str) -> str:
    """A sentence for an exit code of ldapsearch."""
    words = _CODES.get(code) or (_BROKEN if code >= _LOCAL or code < 0 else None)
    if words is None:
        return _("Katalogen svarade med fel {code} på {table}.").format(code=code, table=table)
    return str(words).format(table=table)
