"""A directory that is away, false, half or silent: the reading says why, and nothing is changed."""

import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from armkrok.services.school.importing import directory_search
from armkrok.services.school.models import ImportRun
from armkrok.services.school.tests.directory_ground import TABLES, names, read, refused, sundby
from armkrok.site.settling import Settled
from tests.support.directories import LIMITED, SUFFIX, Directory, directory, pupil
from tests.support.simulators import free_port

__all__ = ["directory", "sundby"]


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"roots": ""}, "certifikat gäller inte"),
        ({"url": "ldaps://127.0.0.1:{tls}"}, "certifikat gäller inte"),
        ({"url": "ldap://127.0.0.1:{plain}"}, "certifikat gäller inte"),
        ({"url": "ldaps://localhost:{free}"}, "gick inte att ansluta"),
        ({"url": "ldaps://localhost:{plain}"}, "gick inte att ansluta"),
        ({"client_id": f"cn=ingen,{SUFFIX}"}, "godtog inte"),
        ({"client_id": ""}, "saknar kontots namn"),
        ({"client_id": LIMITED}, "bara en del av students"),
        ({"tables": TABLES.replace("ou=Elever", "ou=Borta")}, "Basen för students finns inte"),
        ({"tables": TABLES.replace("(skolenhetskod=*)", "(skolenhetskod=*")}, "Filtret för schoolUnits"),
        ({"tables": TABLES.replace("^(\\w+)", "^(\\w+)(")}, "mönstret"),
    ],
)
def test_what_fails_says_why_and_changes_nothing(
    sundby: Settled, directory: Directory, changed: dict[str, str], words: str
) -> None:
    source = directory.source(TABLES)
    read(source)
    directory.change("".join(pupil(f"Elev{number} Ek") for number in range(10)))
    ports = {"tls": str(directory.tls), "plain": str(directory.plain), "free": str(free_port())}
    source.settings |= {key: _filled(value, ports) for key, value in changed.items()}
    source.save()
    refused(source, words)


def _filled(text: str, ports: dict[str, str]) -> str:
    for name, port in ports.items():
        text = text.replace(f"{{{name}}}", port)
    return text


def test_a_wrong_password_and_no_password(sundby: Settled, directory: Directory) -> None:
    source = directory.source(TABLES)
    for password, words in (("fel", "godtog inte"), ("", "saknar kontots namn eller lösenord")):
        source.keep_secret(password)
        source.save()
        refused(source, words)


def test_an_empty_directory_is_stopped_by_the_limits(sundby: Settled, directory: Directory) -> None:
    source = directory.source(TABLES)
    read(source)
    source.settings["tables"] = TABLES.replace('"(objectClass=inetOrgPerson)"', '"(uid=ingen)"')
    source.save()
    assert read(source).state == ImportRun.State.STOPPED
    assert names() == {"Älva", "Bo", "Tea"}


@contextmanager
def cut_after(port: int, most: int) -> Iterator[int]:
    """A way to the port that lets so many bytes of answers through, and then hangs up; gives its own port."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            while True:
                try:
                    caller, _address = listener.accept()
                except OSError:
                    return
                threading.Thread(target=_forward, args=(caller, port, most), daemon=True).start()

        threading.Thread(target=serve, daemon=True).start()
        yield int(listener.getsockname()[1])


def _forward(caller: socket.socket, port: int, most: int) -> None:
    with caller, socket.create_connection(("127.0.0.1", port)) as called:
        threading.Thread(target=_onwards, args=(caller, called), daemon=True).start()
        left = most
        while left > 0 and (piece := called.recv(min(left, 4096))):
            caller.sendall(piece)
            left -= len(piece)
        caller.shutdown(socket.SHUT_RDWR)


def _onwards(one: socket.socket, other: socket.socket) -> None:
    try:
        while piece := one.recv(4096):
            other.sendall(piece)
    except OSError:
        return


@pytest.mark.parametrize("most", [10, 1_500, 3_000, 20_000])
def test_half_an_answer_is_no_answer(sundby: Settled, directory: Directory, most: int) -> None:
    directory.change("".join(pupil(f"Elev{number} Ek") for number in range(300)))
    source = directory.source(TABLES)
    with cut_after(directory.tls, most) as port:
        source.settings["url"] = f"ldaps://localhost:{port}"
        source.save()
        run = read(source)
    assert run.state == ImportRun.State.FAILED
    assert names() == set()


def test_the_password_is_in_no_argument_and_the_machines_settings_decide_nothing(
    sundby: Settled, directory: Directory, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[list[str], dict[str, str]]] = []
    started = subprocess.Popen

    def watched(arguments: list[str], **how: Any) -> Any:
        seen.append((arguments, how["env"]))
        return started(arguments, **how)

    monkeypatch.setattr(subprocess, "Popen", watched)
    monkeypatch.setenv("LDAPURI", "ldap://203.0.113.1")
    monkeypatch.setenv("LDAPBASE", "dc=annan")
    assert read(directory.source(TABLES)).state == ImportRun.State.APPLIED
    assert len(seen) == 4
    for arguments, environment in seen:
        assert not any("läs bara" in one for one in [*arguments, *environment.values()])
        assert environment["LDAPNOINIT"] == "1"
        assert set(environment) == {"PATH", "LC_ALL", "LDAPNOINIT"}


def test_too_much_is_given_up(sundby: Settled, directory: Directory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(directory_search, "LARGEST", 50)
    refused(directory.source(TABLES), "för stort")


def test_a_directory_that_says_nothing(
    sundby: Settled, directory: Directory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(directory_search, "SILENT", 0.0)
    refused(directory.source(TABLES), "svarade inte i tid")


def test_an_inner_directory_must_be_named_for_the_organisation(
    sundby: Settled, directory: Directory, settings: Any
) -> None:
    settings.OUTGOING_HOSTS = []
    refused(directory.source(TABLES), "internt nät")


def test_without_the_program_a_sentence_says_so(
    sundby: Settled, directory: Directory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    refused(directory.source(TABLES), "ldap-utils")
