"""A finished request of Sundby's: minutes signed by two, with an attachment, a report and a log."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from armkrok.services.signing.archive.contents import (
    Deed,
    Evidence,
    FinishedRequest,
    KeptFile,
    Owner,
    Seat,
)
from armkrok.services.signing.engine.tests.authorities import StampingAuthority, Town, serving
from armkrok.services.signing.engine.timestamp import Timestamper
from armkrok.services.signing.engine.validation.trust_lists import TrustList, trust_list

START = datetime(2026, 11, 20, 8, 15, tzinfo=UTC)
E_ID = b"<?xml version='1.0'?><Signature xmlns='http://www.w3.org/2000/09/xmldsig#'/>"


@pytest.fixture(scope="session")
def town() -> Town:
    return Town.found()


@pytest.fixture(scope="session")
def stamping() -> Iterator[StampingAuthority]:
    with serving(StampingAuthority.found()) as authority:
        yield authority


@pytest.fixture
def timestamper(stamping: StampingAuthority) -> Timestamper:
    return Timestamper(stamping.url)


@pytest.fixture
def trust(town: Town, stamping: StampingAuthority) -> list[TrustList]:
    return [
        trust_list("Kommunernas lista", [town.root.certificate]),
        trust_list("Stämplarnas lista", [stamping.root]),
    ]


@pytest.fixture
def finished(tmp_path: Path) -> FinishedRequest:
    folder = tmp_path / "kept"
    folder.mkdir()
    files = {
        "Protokoll 19 november.pdf": ("application/pdf", "signed"),
        "Kallelse åäö.pdf": ("application/pdf", "attachment"),
        "rapport.json": ("application/json", "report"),
    }
    kept = []
    for name, (media_type, kind) in files.items():
        path = folder / name
        path.write_bytes(b"%PDF-1.7 " + name.encode() * 50)
        about = 1 if kind == "report" else 0
        kept.append(KeptFile(name, path, media_type, kind, START, about))  # type: ignore[arg-type]
    return FinishedRequest(
        identifier="018f3b7e-0000-7000-8000-000000000001",
        title="Protokoll från samverkansgruppen 19 november 2026",
        owner=Owner("Sundby kommun", "212000-9999", "Kommunstyrelsen"),
        sender="Sara Lind",
        created_at=START,
        sent_at=START + timedelta(minutes=5),
        completed_at=START + timedelta(days=1),
        files=tuple(kept),
        seats=(_seat("Amina Karlsson", "HR-chef"), _seat("Karin Öberg", "Rektor"), _reader()),
        log=tuple(_deeds()),
        verify_address="https://armkrok.example/verifiera/3f2a91c0d7e84b55",
        document_type="Protokoll",
        classification="1.2.3",
        disposal="Bevaras",
        verdicts={1: "Alla underskrifter är giltiga."},
    )


def _seat(name: str, title: str) -> Seat:
    answer = Evidence(
        method="BankID",
        provider="BankID",
        loa="http://id.elegnamnden.se/loa/1.0/loa3",
        answered_at=START + timedelta(hours=1),
        document_sha256="ab" * 32,
        visible_text="Jag skriver under protokollet.",
        hidden_data='{"sha256": "ab"}',
        signature=base64.b64encode(E_ID).decode(),
        ocsp=base64.b64encode(b"\x30\x03\x0a\x01\x00").decode(),
    )
    return Seat(
        name, title, "Skriver under", "Har skrivit under", START + timedelta(hours=1),
        certificate_serial="0A1B2C", timestamp_at=START + timedelta(hours=1), evidence=answer,
    )  # fmt: skip


def _reader() -> Seat:
    return Seat("Olle Nyström", "Revisor", "Får kopia", "Har fått", None, is_signer=False)


def _deeds() -> Iterator[Deed]:
    previous = "00" * 32
    for number, (event, text) in enumerate(
        [
            ("RequestSent", "Skickade en begäran om underskrift"),
            ("DocumentSigned", "Skrev under"),
            ("DocumentSigned", "Skrev under"),
            ("RequestCompleted", "Alla har skrivit under"),
        ],
        17,
    ):
        digest = hashlib.sha256(f"{previous}{number}".encode()).hexdigest()
        at = START + timedelta(hours=number - 16)
        yield Deed(number, at, event, text, "person", {"sha256": "ab" * 32}, digest, previous, digest)
        previous = digest
