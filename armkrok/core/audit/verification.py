"""Proof that an organisation's chain is whole; the log of deeds and the log of reads are walked alike."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from django.utils.translation import gettext as _

from armkrok.core.audit.anchoring import stamped_digest
from armkrok.core.audit.models import AuditAnchor, AuditHead, AuditRow
from armkrok.kit.days import now

START = bytes(32)
FAULTS_SHOWN = 10
Stored = bytes | memoryview


@dataclass(frozen=True)
class Fault:
    """A place where the chain does not hold, and why."""

    sequence: int
    text: str


@dataclass(frozen=True)
class Verification:
    """What the walk along the chain found."""

    rows: int
    faults: tuple[Fault, ...]

    @property
    def is_whole(self) -> bool:
        """Whether every row is there, unchanged and in order."""
        return not self.faults

    def told(self, whole: str, broken: str) -> dict[str, Any]:
        """What `ui/parts/chain.html` shows: `whole` or `broken`, and the first faults."""
        return {
            "is_whole": self.is_whole,
            "text": whole if self.is_whole else broken,
            "checked_at": now(),
            "faults": [
                _("Rad {sequence}: {text}").format(sequence=one.sequence, text=one.text)
                for one in self.faults[:FAULTS_SHOWN]
            ],
        }


class Link(Protocol):
    """A row as the database linked it; digest() is made anew from what the row says."""

    @property
    def sequence(self) -> int | None: ...

    @property
    def content_hash(self) -> Stored: ...

    @property
    def previous_hash(self) -> Stored | None: ...

    @property
    def hash(self) -> Stored | None: ...

    def digest(self) -> bytes: ...


@dataclass(frozen=True)
class End:
    """A link's place in a chain, and its hash: where a walk begins, or must end."""

    sequence: int = 0
    hash: bytes = START


def verify() -> Verification:
    """Walk the chain of the organisation in scope from its first row to its head."""
    anchors = {one.sequence: one for one in AuditAnchor.objects.all()}

    def stamped(sequence: int, digest: bytes) -> Iterator[Fault]:
        if sequence in anchors and not _vouches(anchors[sequence], digest):
            yield Fault(sequence, _("Raden stämmer inte med dagens tidsstämpel."))

    head = AuditHead.objects.first()
    rows = AuditRow.objects.order_by("sequence").iterator(chunk_size=2000)
    return walked(rows, End(), End(head.sequence, bytes(head.hash)) if head else None, stamped)


def walked(
    rows: Iterable[Link], start: End, end: End | None, witnessed: Callable[[int, bytes], Iterator[Fault]]
) -> Verification:
    """Walk `rows` from the link `start` to the link `end`; `witnessed` compares each with what others say."""
    walk = _Walk(start, witnessed)
    faults = list(walk.faults(rows, end))
    return Verification(walk.rows, tuple(faults))


class _Walk:
    def __init__(self, start: End, witnessed: Callable[[int, bytes], Iterator[Fault]]) -> None:
        self.rows = 0
        self.last, self.hash = start.sequence, start.hash
        self.witnessed = witnessed

    def faults(self, rows: Iterable[Link], end: End | None) -> Iterator[Fault]:
        for row in rows:
            expected = self.last + 1
            if row.sequence is None:
                yield Fault(expected, _("En rad saknar sin plats i kedjan."))
                continue
            if row.sequence != expected:
                yield Fault(
                    expected,
                    _("Rad {first} till {last} saknas.").format(first=expected, last=row.sequence - 1),
                )
            yield from self._of(row, row.sequence)
            self.last = row.sequence
            self.rows += 1
        yield from self._end(end)

    def _of(self, row: Link, sequence: int) -> Iterator[Fault]:
        if row.digest() != bytes(row.content_hash):
            yield Fault(sequence, _("Innehållet har ändrats efter att raden skrevs."))
        if bytes(row.previous_hash or b"") != self.hash:
            yield Fault(sequence, _("Raden hänger inte ihop med raden före."))
        link = hashlib.sha256(bytes(row.previous_hash or b"") + bytes(row.content_hash)).digest()
        if bytes(row.hash or b"") != link:
            yield Fault(sequence, _("Radens länk stämmer inte med dess innehåll."))
        self.hash = bytes(row.hash or b"")
        yield from self.witnessed(sequence, self.hash)

    def _end(self, end: End | None) -> Iterator[Fault]:
        if end is None and self.last == 0:
            return
        if end != End(self.last, self.hash):
            yield Fault(self.last, _("Kedjans slut stämmer inte: rader har tagits bort från slutet."))


def _vouches(anchor: AuditAnchor, digest: bytes) -> bool:
    try:
        return bytes(anchor.hash) == digest == stamped_digest(bytes(anchor.token))
    except ValueError:
        return False
