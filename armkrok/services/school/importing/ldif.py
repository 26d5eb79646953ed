"""What a directory answers, in LDIF (RFC 2849) as ldapsearch writes it: entry by entry, lines not folded."""

import binascii
import re
from base64 import b64decode
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

LONGEST = 1_000_000
"""Bytes of a line: an attribute's name and one value."""
_RANGE = re.compile(r"(?P<name>[^;]+);range=(?P<first>\d+)-(?P<last>\d+|\*)")


class NotLdif(ValueError):
    """The answer cannot be read."""


@dataclass(slots=True)
class Entry:
    """An entry: its name, and the values of its attributes by their names in small letters."""

    dn: str = ""
    values: dict[str, list[bytes]] = field(default_factory=dict)

    def cut(self) -> dict[str, tuple[str, int | None]]:
        """Attributes that Active Directory gave in part: the name it gave, and where to go on (or None)."""
        found = {}
        for name in self.values:
            if part := _RANGE.fullmatch(name):
                goes_on = None if part["last"] == "*" else int(part["last"]) + 1
                found[part["name"]] = (name, goes_on)
        return found


def entries(pieces: Iterable[bytes]) -> Iterator[Entry]:
    """Each entry as soon as it is whole; raises NotLdif."""
    entry = Entry()
    for line in _lines(pieces):
        if not line:
            if entry.dn:
                yield entry
            entry = Entry()
        elif not line.startswith(b"#"):
            _add(entry, line)
    if entry.dn:
        yield entry


def _add(entry: Entry, line: bytes) -> None:
    name, colon, rest = line.partition(b":")
    if not colon or not name.isascii() or line.startswith(b" "):
        raise NotLdif
    key = name.decode("ascii").lower()
    try:
        value = b64decode(rest[1:].strip(), validate=True) if rest[:1] == b":" else rest.removeprefix(b" ")
        if key == "dn":
            entry.dn = value.decode()
        else:
            entry.values.setdefault(key, []).append(value)
    except (binascii.Error, UnicodeDecodeError) as problem:
        raise NotLdif from problem


def _lines(pieces: Iterable[bytes]) -> Iterator[bytes]:
    rest = b""
    for piece in pieces:
        *whole, rest = (rest + piece).split(b"\n")
        yield from whole
        if len(rest) > LONGEST:
            raise NotLdif
    if rest:
        yield rest
