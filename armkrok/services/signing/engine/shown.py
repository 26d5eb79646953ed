"""From a place on a page as it is shown to the page's own coordinates: rotation and crop box."""

from __future__ import annotations

from pikepdf import Array, Object

from armkrok.services.signing.engine.facts import Place
from armkrok.services.signing.engine.validation.objects import inherited

_SLACK = 0.5  # points: what rounding may put outside
_A4 = (0.0, 0.0, 595.28, 841.89)


def shown_size(page: Object) -> tuple[float, float]:
    """Width and height in points of the page as a viewer shows it."""
    left, low, right, high = _visible(page)
    wide, tall = right - left, high - low
    return (tall, wide) if turned(page) in (90, 270) else (wide, tall)


def turned(page: Object) -> int:
    """How many degrees clockwise the page is turned when shown: 0, 90, 180 or 270 (ISO 32000-1, table 30)."""
    value = inherited(page, "/Rotate")
    return int(value) % 360 // 90 * 90 if isinstance(value, int) else 0


def rectangle(page: Object, place: Place) -> list[float]:
    """The place as a Rect in the page's own coordinates. Raises ValueError when it lies outside the page."""
    wide, tall = shown_size(page)
    left, low, right, high = _visible(page)
    x, y, width, height = place.x, place.y, place.width, place.height
    if min(x, y) < -_SLACK or x + width > wide + _SLACK or y + height > tall + _SLACK:
        raise ValueError("the box lies outside the page")
    match turned(page):
        case 90:
            edges = (right - y - height, low + x, right - y, low + x + width)
        case 180:
            edges = (right - x - width, high - y - height, right - x, high - y)
        case 270:
            edges = (left + y, high - x - width, left + y + height, high - x)
        case _:
            edges = (left + x, low + y, left + x + width, low + y + height)
    return [round(edge, 2) for edge in edges]


def upright(page: Object | None) -> tuple[int, int, int, int]:
    """The first four numbers of the Matrix that lets a look stand upright on the page as it is shown."""
    turns = {90: (0, 1, -1, 0), 180: (-1, 0, 0, -1), 270: (0, -1, 1, 0)}
    return turns.get(turned(page), (1, 0, 0, 1)) if page is not None else (1, 0, 0, 1)


def _visible(page: Object) -> tuple[float, float, float, float]:
    """The crop box within the media box."""
    media = _box(page, "/MediaBox") or _A4
    crop = _box(page, "/CropBox") or media
    inner = (max(media[0], crop[0]), max(media[1], crop[1]), min(media[2], crop[2]), min(media[3], crop[3]))
    return inner if inner[0] < inner[2] and inner[1] < inner[3] else media


def _box(page: Object, key: str) -> tuple[float, float, float, float] | None:
    found = inherited(page, key)
    if not isinstance(found, Array) or len(found) != 4:
        return None
    try:
        one, two, three, four = (float(edge) for edge in found)
    except (TypeError, ValueError):
        return None
    return min(one, three), min(two, four), max(one, three), max(two, four)
