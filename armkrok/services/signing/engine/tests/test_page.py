"""The signature page: everyone has a box, whatever their name, on as many pages as it takes."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pikepdf
import pytest

from armkrok.services.signing.engine.facts import FontFiles, PageFacts, Signatory
from armkrok.services.signing.engine.plain_text import one_line
from armkrok.services.signing.engine.prepare import prepare
from armkrok.services.signing.engine.render import page_text, render_page
from armkrok.services.signing.engine.tests.conftest import FACTS, minutes
from armkrok.services.signing.engine.tests.test_authority import NAMES


@pytest.mark.parametrize("count", [1, 9, 10, 23, 200])
def test_everyone_has_a_box_on_the_page(tmp_path: Path, fonts: FontFiles, count: int) -> None:
    people = [Signatory(f"Ledamot Nummer {number}", "Ledamot") for number in range(count)]
    target = tmp_path / "prepared.pdf"
    prepared = prepare(minutes(tmp_path / "clean.pdf"), target, FACTS, people, fonts)
    assert len(set(prepared.fields)) == count
    with pikepdf.open(target) as pdf:
        assert len(pdf.pages) == prepared.pages == 3 + prepared.signature_pages
        boxes = [annotation for page in pdf.pages[3:] for annotation in page.obj.Annots]
        assert [str(one.T) for one in boxes] == list(prepared.fields)
        for one in boxes:
            left, low, right, high = (float(edge) for edge in one.Rect)
            assert 40 < left < right < 556
            assert 50 < low < high < 800
        for page in pdf.pages[3:]:
            heights = sorted((float(one.Rect[1]), float(one.Rect[3])) for one in page.obj.Annots)
            assert all(lower[1] <= upper[0] for lower, upper in pairwise(heights))


def test_page_tells_what_it_should(tmp_path: Path, fonts: FontFiles) -> None:
    clean, target = minutes(tmp_path / "clean.pdf"), tmp_path / "prepared.pdf"
    people = [Signatory("Łukasz Żółć", "Ordförande")]
    prepared = prepare(clean, target, FACTS, people, fonts)
    text = page_text(target, 3)
    for words in (
        "Underskrifter",
        FACTS.document,
        "Sundby kommun",
        "Skickat av Sara Lind, HR-chef",
        FACTS.verify_url,
        "Łukasz Żółć",
        "Ordförande",
        "Har inte skrivit under än",
    ):
        assert words in text
    assert prepared.document_sha256 in "".join(text.split())
    with pikepdf.open(target) as pdf:
        assert str(pdf.Root.AcroForm.Fields[0].TU) == "Łukasz Żółć, Ordförande"


def test_page_in_english(tmp_path: Path, fonts: FontFiles) -> None:
    clean, target = minutes(tmp_path / "clean.pdf"), tmp_path / "prepared.pdf"
    facts = PageFacts("Minutes", "Sundby", "Sara Lind", "https://armkrok.example/v/1", "en")
    prepare(clean, target, facts, [Signatory("Amina Karlsson")], fonts)
    text = page_text(target, 3)
    assert "Has not signed yet" in text
    assert "Sent by Sara Lind" in text


@pytest.mark.parametrize("name", NAMES)
def test_any_name_can_be_printed(tmp_path: Path, fonts: FontFiles, name: str) -> None:
    clean, target = minutes(tmp_path / "clean.pdf", pages=1), tmp_path / "prepared.pdf"
    facts = PageFacts(name, name, name, "https://armkrok.example/v/1")
    prepare(clean, target, facts, [Signatory(name, name)], fonts)
    assert render_page(target, 1, width=200, kind="png").width == 200
    with pikepdf.open(target) as pdf:
        assert not pdf.check_pdf_syntax()


def test_too_many_or_no_signatories(tmp_path: Path, fonts: FontFiles) -> None:
    clean = minutes(tmp_path / "clean.pdf")
    for people in ([], [Signatory("A")] * 201):
        with pytest.raises(ValueError, match="1 to 200"):
            prepare(clean, tmp_path / "never.pdf", FACTS, people, fonts)


def test_one_line_keeps_the_letters_and_drops_the_tricks() -> None:
    assert one_line("Anna\u202e\u200b\n Maria\t Åkesson") == "Anna Maria Åkesson"
    assert one_line("Zoe\u0308") == "Zoë"
    assert len(one_line("a" + "\u0335" * 50)) == 5
