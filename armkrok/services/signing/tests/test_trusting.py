"""A trust list that does not read is told to those who look after the service."""

from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from armkrok.services.signing import trusting
from armkrok.services.signing.engine.tests.authorities import Town
from tests.support.people import Visit


@pytest.fixture
def folder(tmp_path: Path, settings: Any) -> Path:
    settings.TRUST = tmp_path
    root = Town.found().root.certificate
    (tmp_path / "bra.pem").write_bytes(root.public_bytes(Encoding.PEM))
    return tmp_path


def test_faulty_lists_are_told(folder: Path) -> None:
    assert [(one["name"], one["count"], one["problem"]) for one in trusting.lists()] == [("bra", 1, "")]
    assert list(trusting.faults()) == []
    (folder / "ny.pem").write_bytes(b"inget certifikat")
    (folder / "bra.pem").write_bytes(b"inget certifikat")
    told = list(trusting.faults())
    assert len(told) == 2
    assert "bra.pem" in told[0]
    assert "den senaste läsningen gäller" in told[0]
    assert "ny.pem" in told[1]
    assert "ingen därifrån är betrodd" in told[1]


def test_page_shows_lists(visit: Visit, folder: Path) -> None:
    (folder / "ny.pem").write_bytes(b"inget certifikat")
    page = visit("sara").get("/sundby/underskrift/forvalta/installningar/", status=200)
    assert "Betrodda utfärdare" in page.text
    assert "Går inte att läsa" in page.text
