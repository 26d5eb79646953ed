"""A directory is spoken to over TLS alone, whatever it answers to the request for it."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from armkrok.core.outgoing import NotDelivered, Why, joined, joining
from armkrok.core.outgoing.addresses import AddressMisshapen

YES = bytes.fromhex("300c02010178070a010004000400")
YES_AT_LENGTH = bytes.fromhex("3084000000100201017884000000070a010004000400")
"""As Active Directory writes lengths (X.690 section 8.1.3.5)."""
NO = bytes.fromhex("300c02010178070a010204000400")
HANDSHAKE = 0x16


@contextmanager
def answering(answer: bytes) -> Iterator[tuple[int, list[bytes]]]:
    """A port that answers the first request so; and what it is told after that."""
    told: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            caller, _address = listener.accept()
            with caller:
                told.append(caller.recv(100))
                caller.sendall(answer)
                told.append(caller.recv(1))

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield int(listener.getsockname()[1]), told
        thread.join(10)


def tried(port: int) -> Why:
    """Why nothing came of joining it."""
    with pytest.raises(NotDelivered) as problem, joined(f"ldap://127.0.0.1:{port}", seconds=10):
        raise AssertionError("it was believed")
    return problem.value.why


@pytest.fixture(autouse=True)
def at_home(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.OUTGOING_HOSTS = ["127.0.0.1"]
    monkeypatch.setattr(joining, "CONNECT", 1.0)


@pytest.mark.parametrize("answer", [YES, YES_AT_LENGTH])
def test_after_a_yes_comes_a_handshake_and_nothing_else(
    answer: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(joining, "CONNECT", 10.0)
    with answering(answer) as (port, told):
        tried(port)
    assert told[0].endswith(b"1.3.6.1.4.1.1466.20037")
    assert told[1] == bytes([HANDSHAKE])


@pytest.mark.parametrize(
    "answer",
    [
        NO,
        YES + b"0",
        YES[:-2],
        YES.replace(b"\x78", b"\x65"),
        b"",
        b"HTTP/1.1 400 Bad\r\n\r\n",
        b"\x30\x84\xff" * 40,
    ],
)
def test_after_anything_else_nothing_more_is_said(answer: bytes) -> None:
    """A server without TLS, one that slips in words ahead of it, half an answer, and none."""
    with answering(answer) as (port, told):
        assert tried(port) in {Why.ANSWER, Why.CONNECTION, Why.TIMEOUT}
    assert told[1:] == [b""]


@pytest.mark.parametrize("url", ["https://127.0.0.1/", "ldapi:///tmp", "ldap://", "ldaps://a:b@127.0.0.1"])
def test_what_is_not_a_directorys_address(url: str, settings: Any) -> None:
    with pytest.raises(NotDelivered) as problem, joined(url, seconds=1):
        raise AssertionError
    assert (problem.value.why, isinstance(problem.value.__cause__, AddressMisshapen)) == (Why.ADDRESS, True)


def test_a_directory_inside_is_not_called_unless_it_is_named(settings: Any) -> None:
    settings.OUTGOING_HOSTS, settings.INNER_HOSTS = [], ["sundby=127.0.0.1:390"]
    assert tried(389) == Why.ADDRESS
    with (
        pytest.raises(NotDelivered) as problem,
        joined("ldap://127.0.0.1:390", seconds=5, organisation="sundby"),
    ):
        raise AssertionError
    assert problem.value.why == Why.CONNECTION
