"""Comparing objects of two revisions in qpdf's normal form."""

from __future__ import annotations

from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

Key = tuple[int, int]


def text_of(one: Object) -> bytes:
    """An object in qpdf's normal form; of a stream its dictionary. Null is empty."""
    if isinstance(one, Stream):
        return one.stream_dict.unparse(resolved=True)
    return one.unparse(resolved=True) if isinstance(one, Object) else repr(one).encode()


def same(old: Object, new: Object) -> bool:
    """Whether two objects of two revisions are identical, stream data included."""
    if isinstance(old, Stream) != isinstance(new, Stream) or text_of(old) != text_of(new):
        return False
    return not isinstance(old, Stream) or old.read_raw_bytes() == new.read_raw_bytes()


def differing(old: Object, new: Object) -> set[str]:
    """Keys whose direct values differ between two dictionaries (references are compared by number)."""
    keys = set(old.keys()) | set(new.keys())
    return {key for key in keys if value_text(old, key) != value_text(new, key)}


def value_text(holder: Object, key: str) -> bytes:
    if key not in holder:
        return b""
    value = holder[key]
    return value.unparse() if isinstance(value, Object) else repr(value).encode()


def added_references(old: Object, new: Object) -> list[Object] | None:
    """What was appended to an array of references, or None if anything else happened to it."""
    if not isinstance(old, Array) or not isinstance(new, Array) or len(new) < len(old):
        return None
    before, after = list(old), list(new)
    references = [one.objgen if isinstance(one, Object) and one.is_indirect else None for one in after]
    if None in references or [one.objgen for one in before] != references[: len(before)]:
        return None
    return after[len(before) :]


def kind_of(pdf: Pdf, old: Object) -> str:
    """A word for what an old object was."""
    holder = old.stream_dict if isinstance(old, Stream) else old
    if not isinstance(holder, Dictionary):
        return "object_changed"
    known = {"/Page": "page_changed", "/Pages": "page_changed", "/Font": "font_changed"}
    kind = str(holder.get("/Type", ""))
    if kind in known:
        return known[kind]
    if "/FT" in holder or holder.get("/Subtype") == Name.Widget:
        return "field_changed"
    if kind == "/Annot" or "/Rect" in holder:
        return "annotation_changed"
    if isinstance(old, Stream) and holder.get("/Subtype") != Name.Image:
        return "page_content_changed"
    return "object_changed"


def area(field: Object) -> float:
    left, low, right, high = (float(edge) for edge in field.get("/Rect", [0, 0, 0, 0]))
    return abs(right - left) * abs(high - low)


def share(field: Object) -> float:
    """How much of its page a field takes; of an A4 page if it does not say which."""
    page = field.get("/P")
    box = page.get("/MediaBox") if isinstance(page, Dictionary) else None
    left, low, right, high = (float(edge) for edge in (box or [0, 0, 595, 842]))
    return area(field) / max(abs(right - left) * abs(high - low), 1.0)
