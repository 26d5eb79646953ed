"""A signature dictionary's hole: reserve it, hash around it, fill it (ISO 32000-1 12.8.1)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from armkrok.services.signing.engine.increment import Revision, update


@dataclass(frozen=True)
class Draft:
    """An update with a hole in it, from the "<" at ``start`` to after the ">" at ``end``."""

    content: bytearray
    start: int
    end: int

    def digest(self, before: hashlib._Hash) -> bytes:
        """SHA-256 of the file without the hole; ``before`` has taken in the earlier revisions."""
        hashed = before.copy()
        hashed.update(self.content[: self.start])
        hashed.update(self.content[self.end :])
        return hashed.digest()

    def fill(self, signature: bytes) -> None:
        """Put the signature in the hole, with zeros behind it."""
        self.content[self.start + 1 : self.start + 1 + 2 * len(signature)] = signature.hex().encode()

    def write(self, target: Path, revision: Revision, before: hashlib._Hash) -> tuple[str, int]:
        """Write the old revisions and this update; returns the file's SHA-256 and size."""
        hashed = before.copy()
        hashed.update(self.content)
        with target.open("wb") as file:
            file.write(revision.content)
            file.write(self.content)
        return hashed.hexdigest(), len(revision.content) + len(self.content)


def dictionary(entries: bytes, room: int) -> bytes:
    """A signature dictionary with ``room`` bytes reserved (each takes two digits)."""
    return b"<< %s /ByteRange [0 %10d %10d %10d] /Contents <%s> >>" % (entries, 0, 0, 0, b"0" * (2 * room))


def draft(revision: Revision, objects: Mapping[int, bytes], value: int, room: int) -> Draft:
    """The update with these objects, of which number ``value`` is a ``dictionary`` with ``room``."""
    content, places = update(revision, objects)
    start = content.index(b"/Contents <", places[value]) + len(b"/Contents ")
    drafted = Draft(bytearray(content), start, start + 2 * room + 2)
    base = len(revision.content)
    numbers = (base + drafted.start, base + drafted.end, len(content) - drafted.end)
    at = content.index(b"/ByteRange [0 ", places[value]) + len(b"/ByteRange [0 ")
    drafted.content[at : at + 32] = b"%10d %10d %10d" % numbers
    return drafted
