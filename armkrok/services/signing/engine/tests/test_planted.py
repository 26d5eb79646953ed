"""Attacks by whoever also made the document, and copies of other people's signatures."""

from __future__ import annotations

from pathlib import Path

import pytest

from armkrok.services.signing.engine.sign import sign
from armkrok.services.signing.engine.tests import attacks, planted
from armkrok.services.signing.engine.tests.authorities import StampingAuthority, Town
from armkrok.services.signing.engine.tests.hostile import one_page
from armkrok.services.signing.engine.tests.producers import Other, form_document
from armkrok.services.signing.engine.tests.test_forgeries import told
from armkrok.services.signing.engine.validation.validate import validate


@pytest.fixture
def other(town: Town, stamping: StampingAuthority) -> Other:
    return Other(town, stamping)


@pytest.mark.parametrize("kind", [b"/XRef", b"/ObjStm"])
def test_content_that_calls_itself_machinery(tmp_path: Path, other: Other, kind: bytes) -> None:
    signed = other.sign(planted.named_content(tmp_path / "p.pdf", kind), tmp_path / "s.pdf", "A")
    assert validate(signed).verdict == "valid"
    report = validate(attacks.append(signed, tmp_path / "f.pdf", planted.rename_content(kind)))
    assert (report.verdict, told(report)) == ("altered", {"page_content_changed"})


@pytest.mark.parametrize("entry", [b"/Extensions", b"/MarkInfo"])
def test_content_that_is_also_something_harmless(tmp_path: Path, other: Other, entry: bytes) -> None:
    signed = other.sign(planted.shared(tmp_path / "p.pdf", entry), tmp_path / "s.pdf", "A")
    assert validate(signed).verdict == "valid"
    report = validate(attacks.append(signed, tmp_path / "f.pdf", planted.content_too))
    assert report.verdict == "altered", report.changes


@pytest.mark.parametrize("change", [planted.copied_signature, planted.copied_into_the_prepared_box])
def test_copied_signature(tmp_path: Path, other: Other, change: attacks.Change) -> None:
    """Nobody's key is needed to repeat a signature somebody else has made."""
    signed = other.sign(form_document(tmp_path / "form.pdf"), tmp_path / "s.pdf", "Vd")
    report = validate(attacks.append(signed, tmp_path / "f.pdf", change))
    assert (report.verdict, "copied" in told(report)) == ("altered", True), report
    assert {one.intact.code for one in report.signatures} == {"bytes_match", "copied"}


def test_dictionary_with_two_meanings(tmp_path: Path, other: Other) -> None:
    signed = other.sign(form_document(tmp_path / "form.pdf"), tmp_path / "s.pdf", "Vd")
    report = validate(attacks.append(signed, tmp_path / "f.pdf", planted.two_meanings))
    assert (report.verdict, report.code) == ("not_established", "ambiguous_table")


def test_update_that_shrinks(tmp_path: Path, other: Other) -> None:
    signed = other.sign(form_document(tmp_path / "form.pdf"), tmp_path / "s.pdf", "Vd")
    report = validate(planted.smaller(signed, tmp_path / "f.pdf"))
    assert report.verdict != "valid", report


@pytest.mark.parametrize(
    ("page", "rect"),
    [
        (b"", b"[0 0 595 842]"),
        (b"", b"[595 842 0 0]"),
        (b"/CropBox [0 0 200 100]", b"[0 0 200 100]"),
    ],
    ids=["says another page", "corners the other way", "all of what is shown"],
)
def test_box_over_the_page(tmp_path: Path, town: Town, page: bytes, rect: bytes) -> None:
    source = planted.box_over_the_page(tmp_path / "p.pdf", page, rect)
    report = validate(_signed_a_then_b(source, tmp_path, town))
    assert (report.verdict, told(report)) == ("altered", {"covering_signature"}), report


def test_box_in_parts(tmp_path: Path, other: Other) -> None:
    signed = other.sign(planted.box_in_parts(tmp_path / "p.pdf"), tmp_path / "s.pdf", "a")
    report = validate(attacks.append(signed, tmp_path / "f.pdf", planted.fill_the_parts))
    assert (report.verdict, "covering_signature" in told(report)) == ("altered", True), report


def _signed_a_then_b(source: Path, folder: Path, town: Town) -> Path:
    other = Other(town, StampingAuthority.found())
    for field in ("a", "b"):
        target = folder / f"{field}.pdf"
        source = other.sign(source, target, field)
    return source


def test_content_made_null(tmp_path: Path, town: Town) -> None:
    small = b"<< /Type /Annot /Subtype /Widget /FT /Sig /T (a) /Rect [10 10 100 50] /P 3 0 R >>"
    source = one_page(
        tmp_path / "p.pdf",
        catalog=b"/AcroForm << /Fields [5 0 R] /SigFlags 3 >>",
        page=b"/Annots [5 0 R]",
        more=[small],
    )
    sign(source, tmp_path / "s.pdf", "a", town.credential())
    report = validate(planted.content_made_null(tmp_path / "s.pdf", tmp_path / "f.pdf"))
    assert (report.verdict, "page_content_changed" in told(report)) == ("altered", True)
