"""Several time-stamp authorities: the simulator away, slow, lying and expired, and the next one answering."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import httpx
import pytest
from asn1crypto import tsp

from armkrok.services.signing.engine.errors import TimestampUnavailable
from armkrok.services.signing.engine.facts import FontFiles
from armkrok.services.signing.engine.sign import sign
from armkrok.services.signing.engine.tests.authorities import StampingAuthority, Town, serving
from armkrok.services.signing.engine.tests.conftest import prepared_minutes
from armkrok.services.signing.engine.timestamp import Timestamper
from armkrok.services.signing.engine.timestampers import Timestampers
from tests.support.http_server import http_server
from tests.support.simulators import PATIENCE, free_port, running

DIGEST = hashlib.sha256(b"protokoll").digest()
FAULTS = {
    "down": "http_status",
    "slow": "timeout",
    "wrongNonce": "wrong_nonce",
    "wrongImprint": "wrong_imprint",
    "reject": "refused",
    "garbage": "malformed",
    "expired": "expired",
    "wrongTime": "wrong_time",
}


HASTY = 1.0
"""Seconds, for an answer that is not to come in time."""


@dataclass
class Clock:
    """A clock that the test moves."""

    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Pair:
    """The simulator first, and another authority behind it."""

    first: str
    second: StampingAuthority
    stamping: Timestampers
    clock: Clock = field(default_factory=Clock)

    def fault(self, name: str) -> None:
        self.stamping.authorities[0].timeout = HASTY if name == "slow" else PATIENCE
        body = {"fault": name} | ({"seconds": 3} if name == "slow" else {})
        httpx.post(f"{self.first}/control/faults", json=body).raise_for_status()

    def heal(self) -> None:
        self.stamping.authorities[0].timeout = PATIENCE
        httpx.delete(f"{self.first}/control/faults").raise_for_status()

    def served_by_second(self) -> bool:
        """Whether the second authority gave the next token."""
        before = self.second.served
        self.stamping.token(DIGEST)
        return self.second.served > before


@pytest.fixture(scope="session")
def simulated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The time-stamp simulator's address and root."""
    home = tmp_path_factory.mktemp("first-tsa")
    with ExitStack() as stack:
        url = stack.enter_context(running("armkrok.simulators.tsa", home))
        yield url, home / "root.pem"


@pytest.fixture
def pair(simulated: tuple[str, Path]) -> Iterator[Pair]:
    url, root = simulated
    clock = Clock()
    with serving(StampingAuthority.found()) as second:
        first = Timestamper(url, root=root)
        pair = Pair(url, second, Timestampers([first, Timestamper(second.url)], clock=clock), clock)
        pair.heal()
        yield pair
        pair.heal()


@pytest.mark.parametrize("fault", FAULTS)
def test_the_next_answers_and_the_faulty_one_rests(pair: Pair, fault: str) -> None:
    assert not pair.served_by_second()
    pair.fault(fault)
    with pytest.raises(TimestampUnavailable) as failure:
        pair.stamping.authorities[0].token(DIGEST)
    assert failure.value.code == FAULTS[fault]
    assert pair.served_by_second()
    pair.heal()
    assert pair.served_by_second(), "the first one rests"
    pair.clock.now += 31
    assert not pair.served_by_second(), "and is asked again afterwards"


def test_a_dead_first_costs_its_timeout_once(pair: Pair) -> None:
    pair.fault("slow")
    pair.stamping.token(DIGEST)
    started = time.perf_counter()
    for _ in range(10):
        pair.stamping.token(DIGEST)
    assert time.perf_counter() - started < 10 * HASTY


def test_when_all_fail_the_last_failure_is_told_and_recovery_is_noticed(pair: Pair) -> None:
    pair.fault("reject")
    pair.second.status = 500
    with pytest.raises(TimestampUnavailable) as failure:
        pair.stamping.token(DIGEST)
    assert failure.value.code == "http_status"
    pair.heal()
    assert not pair.served_by_second(), "while all rest, the one that has rested longest is asked"


def test_patience_bounds_one_token(pair: Pair) -> None:
    pair.stamping.patience = 0.0

    class Slow(Timestamper):
        def token(self, digest: bytes) -> object:  # type: ignore[override]
            pair.clock.now += 1
            raise TimestampUnavailable("timeout")

    pair.stamping.authorities = [Slow("http://slow.example"), *pair.stamping.authorities]
    served = pair.second.served
    with pytest.raises(TimestampUnavailable):
        pair.stamping.token(DIGEST)
    assert pair.second.served == served


def test_a_token_from_somebody_else_is_not_believed(simulated: tuple[str, Path], tmp_path: Path) -> None:
    _, root = simulated
    with serving(StampingAuthority.found()) as other, pytest.raises(TimestampUnavailable) as failure:
        Timestamper(other.url, root=root).token(DIGEST)
    assert failure.value.code == "untrusted"
    with serving(StampingAuthority.found()) as other, pytest.raises(TimestampUnavailable) as failure:
        Timestamper(other.url, root=tmp_path / "missing.pem").token(DIGEST)
    assert failure.value.code == "untrusted"


def test_a_signature_falls_over_to_an_authority_with_larger_tokens(
    pair: Pair, tmp_path: Path, fonts: FontFiles, town: Town
) -> None:
    source, prepared = prepared_minutes(tmp_path, fonts, ["Amina Karlsson"])
    small = pair.stamping.token_size()
    pair.fault("down")
    signed = sign(
        source, tmp_path / "signed.pdf", prepared.fields[0], town.credential(), timestamper=pair.stamping
    )
    assert signed.level == "B-T"
    assert signed.token is not None
    assert len(signed.token) > small


def test_one_dead_authority_alone_is_an_outage() -> None:
    alone = Timestampers([Timestamper(f"http://127.0.0.1:{free_port()}")])
    for _ in range(2):
        with pytest.raises(TimestampUnavailable) as failure:
            alone.token_size()
        assert failure.value.code == "unreachable"


def test_connections_are_kept_alive(stamping: StampingAuthority) -> None:
    peers = set()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            peers.add(self.client_address)
            query = tsp.TimeStampReq.load(self.rfile.read(int(self.headers["Content-Length"])))
            content = stamping.respond(query).dump()
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *args: object) -> None:
            pass

    with http_server(Handler) as url:
        timestamper = Timestamper(f"{url}/")
        for _ in range(5):
            timestamper.token(DIGEST)
        assert timestamper.client is not None
        timestamper.client.close()
    assert len(peers) == 1
