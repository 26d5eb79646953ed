"""Where the boxes of signatures are, and how much of a page they take."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from pikepdf import Array, Dictionary, Object, Pdf

from armkrok.services.signing.engine.validation.objects import inherited

_HIDDEN, _NO_VIEW, _TOGGLE = 2, 32, 256  # ISO 32000-2 table 167
_A4 = (0.0, 0.0, 595.0, 842.0)
Box = tuple[float, float, float, float]


def is_hidden(widget: Object) -> bool:
    """Whether a widget is not shown on the screen, and does not come forth when pointed at."""
    flags = _flags(widget)
    return bool(flags & _HIDDEN or (flags & _NO_VIEW and not flags & _TOGGLE))


def is_visible(widget: Object) -> bool:
    """Whether a widget has a surface that is shown."""
    return box_area(box_of(widget, "/Rect")) > 0 and not is_hidden(widget)


def stays_hidden_or_shown(old: Object, new: Object) -> bool:
    """A field may be locked when it is signed, but not brought out of hiding."""
    hiding = _HIDDEN | _NO_VIEW
    return not (_flags(old) & hiding) & ~_flags(new) and not ~_flags(old) & _flags(new) & _TOGGLE


def largest_share(pdf: Pdf, widgets: Sequence[Object]) -> float:
    """The largest part of any one page that the widgets take together.

    The pages are those that list the widgets. What a widget says itself (/P) counts when none does.
    """
    taken: dict[int, float] = defaultdict(float)
    largest = 0.0
    for widget in widgets:
        surface = box_area(box_of(widget, "/Rect"))
        shown = list(pages_of(pdf, widget)) if surface else []
        for number, page in shown:
            taken[number] += surface / _page_area(page)
        if surface and not shown:
            largest = max(largest, surface / _page_area(widget.get("/P")))
    return max([largest, *taken.values()])


def pages_of(pdf: Pdf, widget: Object) -> Iterator[tuple[int, Object]]:
    """The pages that show a widget, numbered from 1."""
    for number, page in enumerate(pdf.pages, 1):
        shown = page.obj.get("/Annots")
        if isinstance(shown, Array) and any(_is(one, widget) for one in shown):
            yield number, page.obj


def box_of(holder: Object, key: str) -> Box:
    """A rectangle with its corners in order; infinitely large if it is none."""
    value = inherited(holder, key) if key != "/Rect" else holder.get(key, [0, 0, 0, 0])
    try:
        left, low, right, high = (float(edge) for edge in value)  # type: ignore[union-attr]
    except (TypeError, ValueError):
        return 0.0, 0.0, float("inf"), float("inf")
    return min(left, right), min(low, high), max(left, right), max(low, high)


def box_area(box: Box) -> float:
    """In square points."""
    sides = box[2] - box[0], box[3] - box[1]
    return sides[0] * sides[1] if all(sides) else 0.0


def _page_area(page: object) -> float:
    """The area a reader sees: the crop box within the media box."""
    if not isinstance(page, Dictionary):
        return box_area(_A4)
    whole = box_of(page, "/MediaBox") if inherited(page, "/MediaBox") is not None else _A4
    seen = box_of(page, "/CropBox") if inherited(page, "/CropBox") is not None else whole
    common = (
        max(whole[0], seen[0]), max(whole[1], seen[1]), min(whole[2], seen[2]), min(whole[3], seen[3])
    )  # fmt: skip
    if common[0] >= common[2] or common[1] >= common[3]:
        common = whole
    area = box_area(common)
    return area if 1.0 < area < float("inf") else 1.0


def _flags(widget: Object) -> int:
    flags = widget.get("/F", 0)
    return flags if isinstance(flags, int) else 0


def _is(one: object, other: Object) -> bool:
    return isinstance(one, Dictionary) and one.is_indirect and one.objgen == other.objgen
