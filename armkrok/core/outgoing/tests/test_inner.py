"""A system on an inner network is called for the one organisation, host and port that are named."""

import socket
from pathlib import Path
from typing import Any

import pytest

from armkrok.core.outgoing import AddressRefused, NotDelivered, Why, check, fetch, post
from armkrok.core.outgoing.addresses import judged
from armkrok.core.outgoing.inner import InnerHost, readable
from tests.support.receivers import Running, certificate, receiving

NAMED = "sundby=skolsystem.sundby.internal:443"


@pytest.fixture(autouse=True)
def _named(settings: Any) -> None:
    settings.OUTGOING_HOSTS, settings.INNER_HOSTS = [], [NAMED]


def _leads_to(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> None:
    def resolve(_host: str, port: int, *_: Any, **__: Any) -> Any:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)


def _is_refused(url: str, slug: str) -> bool:
    try:
        check(url, slug)
    except AddressRefused:
        return True
    return False


@pytest.mark.parametrize(
    ("url", "slug", "is_refused"),
    [
        ("https://skolsystem.sundby.internal/v2", "sundby", False),
        ("https://SKOLSYSTEM.sundby.internal:443/", "sundby", False),
        ("https://skolsystem.sundby.internal/v2", "norrvik", True),
        ("https://skolsystem.sundby.internal/v2", "", True),
        ("https://skolsystem.sundby.internal:8443/v2", "sundby", True),
        ("https://ekonomi.sundby.internal/", "sundby", True),
        ("https://skolsystem.sundby.internal./", "sundby", True),
        ("https://10.1.2.3/", "sundby", True),
        ("http://skolsystem.sundby.internal:443/", "sundby", True),
    ],
)
def test_the_one_host_and_port_for_the_one_organisation(
    monkeypatch: pytest.MonkeyPatch, url: str, slug: str, is_refused: bool
) -> None:
    _leads_to(monkeypatch, "10.1.2.3")
    assert _is_refused(url, slug) == is_refused


def test_without_the_setting_nobody_is_let_in(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    settings.INNER_HOSTS = []
    _leads_to(monkeypatch, "10.1.2.3")
    assert _is_refused("https://skolsystem.sundby.internal/", "sundby")


@pytest.mark.parametrize(
    ("addresses", "is_refused"),
    [
        (["192.168.1.1"], False),
        (["10.1.2.3", "8.8.8.8"], False),
        (["fd12:3456::1"], False),
        (["127.0.0.1"], True),
        (["::1"], True),
        (["10.1.2.3", "127.0.0.1"], True),
        (["169.254.169.254"], True),
        (["::ffff:169.254.169.254"], True),
        (["fd00:ec2::254"], True),
        (["100.100.100.200"], True),
        (["0.0.0.0"], True),  # noqa: S104  (judged, not listened on)
        (["224.0.0.1"], True),
    ],
)
def test_a_named_host_leads_to_a_network_of_ones_own_alone(
    monkeypatch: pytest.MonkeyPatch, addresses: list[str], is_refused: bool
) -> None:
    """Never to the machine itself, nor to what gives keys away there, whatever its name comes to lead to."""
    _leads_to(monkeypatch, *addresses)
    assert _is_refused("https://skolsystem.sundby.internal/", "sundby") == is_refused


@pytest.mark.parametrize(
    "text",
    [
        "", "sundby", "sundby=", "sundby=host", "=host:443", "host:443", "sundby=*:443",
        "sundby=*.internal:443", "sundby=host:*", "sundby=host:0", "sundby=host:65536",
        "sundby=host:443/path", "sundby=https://host:443", "*=host:443", "sundby=10.0.0.0/8:443",
        "sundby=Host:443", "sundby=host:443;norrvik=host:443",
    ],
)  # fmt: skip
def test_what_cannot_be_read_allows_nothing(
    monkeypatch: pytest.MonkeyPatch, settings: Any, text: str
) -> None:
    assert readable(text) is None
    settings.INNER_HOSTS = [text]
    _leads_to(monkeypatch, "10.1.2.3")
    assert _is_refused("https://host/", "sundby")


def test_an_address_may_be_named_itself(settings: Any) -> None:
    assert readable("sundby=[fd00::1]:8443") == InnerHost("sundby", "fd00::1", 8443)
    settings.INNER_HOSTS = ["sundby=127.0.0.1:8443"]
    assert judged("127.0.0.1", 8443, "sundby") == ["127.0.0.1"]
    for host, port, slug in (
        ("127.1", 8443, "sundby"),
        ("127.0.0.1", 8444, "sundby"),
        ("127.0.0.1", 8443, "x"),
    ):
        with pytest.raises(AddressRefused):
            judged(host, port, slug)


def test_it_is_called_over_the_wire_for_its_organisation_alone(tmp_path: Path, settings: Any) -> None:
    own = certificate(tmp_path / "inner.pem", "127.0.0.1")
    with receiving(own) as running:
        port = int(running.url.rpartition(":")[2])
        url, roots = f"https://127.0.0.1:{port}", own.read_text()
        settings.INNER_HOSTS = [f"sundby=127.0.0.1:{port}"]
        assert fetch("POST", f"{url}/in", roots=roots, organisation="sundby").status == 204
        for slug in ("norrvik", ""):
            with pytest.raises(NotDelivered) as problem:
                fetch("POST", url, roots=roots, organisation=slug)
            assert problem.value.why == Why.ADDRESS
        with pytest.raises(NotDelivered) as problem:
            post(url, b"{}", {}, organisation="sundby")
        assert problem.value.why == Why.CERTIFICATE, "its certificate is judged as any other's"
        assert [one["path"] for one in Running(url, str(own)).received] == ["/in"]
