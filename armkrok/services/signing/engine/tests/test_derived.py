"""A copy for publication: nothing of the signatures and no personal numbers, in sight or behind it."""

from __future__ import annotations

import io
from pathlib import Path

import pikepdf
import pytest
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen import canvas

from armkrok.kit import numbers
from armkrok.services.signing.engine.derived import derive
from armkrok.services.signing.engine.facts import CopyFacts, FontFiles, Signer
from armkrok.services.signing.engine.guarded import bounded_derive
from armkrok.services.signing.engine.masking import MASK, masked_text, spans
from armkrok.services.signing.engine.render import page_text, render_page

NUMBER = numbers.test_numbers()[100]
HYPHENED = f"{NUMBER[:8]}-{NUMBER[8:]}"
SHORT = f"{NUMBER[2:8]}-{NUMBER[8:]}"
FACTS = CopyFacts(
    document="Protokoll från kommunstyrelsen 17 november 2026",
    organisation="Sundby kommun",
    signed_sha256="9f2c41d7" * 8,
    signers=(
        Signer("Karin Sjöberg", "Ordförande", "20 november 2026 09.14"),
        Signer("Łukasz Żółć", "Justerare", "20 november 2026 10.02"),
    ),
)


def paper(path: Path, *pages: tuple[str, ...], rotate: int = 0) -> Path:
    """A document with these lines on its pages."""
    out = canvas.Canvas(str(path), pagesize=A4)
    for lines in pages:
        out.setPageRotation(rotate)
        out.bookmarkPage(f"p{out.getPageNumber()}")
        out.addOutlineEntry(lines[0] if lines else "Bild", f"p{out.getPageNumber()}")
        for place, line in enumerate(lines):
            out.drawString(72, (500 if rotate else 760) - 20 * place, line)
        out.showPage()
    out.setAuthor(f"Amina {HYPHENED}")
    out.save()
    return path


def everything(path: Path) -> bytes:
    """All the file's objects and unpacked streams."""
    parts = []
    with pikepdf.open(path) as pdf:
        for one in pdf.objects:
            if isinstance(one, pikepdf.Stream):
                parts.append(
                    one.read_raw_bytes()
                    if "/Subtype" in one and one.Subtype == "/Image"
                    else one.read_bytes()
                )
            parts.append(one.unparse(resolved=True) if not isinstance(one, pikepdf.Stream) else b"")
    return b"\n".join(parts)


@pytest.mark.parametrize(
    "written", [HYPHENED, SHORT, NUMBER, f"{NUMBER[:8]} {NUMBER[8:]}", f"{NUMBER[:8]}–{NUMBER[8:]}"]
)
def test_numbers_are_covered_however_they_are_written(tmp_path: Path, fonts: FontFiles, written: str) -> None:
    source = paper(
        tmp_path / "a.pdf", (f"Bidrag till Amina, {written}, beviljas.", "§ 2 Stolar"), ("Sida två",)
    )
    made = derive(source, tmp_path / "copy.pdf", FACTS, fonts)
    assert made.covered == 1
    text = page_text(tmp_path / "copy.pdf", 0)
    assert f"Bidrag till Amina, {MASK}, beviljas." in text
    assert "§ 2 Stolar" in text
    assert NUMBER[8:] not in text
    assert page_text(tmp_path / "copy.pdf", 1) == "Sida två"


def test_nothing_is_left_anywhere_in_the_file(tmp_path: Path, fonts: FontFiles) -> None:
    source = paper(tmp_path / "a.pdf", (f"Amina {HYPHENED}",), (f"Även {SHORT} står här",))
    derive(source, tmp_path / "copy.pdf", FACTS, fonts)
    left = everything(tmp_path / "copy.pdf")
    for trace in (HYPHENED, SHORT, NUMBER):
        assert trace.encode() not in left
        assert trace.encode("utf-16-be") not in left
        assert trace.encode("utf-16-be").hex().upper().encode() not in left
    with pikepdf.open(tmp_path / "copy.pdf") as pdf:
        assert "/Author" not in pdf.docinfo
        assert str(pdf.Root.Outlines.First.Title) == f"Amina {MASK}"


def test_the_number_is_painted_over_and_its_neighbours_are_not(tmp_path: Path, fonts: FontFiles) -> None:
    source = paper(tmp_path / "a.pdf", (f"Amina {HYPHENED}",))
    derive(source, tmp_path / "copy.pdf", FACTS, fonts)

    def ink(path: Path, left: int, right: int) -> float:
        image = Image.open(io.BytesIO(render_page(path, 0, width=1190, kind="png").content)).convert("L")
        part = image.crop((left, 2 * (842 - 772), right, 2 * (842 - 756)))
        return part.histogram()[0] / (part.width * part.height)

    assert ink(tmp_path / "copy.pdf", 2 * 112, 2 * 170) > 0.5
    assert ink(source, 2 * 112, 2 * 170) < 0.4
    assert 0 < ink(tmp_path / "copy.pdf", 2 * 72, 2 * 104) < 0.4


@pytest.mark.parametrize("rotate", [90, 180, 270])
def test_turned_pages(tmp_path: Path, fonts: FontFiles, rotate: int) -> None:
    source = paper(tmp_path / "a.pdf", (f"Amina {HYPHENED} Karlsson",), rotate=rotate)
    before = render_page(source, 0, width=600, kind="png")
    assert derive(source, tmp_path / "copy.pdf", FACTS, fonts).covered == 1
    after = render_page(tmp_path / "copy.pdf", 0, width=600, kind="png")
    assert (before.width, before.height) == (after.width, after.height)

    def darkest(content: bytes) -> int:
        small = Image.open(io.BytesIO(content)).convert("L").reduce(6)
        return sum(small.histogram()[:60])

    assert darkest(after.content) > darkest(before.content), "the box is where the number was"


def test_a_number_over_a_line_break(tmp_path: Path, fonts: FontFiles) -> None:
    source = paper(tmp_path / "a.pdf", (f"Amina {NUMBER[:8]}-", f"{NUMBER[8:]} bor i Sundby"))
    assert derive(source, tmp_path / "copy.pdf", FACTS, fonts).covered == 1
    text = page_text(tmp_path / "copy.pdf", 0)
    assert NUMBER[8:] not in text
    assert "bor i Sundby" in text


def test_what_only_looks_like_a_number_stays(tmp_path: Path, fonts: FontFiles) -> None:
    kept = (
        "Org.nr 212000-9999",
        "Dnr KS 202611-1234",
        f"{NUMBER[:8]}-{(int(NUMBER[8:]) + 1) % 10000:04d}",
        f"1{NUMBER}9",
    )
    source = paper(tmp_path / "a.pdf", kept)
    assert derive(source, tmp_path / "copy.pdf", FACTS, fonts).covered == 0
    assert all(line in page_text(tmp_path / "copy.pdf", 0) for line in kept)


def test_no_signature_is_left_and_the_signers_are_text(
    sealed: Path, tmp_path: Path, fonts: FontFiles
) -> None:
    made = derive(sealed, tmp_path / "copy.pdf", FACTS, fonts)
    with pikepdf.open(tmp_path / "copy.pdf") as pdf:
        assert "/AcroForm" not in pdf.Root
        assert "/DSS" not in pdf.Root
        assert not any(isinstance(one, pikepdf.Dictionary) and "/ByteRange" in one for one in pdf.objects)
        assert len(pdf.pages) == made.pages
        assert not pdf.check_pdf_syntax()
    text = page_text(tmp_path / "copy.pdf", made.pages - 1)
    assert "Kopia för publicering" in text
    assert "Karin Sjöberg" in text
    assert "Justerare, 20 november 2026 10.02" in text
    assert "Łukasz Żółć" in text
    assert FACTS.signed_sha256 in "".join(text.split())


def test_many_signers_get_more_pages(tmp_path: Path, fonts: FontFiles) -> None:
    many = tuple(Signer(f"Ledamot {number}", "Ledamot", "i dag") for number in range(60))
    facts = CopyFacts(FACTS.document, FACTS.organisation, FACTS.signed_sha256, many)
    made = derive(paper(tmp_path / "a.pdf", ("§ 1",)), tmp_path / "copy.pdf", facts, fonts)
    told = "\n".join(page_text(tmp_path / "copy.pdf", page) for page in range(1, made.pages))
    assert all(one.name in told for one in many)


def test_scanned_pages_are_told_of(tmp_path: Path, fonts: FontFiles) -> None:
    source = tmp_path / "scan.pdf"
    out = canvas.Canvas(str(source), pagesize=A4)
    out.drawString(72, 720, "Protokoll")
    out.showPage()
    out.drawImage(ImageReader(Image.new("RGB", (200, 200), "gray")), 72, 400)
    out.showPage()
    out.save()
    assert derive(source, tmp_path / "copy.pdf", FACTS, fonts).without_text == (2,)


def test_in_the_bounded_process(tmp_path: Path, fonts: FontFiles) -> None:
    source = paper(tmp_path / "a.pdf", (f"Amina {HYPHENED}",))
    assert bounded_derive(source, tmp_path / "copy.pdf", FACTS, fonts).covered == 1


def test_masked_text() -> None:
    assert masked_text(f"a {HYPHENED} b {SHORT}.") == f"a {MASK} b {MASK}."
    assert list(spans("inget här 070-123 45 67")) == []
