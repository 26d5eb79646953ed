"""Comparing objects of two revisions in qpdf's normal form."""

from __future__ import annotations

from collections.abc import Iterator

from pikepdf import Array, Dictionary, Object, Stream

Key = tuple[int, int]
_MOST_PARENTS = 40


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
    """A dictionary's value as it stands, a reference as a reference; empty if there is none."""
    if key not in holder:
        return b""
    return reference_text(holder[key])


def reference_text(value: object) -> bytes:
    """A value as it stands in its holder."""
    return value.unparse() if isinstance(value, Object) else repr(value).encode()


def members(array: object) -> list[bytes]:
    """An array's members as they stand; nothing for what is no array."""
    return [reference_text(one) for one in array] if isinstance(array, Array) else []


def added_members(old: object, new: object) -> list[Object] | None:
    """What was put into an array, or None if anything was taken out or moved.

    ``old`` may be None (there was no array).
    """
    if not isinstance(new, Array) or not (old is None or isinstance(old, Array)):
        return None
    kept, added = iter(members(old)), []
    wanted = next(kept, None)
    for one in new:
        if wanted is not None and reference_text(one) == wanted:
            wanted = next(kept, None)
        else:
            added.append(one)
    return added if wanted is None else None


def inherited(holder: object, key: str) -> Object | None:
    """A page's or field's value, its own or that of the nearest parent."""
    for _ in range(_MOST_PARENTS):
        if not isinstance(holder, Dictionary):
            return None
        if key in holder:
            return holder[key]
        holder = holder.get("/Parent")
    return None


def widgets_of(field: Object) -> Iterator[Object]:
    """The annotations that show a field: itself, or its kids."""
    kids = field.get("/Kids")
    if isinstance(kids, Array):
        yield from (kid for kid in kids if isinstance(kid, Dictionary))
    else:
        yield field
