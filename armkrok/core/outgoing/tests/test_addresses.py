"""Our own network cannot be reached, however its addresses are written."""

import socket
from typing import Any

import pytest

from armkrok.core.outgoing import AddressRefused, NotDelivered, Why, check, post
from armkrok.core.outgoing.addresses import AddressMisshapen, NameUnknown, is_public

INTERNAL = [
    "127.0.0.1", "127.8.8.8", "0.0.0.0", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1",  # noqa: S104  (judged, not listened on)
    "169.254.169.254", "100.64.0.1", "100.100.100.200", "192.0.0.8", "192.0.2.1", "192.88.99.1",
    "198.18.0.1", "198.51.100.7", "203.0.113.9", "224.0.0.1", "240.0.0.1", "255.255.255.255",
    "168.63.129.16", "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
    "::ffff:169.254.169.254", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "2002:7f00:1::",
    "2002:a9fe:a9fe::", "2001:0:7f00:1::f5ff:fffe", "fc00::1", "fd00:ec2::254", "fe80::1", "fe80::1%eth0",
    "fec0::1", "ff02::1", "2001:db8::1", "100::1", "3fff::1", "5f00::1",
]  # fmt: skip
PUBLIC = ["193.10.64.1", "8.8.8.8", "172.32.0.1", "2a00:801::1", "::ffff:8.8.8.8", "64:ff9b::808:808"]
DISGUISED = [
    "https://2130706433/", "https://0x7f000001/", "https://0177.0.0.1/", "https://127.1/", "https://0/",
    "https://[::1]/", "https://[::ffff:127.0.0.1]/", "https://[::ffff:7f00:1]/", "https://localhost/",
    "https://localhost./", "https://LOCALHOST/", "https://169.254.169.254/latest/meta-data/",
    "https://0xa9fea9fe/", "https://[fe80::1]/", "https://0x7f.1/",
]  # fmt: skip
MISSHAPEN = [
    "", "sundby.example", "http://8.8.8.8/", "ftp://8.8.8.8/", "file:///etc/passwd", "https:///x", "https://",
    "https://user:word@8.8.8.8/", "https://@8.8.8.8/", "https://8.8.8.8/#x", "https://8.8.8.8\\@127.0.0.1/",
    "https://8.8.8.8/ x", "https://8.8.8.8/\n", "https://8.8.8.8:x/", "https://8.8.8.8:99999/", "https://①27.1/",
    "https://8.8.8.8/" + "x" * 500, "https://[::1/",
]  # fmt: skip


@pytest.mark.parametrize("address", INTERNAL)
def test_internal_addresses(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("url", DISGUISED)
def test_internal_addresses_in_disguise_are_refused_when_written_and_when_called(url: str) -> None:
    with pytest.raises(AddressRefused) as refused:
        check(url)
    assert not isinstance(refused.value, AddressMisshapen)
    with pytest.raises(NotDelivered) as problem:
        post(url, b"{}", {})
    assert problem.value.why in {Why.ADDRESS, Why.NAME}


@pytest.mark.parametrize("url", MISSHAPEN)
def test_what_is_not_a_whole_https_address(url: str) -> None:
    with pytest.raises(AddressMisshapen):
        check(url)
    with pytest.raises(NotDelivered) as problem:
        post(url, b"{}", {})
    assert problem.value.why == Why.ADDRESS


def _leads_to(monkeypatch: pytest.MonkeyPatch, *answers: list[str]) -> list[str]:
    """The resolver gives these answers in turn; the names that it was asked for."""
    asked: list[str] = []

    def resolve(host: str, port: int, *_: Any, **__: Any) -> Any:
        asked.append(host)
        found = answers[min(len(asked), len(answers)) - 1]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in found]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    return asked


def test_one_internal_address_among_public_ones_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    _leads_to(monkeypatch, ["8.8.8.8", "10.0.0.1"])
    with pytest.raises(AddressRefused):
        check("https://both.example/")


def test_a_name_that_has_moved_inside_is_refused_at_the_call(monkeypatch: pytest.MonkeyPatch) -> None:
    _leads_to(monkeypatch, ["8.8.8.8"], ["127.0.0.1"])
    check("https://moving.example/")
    with pytest.raises(NotDelivered) as problem:
        post("https://moving.example/", b"{}", {})
    assert problem.value.why == Why.ADDRESS


def test_the_connection_goes_to_the_address_that_was_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    """The name changes between the judging and the connecting; nobody asks for it twice."""
    asked = _leads_to(monkeypatch, ["8.8.8.8"], ["127.0.0.1"])
    connected: list[str] = []

    def connect(address: tuple[str, int], *_: Any, **__: Any) -> Any:
        connected.append(address[0])
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", connect)
    with pytest.raises(NotDelivered) as problem:
        post("https://rebinding.example/", b"{}", {})
    assert problem.value.why == Why.CONNECTION
    assert (asked, connected) == (["rebinding.example"], ["8.8.8.8"])


def test_an_unknown_name() -> None:
    with pytest.raises(NameUnknown):
        check("https://no-such-name.invalid/")
