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
