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
from functools import cached_property
from mmap import mmap

from pikepdf import Pdf, XrefEntry

_END = rb"startxref\s+%d\s+%%%%EOF"
_LAST = re.compile(rb"startxref\s+(\d{1,12})\s+%%EOF")
_TAIL = 4096
_MOST = 500
_SMALL = 8 * 1024 * 1024
_BLANK = b"\r\n \t\0"
_MOST_BLANKS = 64
_HEADER = 1024
_PLAIN = 1  # a cross-reference entry of an object outside object streams (7.5.8.3)


class NotAnalysable(Exception):
    """The file's structure cannot be judged safely. ``code`` says in which way."""

    def __init__(self, code: str = "not_analysable") -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Revision:
    """The file up to and with one ``%%EOF``; ``end`` is the offset after it, ``xref`` where its table is."""

    end: int
    xref: int
    pdf: Pdf

    @cached_property
    def table(self) -> dict[tuple[int, int], XrefEntry]:
        """Where every object lies."""
        return self.pdf.get_xref_table()

    @cached_property
    def places(self) -> list[int]:
        """Offsets of the objects outside object streams, in order."""
        return sorted(one.offset or 0 for one in self.table.values() if one.type == _PLAIN)

    def ends_at(self, offset: int, content: mmap) -> bool:
        """Whether a signature that covers up to ``offset`` covers exactly this revision (blanks or not)."""
        return self.end <= offset <= self.end + _MOST_BLANKS and not content[self.end : offset].strip(_BLANK)


@dataclass(frozen=True)
class Outside:
    """What lies beside the chain of revisions: before the header, after the last end, or skipped between
    (the indexes of the revisions that skip something)."""

    before_start: bool = False
    after_end: bool = False
    skipped_before: frozenset[int] = frozenset()


@contextmanager
def opened(content: mmap) -> Iterator[tuple[list[Revision], Outside]]:
    """All revisions, oldest first, and what lies beside them.

    Raises NotAnalysable, and whatever qpdf raises for a damaged file.
    """
    end, xref = _last(content)
    with ExitStack() as stack:
        chain: list[Revision] = []
        while len(chain) < _MOST:
            pdf = stack.enter_context(_open(content, end))
            chain.append(Revision(end, xref, pdf))
            earlier = _previous(pdf, content, xref)
            if earlier is None:
                yield chain[::-1], _outside(content, chain[::-1])
                return
            end, xref = earlier
        raise NotAnalysable("too_many_revisions")


def _last(content: mmap) -> tuple[int, int]:
    """Where the newest revision ends and its table begins."""
    base = max(len(content) - _TAIL, 0)
    found = list(_LAST.finditer(content[base:]))
    if not found:  # something long lies after the end
        base = content.rfind(b"startxref")
        found = list(_LAST.finditer(content[base : base + _TAIL])) if base >= 0 else []
    if not found:
        raise NotAnalysable
    return base + found[-1].end(), int(found[-1].group(1))


def _outside(content: mmap, chain: list[Revision]) -> Outside:
    skipped = {
        index
        for index in range(1, len(chain))
        if len(_LAST.findall(content, chain[index - 1].end, chain[index].end)) > 1
    }
    start = content.find(b"%PDF-", 0, _HEADER)
    before = start > 0 and bool(content[:start].strip(_BLANK + b"\xef\xbb\xbf"))
    return Outside(before, bool(content[chain[-1].end :].strip(_BLANK)), frozenset(skipped))


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
