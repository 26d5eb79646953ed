"""The configured time-stamp authorities: in order, with their roots, and who answers."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest
from pytest_django import Settings

from armkrok.services.signing import stamping
from armkrok.services.signing.actions.watching import health, watch_authorities
from armkrok.services.signing.engine import Timestamper, TimestampUnavailable
from armkrok.services.signing.engine.timestampers import Timestampers
from tests.support.simulators import free_port, running

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[tuple[str, Path]]]:
    """Two authorities, each with a root of its own."""
    with ExitStack() as stack:
        homes = [tmp_path_factory.mktemp(name) for name in ("first", "second")]
        urls = [stack.enter_context(running("armkrok.simulators.tsa", home)) for home in homes]
        yield [(url, home / "root.pem") for url, home in zip(urls, homes, strict=True)]


@pytest.fixture
def both(pair: list[tuple[str, Path]], settings: Settings) -> Iterator[list[str]]:
    settings.TSA_URL = " , ".join(url for url, _ in pair)
    settings.TSA_ROOT = ",".join(str(root) for _, root in pair)
    stamping._failing.cache_clear()
    yield [url for url, _ in pair]
    for url, _ in pair:
        httpx.delete(f"{url}/control/faults").raise_for_status()
    for remembered in (stamping._client, stamping._failing):
        remembered.cache_clear()


def test_one_address_is_as_it_always_was(settings: Settings, pair: list[tuple[str, Path]]) -> None:
    url, root = pair[0]
    settings.TSA_URL, settings.TSA_ROOT = url, str(root)
    client = stamping.timestamper()
    assert isinstance(client, Timestamper)
    assert (client.url, client.root) == (url, root)
    assert stamping.roots() == [root]


def test_the_second_answers_for_the_first(both: list[str]) -> None:
    client = stamping.timestamper()
    assert isinstance(client, Timestampers)
    first = client.token(bytes(32)).signer
    httpx.post(f"{both[0]}/control/faults", json={"fault": "down"}).raise_for_status()
    assert client.token(bytes(32)).signer != first
    assert stamping.timestamper() is client


def test_who_answers_and_until_when(both: list[str]) -> None:
    httpx.post(f"{both[1]}/control/faults", json={"fault": "expired"}).raise_for_status()
    good, bad = stamping.ask_each()
    assert (good.url, good.failure, good.certificate_until is not None) == (both[0], "", True)
    assert (bad.url, bad.failure, bad.certificate_until) == (both[1], "expired", None)


@pytest.mark.parametrize("roots", ["", "a.pem,b.pem,c.pem"])
def test_roots_that_do_not_go_with_the_addresses(both: list[str], settings: Settings, roots: str) -> None:
    settings.TSA_ROOT = roots
    with pytest.raises(stamping.FaultyAuthorities, match="2 adresser"):
        stamping.timestamper()


def test_one_root_for_all(both: list[str], settings: Settings, pair: list[tuple[str, Path]]) -> None:
    settings.TSA_ROOT = str(pair[0][1])
    assert [one.failure for one in stamping.ask_each()] == ["", "untrusted"]


def test_what_it_takes_to_believe_a_stamp(both: list[str]) -> None:
    tokens = [one.token(bytes(32)) for one in stamping.timestamper().authorities]  # type: ignore[attr-defined]
    certificates, lists = stamping.needed_for([each for one in tokens for each in one.certificates])
    assert {one.signer for one in tokens} < set(certificates)
    assert len(certificates) == 4
    assert len(lists) == 2


def test_nobody_is_called_for_a_strangers_certificate(
    both: list[str], settings: Settings, pair: list[tuple[str, Path]]
) -> None:
    url = pair[1][0]
    token = Timestamper(url).token(bytes(32))
    settings.TSA_URL, settings.TSA_ROOT = pair[0][0], str(pair[0][1])
    certificates, lists = stamping.needed_for(token.certificates)
    assert token.signer not in certificates
    assert lists == []


def test_a_list_that_cannot_be_fetched_is_an_outage(
    tmp_path: Path, settings: Settings, pair: list[tuple[str, Path]]
) -> None:
    nobody = f"http://127.0.0.1:{free_port()}"
    with running("armkrok.simulators.tsa", tmp_path, "--public-url", nobody) as url:
        token = Timestamper(url).token(bytes(32))
        settings.TSA_URL, settings.TSA_ROOT = url, str(tmp_path / "root.pem")
        with pytest.raises(TimestampUnavailable):
            stamping.needed_for(token.certificates)


def test_the_clock_asks_and_every_process_heeds_the_answer(both: list[str]) -> None:
    watch_authorities()
    assert [(one.url, one.failure, one.certificate_until is not None) for one in health()] == [
        (both[0], "", True),
        (both[1], "", True),
    ]
    answered = health()[0].answered_at
    httpx.post(f"{both[0]}/control/faults", json={"fault": "reject"}).raise_for_status()
    watch_authorities()
    first, second = health()
    assert (first.failure, second.failure) == ("refused", "")
    assert first.answered_at == answered
    httpx.delete(f"{both[0]}/control/faults").raise_for_status()
    for remembered in (stamping._client, stamping._failing):
        remembered.cache_clear()
    client = stamping.timestamper()
    assert isinstance(client, Timestampers)
    assert [one.url for one in client._in_turn()] == [both[1], both[0]]


def test_an_authority_that_is_no_longer_configured_is_forgotten(both: list[str], settings: Settings) -> None:
    watch_authorities()
    settings.TSA_URL, settings.TSA_ROOT = both[0], settings.TSA_ROOT.split(",")[0]
    watch_authorities()
    assert [one.url for one in health()] == [both[0]]
