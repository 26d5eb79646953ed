"""Covering personal numbers in a document that is to be published.

A black box over a text hides nothing: the text is still there to copy. So a page with a personal number is
drawn as a picture, the numbers are painted over in the picture, and the other text is laid invisibly behind
it, so that it can still be searched and heard. Pages without numbers stay as they are.
"""

from __future__ import annotations

import ctypes
import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream, String
from PIL import Image, ImageDraw

from armkrok.kit.numbers import NotANumber, normalise
from armkrok.services.signing.engine.entries import names_of
from armkrok.services.signing.engine.errors import Unacceptable
from armkrok.services.signing.engine.paper import Paper, Typeface
from armkrok.services.signing.engine.plain_text import one_line
from armkrok.services.signing.engine.render import MOST_PIXELS

MASK = "[personnummer]"
_WRITTEN = re.compile(r"(?<!\d)(?:\d{2})?\d{6}\s?[-+\u2010-\u2015\u2212]?\s*\d{4}(?!\d)")
_ANY_DAY = date(2026, 1, 1)  # only tells the century, which does not matter here
_DOTS_PER_POINT = 200 / 72
_MARGIN = 1.5
_PAGE_KEPT = frozenset(["/Type", "/Parent"])


@dataclass(frozen=True)
class MaskedPages:
    """How many numbers were covered, and the pages (first is 1) that have no text to look through."""

    covered: int
    without_text: tuple[int, ...]


@dataclass(frozen=True)
class _Char:
    """A character and its box in pixels of the picture; made-up line breaks have no box."""

    char: str
    box: tuple[float, float, float, float] | None


@dataclass
class _Page:
    """One page as it will be: the picture with its numbers painted over, and the lines of text behind it."""

    number: int
    size: tuple[float, float]
    picture: Image.Image
    lines: list[tuple[str, tuple[float, float, float, float]]] = field(default_factory=list)


def spans(text: str) -> Iterator[tuple[int, int]]:
    """Where personal and coordination numbers stand: with a right check digit, a possible month and day."""
    for match in _WRITTEN.finditer(text):
        try:
            normalise(match.group(), _ANY_DAY)
        except NotANumber:
            continue
        yield match.span()


def masked_text(text: str) -> str:
    """The text with each number replaced by a word that says what stood there."""
    parts, at = [], 0
    for start, end in spans(text):
        parts += [text[at:start], MASK]
        at = end
    return "".join([*parts, text[at:]])


def mask(source: Path, pdf: Pdf, face: Typeface, fonts: Dictionary) -> MaskedPages:
    """Mask the pages of ``pdf``, which is ``source`` opened, in place, and every text beside the pages.

    ``fonts`` are the resources that ``face`` is embedded under. Raises Unacceptable for what cannot be drawn.
    """
    covered, without_text = 0, []
    try:
        with pypdfium2.PdfDocument(source) as document:
            for number in range(len(document)):
                page = document[number]
                text = _text(page)
                found = list(spans(text))
                covered += len(found)
                if not text.strip():
                    without_text.append(number + 1)
                if found:
                    _replace(pdf, _drawn(page, number, found), face, fonts)
    except pypdfium2.PdfiumError as error:
        raise Unacceptable("broken", "cannot be drawn") from error
    _mask_strings(pdf)
    return MaskedPages(covered, tuple(without_text))


def characters(path: Path) -> set[str]:
    """The characters of the pages that hold numbers: what the invisible text will need glyphs for."""
    with pypdfium2.PdfDocument(path) as document:
        texts = (_text(page) for page in document)
        return set().union(*(text for text in texts if any(spans(text))))


def numbers_left(path: Path) -> int:
    """How many numbers the pages still hold as text."""
    with pypdfium2.PdfDocument(path) as document:
        return sum(len(list(spans(_text(page)))) for page in document)


def _text(page: pypdfium2.PdfPage) -> str:
    """The page's text with one character per index of pdfium's, so that boxes can be asked for."""
    leaf = page.get_textpage()
    codes = (pdfium.FPDFText_GetUnicode(leaf, index) for index in range(leaf.count_chars()))
    return "".join(chr(code) if 0 < code < 0x110000 else " " for code in codes)


def _drawn(page: pypdfium2.PdfPage, number: int, found: Sequence[tuple[int, int]]) -> _Page:
    width, height = page.get_size()
    scale = min(_DOTS_PER_POINT, (MOST_PIXELS / max(width * height, 1.0)) ** 0.5)
    picture = page.render(scale=scale).to_pil().convert("RGB")
    made = _Page(number, (width, height), picture)
    chars = _chars(page, picture.size)
    pen = ImageDraw.Draw(picture)
    for start, end in found:
        for box in filter(None, (one.box for one in chars[start:end])):
            left, top, right, bottom = box
            pen.rectangle((left - _MARGIN, top - _MARGIN, right + _MARGIN, bottom + _MARGIN), fill="black")
    made.lines = list(_lines(chars, found, scale))
    return made


def _chars(page: pypdfium2.PdfPage, size: tuple[int, int]) -> list[_Char]:
    leaf = page.get_textpage()
    text = _text(page)
    return [_Char(char, _box(page, leaf, index, size)) for index, char in enumerate(text)]


def _box(
    page: pypdfium2.PdfPage, leaf: pypdfium2.PdfTextPage, index: int, size: tuple[int, int]
) -> tuple[float, float, float, float] | None:
    """A character's box in pixels, the page's rotation and cropping counted in."""
    left, bottom, right, top = leaf.get_charbox(index, loose=True)
    if right <= left or top <= bottom:
        return None
    corners = [_pixel(page, x, y, size) for x, y in ((left, bottom), (right, top))]
    xs, ys = zip(*corners, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def _pixel(page: pypdfium2.PdfPage, x: float, y: float, size: tuple[int, int]) -> tuple[int, int]:
    across, down = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDF_PageToDevice(page, 0, 0, *size, 0, x, y, ctypes.byref(across), ctypes.byref(down))
    return across.value, down.value


def _lines(
    chars: Sequence[_Char], found: Sequence[tuple[int, int]], scale: float
) -> Iterator[tuple[str, tuple[float, float, float, float]]]:
    """The lines of text with the numbers replaced, each with its box in points from the upper left corner."""
    start = 0
    breaks = [index for index, one in enumerate(chars) if one.char in "\r\n"]
    inside = [index for index in breaks if not any(first <= index < last for first, last in found)]
    for end in (*inside, len(chars)):
        line = chars[start:end]
        boxes = [one.box for one in line if one.box]
        text = one_line(masked_text("".join(one.char for one in line)))
        if boxes and text:
            edges = list(zip(*boxes, strict=True))
            left, top, right, bottom = min(edges[0]), min(edges[1]), max(edges[2]), max(edges[3])
            yield text, (left / scale, top / scale, right / scale, bottom / scale)
        start = end + 1


def _replace(pdf: Pdf, made: _Page, face: Typeface, fonts: Dictionary) -> None:
    page = pdf.pages[made.number].obj
    for key in [key for key in names_of(page) if key not in _PAGE_KEPT]:
        del page[key]
    width, height = made.size
    page.MediaBox = Array([0, 0, round(width, 2), round(height, 2)])
    page.Resources = Dictionary(XObject=Dictionary(P=_image(pdf, made.picture)), Font=fonts)
    paper = Paper(face, face)
    paper.raw(f"q {width:.2f} 0 0 {height:.2f} 0 0 cm /P Do Q BT 3 Tr ET")
    for text, (left, top, right, bottom) in made.lines:
        natural = max(face.width(text, 1), 0.01)
        size = max(min((right - left) / natural, (bottom - top) * 2), 0.5)
        paper.text(left, height - bottom, text, round(size, 2))
    page.Contents = pdf.make_stream(paper.stream())


def _image(pdf: Pdf, picture: Image.Image) -> Object:
    return Stream(
        pdf,
        zlib.compress(picture.tobytes()),
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=picture.width,
        Height=picture.height,
        ColorSpace=Name.DeviceRGB,
        BitsPerComponent=8,
        Filter=Name.FlateDecode,
    )


def _mask_strings(pdf: Pdf) -> None:
    """Titles in the table of contents, addresses of links, texts that are read aloud: all the strings."""
    for one in pdf.objects:
        holder = one.stream_dict if isinstance(one, Stream) else one
        if isinstance(holder, Dictionary | Array):
            _mask_inside(holder, 0)


def _mask_inside(holder: Object, depth: int) -> None:
    keys: Sequence[str | int] = names_of(holder) if isinstance(holder, Dictionary) else range(len(holder))
    for key in keys:
        value = holder[key]
        if isinstance(value, String):
            text = str(value)
            if any(spans(text)):
                holder[key] = String(masked_text(text))
        elif isinstance(value, Dictionary | Array) and not value.is_indirect and depth < 20:
            _mask_inside(value, depth + 1)
