"""A time-stamp authority that is down, slow or lying."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from asn1crypto import tsp
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID

from armkrok.services.signing.engine import der
from armkrok.services.signing.engine.errors import TimestampUnavailable
from armkrok.services.signing.engine.facts import FontFiles
from armkrok.services.signing.engine.sign import sign
from armkrok.services.signing.engine.tests.authorities import StampingAuthority, Town, serving
from armkrok.services.signing.engine.tests.conftest import prepared_minutes
from armkrok.services.signing.engine.timestamp import Timestamper

DIGEST = hashlib.sha256(b"protokoll").digest()


@pytest.fixture
def liar(stamping: StampingAuthority) -> Iterator[StampingAuthority]:
    """The town's authority behind another door, free to lie."""
    own = StampingAuthority(stamping.root, stamping.root_key, stamping.certificate, stamping.key)
    with serving(own) as authority:
        yield authority


def failure(url: str, timeout: float = 5.0) -> str:
    with pytest.raises(TimestampUnavailable) as refusal:
        Timestamper(url, timeout=timeout).token(DIGEST)
    return refusal.value.code


def test_token_is_checked_and_its_size_remembered(stamping: StampingAuthority) -> None:
    timestamper = Timestamper(stamping.url)
    token = timestamper.token(DIGEST)
    assert abs(token.at - datetime.now(UTC)) < timedelta(seconds=10)
    served = stamping.served
    assert len(token.content) <= timestamper.token_size() <= len(token.content) + 64
    assert stamping.served == served


def test_nobody_answers() -> None:
    assert failure("http://127.0.0.1:9/tsa") == "unreachable"
    assert failure("inte en adress") == "unreachable"


def test_slow(liar: StampingAuthority) -> None:
    liar.delay = threading.Event()
    assert failure(liar.url, timeout=0.2) == "timeout"


def test_server_error(liar: StampingAuthority) -> None:
    liar.status = 503
    assert failure(liar.url) == "http_status"


def test_refusal(liar: StampingAuthority) -> None:
    class Refusal:
        def dump(self) -> bytes:
            return der.sequence(der.sequence(der.integer(2)))

    liar.answer = lambda query, authority: Refusal()
    assert failure(liar.url) == "refused"


def test_wrong_imprint(liar: StampingAuthority) -> None:
    def answer(query: tsp.TimeStampReq, authority: StampingAuthority) -> tsp.TimeStampResp:
        query["message_imprint"]["hashed_message"] = hashlib.sha256(b"annat").digest()
        return authority.respond(query)

    liar.answer = answer
    assert failure(liar.url) == "wrong_imprint"


def test_wrong_nonce(liar: StampingAuthority) -> None:
    def answer(query: tsp.TimeStampReq, authority: StampingAuthority) -> tsp.TimeStampResp:
        query["nonce"] = query["nonce"].native ^ 1
        return authority.respond(query)

    liar.answer = answer
    assert failure(liar.url) == "wrong_nonce"


def test_forged_signature(liar: StampingAuthority) -> None:
    def answer(query: tsp.TimeStampReq, authority: StampingAuthority) -> tsp.TimeStampResp:
        response = authority.respond(query)
        (signer,) = response["time_stamp_token"]["content"]["signer_infos"]
        forged = bytearray(signer["signature"].native)
        forged[-1] ^= 1
        signer["signature"] = bytes(forged)
        return response

    liar.answer = answer
    assert failure(liar.url) == "bad_signature"


def test_rubbish(liar: StampingAuthority) -> None:
    class Rubbish:
        def dump(self) -> bytes:
            return b"\x30\x82\xff\xff rubbish"

    liar.answer = lambda query, authority: Rubbish()
    assert failure(liar.url) == "malformed"


@pytest.mark.parametrize(
    ("purposes", "critical"),
    [
        ([ExtendedKeyUsageOID.TIME_STAMPING], False),
        ([ExtendedKeyUsageOID.TIME_STAMPING, ExtendedKeyUsageOID.CODE_SIGNING], True),
        ([ExtendedKeyUsageOID.CLIENT_AUTH], True),
    ],
)
def test_certificate_for_something_else(purposes: list[x509.ObjectIdentifier], critical: bool) -> None:
    with serving(StampingAuthority.found(x509.ExtendedKeyUsage(purposes), critical=critical)) as authority:
        assert failure(authority.url) == "wrong_purpose"


def test_outage_leaves_nothing_half_done(tmp_path: Path, fonts: FontFiles, town: Town) -> None:
    source, prepared = prepared_minutes(tmp_path, fonts, ["Amina Karlsson"])
    before, target = source.read_bytes(), tmp_path / "signed.pdf"
    with pytest.raises(TimestampUnavailable):
        sign(
            source,
            target,
            prepared.fields[0],
            town.credential(),
            timestamper=Timestamper("http://127.0.0.1:9/"),
        )
    assert not target.exists()
    assert source.read_bytes() == before


def test_one_timestamper_serves_many_threads(
    tmp_path: Path, fonts: FontFiles, town: Town, stamping: StampingAuthority
) -> None:
    timestamper = Timestamper(stamping.url)
    source, prepared = prepared_minutes(tmp_path, fonts, ["Amina Karlsson"])

    def work(number: int) -> str:
        target = tmp_path / f"thread-{number}.pdf"
        return sign(source, target, prepared.fields[0], town.credential(), timestamper=timestamper).level

    with ThreadPoolExecutor(4) as threads:
        assert set(threads.map(work, range(8))) == {"B-T"}
