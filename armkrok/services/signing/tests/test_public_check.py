"""The public check: anything may be thrown at it; it answers in time, keeps nothing, and not without end."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django import Settings

from armkrok.core.documents.models import StoredFile
from armkrok.core.tenants.scope import scope
from armkrok.services.signing.engine import BoxText, sign
from armkrok.services.signing.engine.facts import FontFiles
from armkrok.services.signing.engine.tests import hostile
from armkrok.services.signing.engine.tests.authorities import Town
from armkrok.services.signing.engine.tests.conftest import fonts, prepared_minutes, town  # noqa: F401
from armkrok.services.signing.tests.test_bad_files import stored_bytes
from armkrok.site.settling import Settled
from tests.support.people import Visit
from tests.support.visitor import Page, Visitor

CHECK = "/verifiera/"
UNKNOWN = "Det går inte att säga om filen är underskriven"


@pytest.fixture(autouse=True)
def nothing_kept(towns: Settled) -> Iterator[None]:
    """Whatever was checked, it is forgotten."""
    yield
    assert not stored_bytes(towns)
    for organisation in towns.organisations.values():
        with scope(organisation.pk):
            assert not StoredFile.objects.exists()


def check(visitor: Visitor, content: bytes, status: int = 200) -> Page:
    """Throw a file at it."""
    return visitor.post(CHECK, {"file": SimpleUploadedFile("a.pdf", content)}, status=status)


def test_hostile_files_cannot_be_established(visit: Visit, tmp_path: Path) -> None:
    stranger = visit()
    cases = {
        "empty": b"",
        "picture": b"GIF89a" + bytes(2000),
        "nonsense": b"%PDF-1.7\n" + b"<<" * 50_000,
        "cyclic": hostile.cyclic(tmp_path / "cyclic.pdf").read_bytes(),
        "bomb": hostile.bomb(tmp_path / "bomb.pdf", 500).read_bytes(),
        "nested": hostile.nested_bomb(tmp_path / "nested.pdf", 500).read_bytes(),
        "everything": hostile.everything(tmp_path / "all.pdf").read_bytes(),
    }
    for name, content in cases.items():
        began = time.monotonic()
        page = check(stranger, content)
        assert page.h1 == UNKNOWN, name
        assert "Vi kan varken säga att filen är äkta eller att den är ändrad." in page.text
        assert time.monotonic() - began < 40, name


def test_too_large(visit: Visit, settings: Settings) -> None:
    settings.UPLOAD_LIMIT = 1_000_000
    page = check(visit(), b"%PDF-1.7\n" + bytes(3_000_000))
    assert "Filen är större än vad som får laddas upp." in page.text


@pytest.mark.usefixtures("one_minute")
def test_twenty_a_minute_from_one_place(visit: Visit) -> None:
    stranger = visit()
    for _ in range(20):
        check(stranger, b"")
    page = check(stranger, b"", status=429)
    assert "Du har kontrollerat många filer på kort tid. Vänta en minut och försök igen." in page.text
    assert stranger.get(CHECK).h1


def test_two_hundred_signatures(visit: Visit, tmp_path: Path, fonts: FontFiles, town: Town) -> None:  # noqa: F811
    people = [f"Ledamot {number:03}" for number in range(200)]
    source, prepared = prepared_minutes(tmp_path, fonts, people)
    for number, (name, field) in enumerate(zip(people, prepared.fields, strict=True)):
        target = tmp_path / f"{number % 2}.pdf"
        sign(source, target, field, town.credential(name), words=BoxText(name))
        source = target
    began = time.monotonic()
    page = check(visit(), source.read_bytes())
    assert time.monotonic() - began < 40
    assert len(page.find("//*[contains(text(), 'Ledamot ')]")) >= 200
    assert page.h1 == "Dokumentet är underskrivet och oförändrat"
