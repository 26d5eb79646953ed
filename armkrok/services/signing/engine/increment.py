"""One incremental update to a PDF (ISO 32000-1 7.5.6): read where the file stands, write what is new.

The file is read with qpdf, whose cost does not grow with the number of earlier updates as a parser in
Python does; the update is plain bytes. Damaged files are refused, never repaired, since their bytes may
already be signed.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from mmap import mmap
from pathlib import Path

from pikepdf import Pdf, PdfError

from armkrok.services.signing.engine.errors import CannotSign
from armkrok.services.signing.engine.files import mapped

_TAIL = 2048
_START = re.compile(rb"startxref\s+(\d+)\s+%%EOF\s*\Z")


@dataclass(frozen=True)
class Revision:
    """The newest revision of a file, open for reading."""

    content: mmap
    pdf: Pdf
    startxref: int

    @property
    def has_table(self) -> bool:
        """Whether the newest cross-reference section is a table (else a stream)."""
        return self.content[self.startxref : self.startxref + 4] == b"xref"


@contextmanager
def newest_revision(path: Path) -> Iterator[Revision]:
    """Open a file at its newest revision. Raises CannotSign("broken")."""
    try:
        content = mapped(path)
    except ValueError as error:
        raise CannotSign("broken", "empty file") from error
    with content:
        found = _START.search(content[-_TAIL:])
        if not found:
            raise CannotSign("broken", "no startxref at the end")
        try:
            with Pdf.open(path, attempt_recovery=False, inherit_page_attributes=False) as pdf:
                yield Revision(content, pdf, int(found.group(1)))
        except PdfError as error:
            raise CannotSign("broken", type(error).__name__) from error


def update(revision: Revision, objects: Mapping[int, bytes]) -> tuple[bytes, dict[int, int]]:
    """The bytes to append, and each object's place in them.

    ``objects`` maps object numbers to bodies; all have generation 0.
    """
    content = revision.content
    start = len(content)
    parts = [b"" if content[-1:] in b"\r\n" else b"\n"]
    length = len(parts[0])
    places: dict[int, int] = {}
    for number, body in sorted(objects.items()):
        head = b"%d 0 obj\n" % number
        places[number] = length + len(head)
        parts += [head, body, b"\nendobj\n"]
        length += len(head) + len(body) + 8
    offsets = {number: start + place - len(b"%d 0 obj\n" % number) for number, place in places.items()}
    parts.append(_table(revision, offsets, start + length))
    return b"".join(parts), places


def _table(revision: Revision, offsets: dict[int, int], here: int) -> bytes:
    size = max(int(revision.pdf.trailer.Size), *(number + 1 for number in offsets))
    if revision.has_table:
        body = b"xref\n" + b"".join(_subsections(offsets)) + b"trailer\n" + _trailer(revision, size)
    else:
        body = _stream(revision, offsets, here, size)
    return body + b"\nstartxref\n%d\n%%%%EOF\n" % here


def _subsections(offsets: dict[int, int]) -> Iterator[bytes]:
    for numbers in _consecutive(offsets):
        yield b"%d %d\n" % (numbers[0], len(numbers))
        yield from (b"%010d 00000 n \n" % offsets[number] for number in numbers)


def _stream(revision: Revision, offsets: dict[int, int], here: int, size: int) -> bytes:
    """A cross-reference stream (ISO 32000-1 7.5.8), itself the last object."""
    offsets = {**offsets, size: here}
    index = b" ".join(b"%d %d" % (numbers[0], len(numbers)) for numbers in _consecutive(offsets))
    rows = b"".join(b"\x01" + offsets[number].to_bytes(6, "big") + b"\0" for number in sorted(offsets))
    entries = b"/Type /XRef /W [1 6 1] /Index [%s] /Length %d " % (index, len(rows))
    dictionary = _trailer(revision, size + 1, entries)
    return b"%d 0 obj\n%s\nstream\n%s\nendstream\nendobj" % (size, dictionary, rows)


def _consecutive(numbers: Mapping[int, int]) -> Iterator[list[int]]:
    for _, run in groupby(enumerate(sorted(numbers)), key=lambda pair: pair[1] - pair[0]):
        yield [number for _, number in run]


def _trailer(revision: Revision, size: int, entries: bytes = b"") -> bytes:
    """The trailer: the old root and information, the old first identifier and a fresh second one."""
    old = revision.pdf.trailer
    kept = b"".join(
        b"%s %s " % (key.encode(), old[key].unparse()) for key in ("/Root", "/Info") if key in old
    )
    first = bytes(old.ID[0]) if "/ID" in old else secrets.token_bytes(16)
    identity = b"/ID [<%s> <%s>] " % (first.hex().encode(), secrets.token_hex(16).encode())
    return b"<< %s/Size %d %s%s/Prev %d >>" % (entries, size, kept, identity, revision.startxref)
