"""Whether a new box lies over something on its page. Seen by drawing the page as it was before the box."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pypdfium2

from armkrok.services.signing.engine.validation.boxes import Box

_SCALE = 1.0
_MOST = 20
_LARGEST = 4000.0
"""Boxes of one revision that are looked at, and the longest side in points."""


def pages_covered(before: bytes, boxes: Sequence[tuple[int, Box]]) -> Iterator[int]:
    """Numbers (from 1) of the pages where a box lies over content of the revision ``before``."""
    with pypdfium2.PdfDocument(before) as document:
        document.init_forms()  # earlier boxes are content too
        for number in sorted({page for page, _ in boxes}):
            if any(_covers(document[number - 1], box) for page, box in boxes[:_MOST] if page == number):
                yield number


def _covers(page: pypdfium2.PdfPage, box: Box) -> bool:
    page.set_rotation(0)
    left, low, right, high = page.get_cropbox()
    inside = max(box[0], left), max(box[1], low), min(box[2], right), min(box[3], high)
    sides = inside[2] - inside[0], inside[3] - inside[1]
    if min(sides) < 1 or max(sides) > _LARGEST:
        return bool(max(sides) > _LARGEST)
    margins = inside[0] - left, inside[1] - low, right - inside[2], high - inside[3]
    image = page.render(scale=_SCALE, crop=margins, may_draw_forms=True, grayscale=True).to_pil()
    darkest, lightest = image.convert("L").getextrema()
    return bool(darkest != lightest)
