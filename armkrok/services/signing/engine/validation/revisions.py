"""The revisions of a PDF: where each ends, and each opened as the file stood then.

The chain is followed backwards from the end through ``/Prev``. Each step must lie wholly before the one
after it; anything else (loops, hybrid updates, skipped parts) is not analysable and is refused.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from mmap import mmap

from pikepdf import Pdf

_END = rb"startxref\s+%d\s+%%%%EOF"
_LAST = re.compile(rb"startxref\s+(\d{1,12})\s+%%EOF")
_TAIL = 4096
_MOST = 500
_SMALL = 8 * 1024 * 1024
_BLANK = b"\r\n \t\0"


class NotAnalysable(Exception):
    """The file's structure cannot be judged safely."""


@dataclass(frozen=True)
class Revision:
    """The file up to and with one ``%%EOF``; ``end`` is the offset after it, ``xref`` where its table is."""

    end: int
    xref: int
    pdf: Pdf

    def ends_at(self, offset: int, content: mmap) -> bool:
        """Whether a signature that covers up to ``offset`` covers exactly this revision (line end or not)."""
        return self.end <= offset <= self.end + 2 and not content[self.end : offset].strip(b"\r\n")


@contextmanager
def opened(content: mmap) -> Iterator[tuple[list[Revision], bool]]:
    """All revisions, oldest first, and whether anything but blanks follows the last one.

    Raises NotAnalysable, and whatever qpdf raises for a damaged file.
    """
    found = list(_LAST.finditer(content[-_TAIL:]))
    if not found:
        raise NotAnalysable
    base = max(len(content) - _TAIL, 0)
    end, xref = base + found[-1].end(), int(found[-1].group(1))
    trailing = bool(content[end:].strip(_BLANK))
    with ExitStack() as stack:
        chain: list[Revision] = []
        while len(chain) < _MOST:
            pdf = stack.enter_context(_open(content, end))
            chain.append(Revision(end, xref, pdf))
            earlier = _previous(pdf, content, xref)
            if earlier is None:
                yield chain[::-1], trailing
                return
            end, xref = earlier
        raise NotAnalysable


def _previous(pdf: Pdf, content: mmap, xref: int) -> tuple[int, int] | None:
    """End and table offset of the revision before, or None at the first."""
    before = pdf.trailer.get("/Prev")
    if before is None or int(before) > xref:  # a linearized file's two halves are one revision
        return None
    place = int(before)
    match = re.compile(_END % place).search(content, place, xref)
    if match is None:
        _check_hybrid_base(pdf)
        return None
    return match.end(), place


def _check_hybrid_base(pdf: Pdf) -> None:
    """Some writers (hybrid files, 7.5.8.4) chain tables inside one revision; only fine at the very start."""
    if "/XRefStm" not in pdf.trailer:
        raise NotAnalysable


def _open(content: mmap, end: int) -> Pdf:
    """Small files are copied, which is faster than asking a window for every piece."""
    stream = io.BytesIO(content[:end]) if end <= _SMALL else _Window(content, end)
    return Pdf.open(stream, attempt_recovery=False, inherit_page_attributes=False)  # type: ignore[arg-type]


class _Window(io.RawIOBase):
    """The first ``end`` bytes of a mapping as a file, without copying them."""

    def __init__(self, content: mmap, end: int) -> None:
        self._content, self._end, self._at = content, end, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._end}[whence]
        self._at = max(0, start + offset)
        return self._at

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]
        piece = self._content[self._at : min(self._at + len(view), self._end)]
        view[: len(piece)] = piece
        self._at += len(piece)
        return len(piece)
