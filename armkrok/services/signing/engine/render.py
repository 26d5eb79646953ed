"""Showing a document's pages: as images, and as plain text for those who read with large type or by ear."""

from __future__ import annotations

import io
from pathlib import Path

import pypdfium2

from armkrok.services.signing.engine.errors import Unacceptable
from armkrok.services.signing.engine.facts import ImageKind, PageImage

MOST_PIXELS = 30_000_000
_WIDEST = 4000


def render_page(path: Path, page: int, width: int = 1200, kind: ImageKind = "webp") -> PageImage:
    """Draw a page (the first is 0), boxes of signatures included, ``width`` pixels wide.

    Raises Unacceptable("broken") for what cannot be drawn and IndexError for a page that is not there.
    """
    with _opened(path) as document:
        document.init_forms()
        leaf = _page(document, page)
        points_wide, points_high = leaf.get_size()
        wanted = max(1, min(width, _WIDEST))
        scale = wanted / max(points_wide, 1.0)
        if wanted * points_high * scale > MOST_PIXELS:
            scale = (MOST_PIXELS / max(points_wide * points_high, 1.0)) ** 0.5
        image = leaf.render(scale=scale, may_draw_forms=True).to_pil().convert("RGB")
    buffer = io.BytesIO()
    image.save(buffer, "PNG" if kind == "png" else "WEBP", **({} if kind == "png" else {"quality": 82}))
    return PageImage(buffer.getvalue(), f"image/{kind}", image.width, image.height)


def page_text(path: Path, page: int) -> str:
    """The page's text in reading order as far as the file tells; an image-only page gives an empty text."""
    with _opened(path) as document:
        document.init_forms()
        leaf = _page(document, page)
        if leaf.formenv:
            leaf.flatten()  # in memory: what stands in the boxes of signatures is text too
        text: str = document[page].get_textpage().get_text_range()
    return "\n".join(line.rstrip() for line in text.replace("\r\n", "\n").split("\n")).strip()


def page_count(path: Path) -> int:
    """How many pages the file has."""
    with _opened(path) as document:
        return len(document)


def _opened(path: Path) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        raise Unacceptable("broken", "cannot be drawn") from error


def _page(document: pypdfium2.PdfDocument, number: int) -> pypdfium2.PdfPage:
    if not 0 <= number < len(document):
        raise IndexError(number)
    try:
        return document[number]
    except pypdfium2.PdfiumError as error:
        raise Unacceptable("broken", "cannot be drawn") from error
