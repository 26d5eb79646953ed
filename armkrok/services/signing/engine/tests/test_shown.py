"""A box lands where it was put, however the page is turned and cropped."""

from __future__ import annotations

import io
from pathlib import Path

import pikepdf
import pytest
from PIL import Image, ImageChops
from reportlab.pdfgen import canvas

from armkrok.services.signing.engine.box import HEIGHT, WIDTH, BoxText
from armkrok.services.signing.engine.cosign import prepare_as_is
from armkrok.services.signing.engine.facts import FontFiles, Place, Signatory
from armkrok.services.signing.engine.prepare import prepare
from armkrok.services.signing.engine.render import page_text, render_page
from armkrok.services.signing.engine.shown import shown_size
from armkrok.services.signing.engine.sign import sign
from armkrok.services.signing.engine.tests.authorities import StampingAuthority, Town
from armkrok.services.signing.engine.tests.conftest import FACTS, minutes
from armkrok.services.signing.engine.tests.producers import Other
from armkrok.services.signing.engine.validation.trust_lists import TrustList
from armkrok.services.signing.engine.validation.validate import validate

PUT = Place(0, 120, 260)
MARGIN = 2.0
Edges = tuple[float, float, float, float]


def page_of(path: Path, turn: int, crop: Edges | None) -> Path:
    """One page, 500 by 700 points, that is turned and perhaps cropped."""
    paper = canvas.Canvas(str(path), pagesize=(500, 700))
    paper.drawString(60, 60, "Avtal")
    paper.save()
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.pages[0].obj.Rotate = turn
        if crop:
            pdf.pages[0].obj.CropBox = pikepdf.Array(crop)
        pdf.save(path)
    return path


def drawn(path: Path) -> tuple[Image.Image, float]:
    """The first page as people see it, and pixels per point."""
    with pikepdf.open(path) as pdf:
        wide, _tall = shown_size(pdf.pages[0].obj)
    image = Image.open(io.BytesIO(render_page(path, 0, width=1000, kind="png").content)).convert("RGB")
    return image, image.width / wide


def changed(before: Path, after: Path) -> Edges:
    """What is drawn differently: left, low, right, high in points from the lower left as shown."""
    one, scale = drawn(before)
    other, _ = drawn(after)
    found = ImageChops.difference(one, other).getbbox()
    assert found, "nothing was drawn"
    left, top, right, bottom = (edge / scale for edge in found)
    tall = one.height / scale
    return left, tall - bottom, right, tall - top


def within(found: Edges) -> None:
    """The ink lies in the box, and begins at its left edge with the ring, near the top."""
    left, low, right, high = found
    assert PUT.x - MARGIN <= left <= PUT.x + 6
    assert PUT.y - MARGIN <= low
    assert right <= PUT.x + WIDTH + MARGIN
    assert PUT.y + HEIGHT - 10 <= high <= PUT.y + HEIGHT + MARGIN


@pytest.mark.parametrize("turn", [0, 90, 180, 270, -90])
@pytest.mark.parametrize("crop", [None, (20, 30, 480, 660)])
def test_the_box_lies_where_it_was_put(
    tmp_path: Path, town: Town, fonts: FontFiles, trust: list[TrustList], turn: int, crop: Edges | None
) -> None:
    clean = page_of(tmp_path / "clean.pdf", turn, crop)
    people = [Signatory("Amina Karlsson", place=PUT), Signatory("Karin Sjöberg")]
    prepared = prepare(clean, tmp_path / "prepared.pdf", FACTS, people, fonts)
    within(changed(clean, tmp_path / "prepared.pdf"))
    assert "Har inte skrivit under än" in page_text(tmp_path / "prepared.pdf", 0)
    page = page_text(tmp_path / "prepared.pdf", 1)
    assert "Rutan finns på sidan 1." in page
    assert page.count("Har inte skrivit under än") == 1
    person, signed = town.credential("Amina Karlsson"), tmp_path / "signed.pdf"
    sign(tmp_path / "prepared.pdf", signed, prepared.fields[0], person, words=BoxText("Amina Karlsson"))
    within(changed(clean, signed))
    assert "Skrev under med BankID" in page_text(signed, 0)
    assert validate(signed, trust).signatures[0].unchanged.answer == "yes"


def test_the_box_must_be_on_a_page(tmp_path: Path, fonts: FontFiles) -> None:
    clean = page_of(tmp_path / "clean.pdf", 90, None)
    for place in (Place(1, 10, 10), Place(0, 520, 10), Place(0, 10, 480), Place(0, -5, 10)):
        with pytest.raises(ValueError, match="page"):
            prepare(clean, tmp_path / "never.pdf", FACTS, [Signatory("A", place=place)], fonts)
    prepare(clean, tmp_path / "fits.pdf", FACTS, [Signatory("A", place=Place(0, 504, 460))], fonts)


def test_a_box_in_a_file_that_others_have_signed(
    tmp_path: Path, town: Town, stamping: StampingAuthority, fonts: FontFiles
) -> None:
    source = page_of(tmp_path / "m.pdf", 270, None)
    others = Other(town, stamping).sign(source, tmp_path / "1.pdf", "A", box=(20, 20, 120, 60))
    made = prepare_as_is(others, tmp_path / "2.pdf", [PUT], ["Amina Karlsson"], fonts, ["armkrok-1"])
    assert made.fields == ("armkrok-1",)
    signed = tmp_path / "3.pdf"
    words = BoxText("Amina Karlsson")
    sign(tmp_path / "2.pdf", signed, made.fields[0], town.credential("Amina Karlsson"), words=words)
    within(changed(others, signed))


def test_a_named_field(tmp_path: Path, fonts: FontFiles) -> None:
    clean = minutes(tmp_path / "clean.pdf", pages=1)
    people = [Signatory("Amina Karlsson", field="armkrok-1"), Signatory("Karin Sjöberg")]
    assert prepare(clean, tmp_path / "p.pdf", FACTS, people, fonts).fields == ("armkrok-1", "underskrift-002")
