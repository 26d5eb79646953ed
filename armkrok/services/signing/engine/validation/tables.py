"""Looking at cross-reference sections as they are written, for what readers may take in different ways."""

from __future__ import annotations

import re
from itertools import pairwise
from mmap import mmap

from pikepdf import Array

from armkrok.services.signing.engine.validation.revisions import Revision

_SUBSECTION = re.compile(rb"\s*(\d{1,10})[ \t]+(\d{1,10})[ \t]*(?:\r\n|\r|\n)")
_ENTRY = 20  # bytes (ISO 32000-2 7.5.4)
_MOST = 10_000
_PLAIN = 1
_DOUBLE = re.compile(r"object (\d+) (\d+)[^)]*\)?: dictionary has duplicated key")


def is_ambiguous(revision: Revision, content: mmap) -> bool:
    """Whether one section names an object twice, or an update speaks to old readers in one way and to new
    readers in another (a hybrid, 7.5.8.4)."""
    ranges = _of_stream(revision) if content[revision.xref : revision.xref + 4] != b"xref" else None
    if ranges is None:
        ranges = _of_table(content, revision.xref + 4)
    ordered = sorted(ranges)
    return any(first[0] + first[1] > second[0] for first, second in pairwise(ordered))


def is_hybrid(revision: Revision) -> bool:
    """Whether a table has a hidden stream beside it."""
    return "/XRefStm" in revision.pdf.trailer


def shrinks(old: Revision, new: Revision) -> bool:
    """Whether an update states a smaller size than before. What is numbered higher is then missing to some
    programs and not to others (7.5.5)."""
    return int(new.pdf.trailer.get("/Size", 0)) < int(old.pdf.trailer.get("/Size", 0))


def has_double_entries(revision: Revision, since: int) -> bool:
    """Whether a dictionary that was written after offset ``since`` names a key twice; some programs take the
    first, some the last (7.3.7). Only what has been read of the file by now is known."""
    for warning in revision.pdf.get_warnings():
        place = _DOUBLE.search(warning)
        if place is not None and _offset(revision, place) >= since:
            return True
    return False


def _offset(revision: Revision, place: re.Match[str]) -> int:
    """Where the object with a double key lies; the object stream's place when it is in one."""
    entry = revision.table.get((int(place.group(1)), int(place.group(2))))
    if entry is None:
        return revision.end
    if entry.type == _PLAIN:
        return entry.offset or 0
    stream = revision.table.get((entry.obj_stream_number or 0, 0))
    return (stream.offset or 0) if stream is not None else revision.end


def _of_stream(revision: Revision) -> list[tuple[int, int]]:
    index = revision.pdf.trailer.get("/Index")
    numbers = [int(one) for one in index] if isinstance(index, Array) else []
    return list(zip(numbers[::2], numbers[1::2], strict=False))


def _of_table(content: mmap, at: int) -> list[tuple[int, int]]:
    """The subsections of a table; those before anything unusual."""
    found: list[tuple[int, int]] = []
    while len(found) < _MOST:
        match = _SUBSECTION.match(content, at)
        if match is None:
            break
        found.append((int(match.group(1)), int(match.group(2))))
        at = match.end() + _ENTRY * found[-1][1]
    return [one for one in found if one[1]]
