"""Proof that an organisation's chain is whole."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from armkrok.core.audit.anchoring import stamped_digest
from armkrok.core.audit.models import AuditAnchor, AuditHead, AuditRow

START = bytes(32)


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


def verify() -> Verification:
    """Walk the chain of the organisation in scope from its first row to its head."""
    walk = _Walk()
    faults = list(walk.faults())
    return Verification(walk.rows, tuple(faults))


class _Walk:
    def __init__(self) -> None:
        self.rows = 0
        self.hash = START
        self.anchors = {one.sequence: one for one in AuditAnchor.objects.all()}

    def faults(self) -> Iterator[Fault]:
        expected = 1
        for row in AuditRow.objects.order_by("sequence").iterator(chunk_size=2000):
            if row.sequence is None:
                yield Fault(expected, _("En rad saknar sin plats i kedjan."))
                continue
            if row.sequence != expected:
                yield Fault(
                    expected,
                    _("Rad {first} till {last} saknas.").format(first=expected, last=row.sequence - 1),
                )
            yield from self._of(row)
            expected = row.sequence + 1
            self.rows += 1
        yield from self._head(expected - 1)

    def _of(self, row: AuditRow) -> Iterator[Fault]:
        sequence = row.sequence or 0
        if row.digest() != bytes(row.content_hash):
            yield Fault(sequence, _("Innehållet har ändrats efter att raden skrevs."))
        if bytes(row.previous_hash or b"") != self.hash:
            yield Fault(sequence, _("Raden hänger inte ihop med raden före."))
        link = hashlib.sha256(bytes(row.previous_hash or b"") + bytes(row.content_hash)).digest()
        if bytes(row.hash or b"") != link:
            yield Fault(sequence, _("Radens länk stämmer inte med dess innehåll."))
        if sequence in self.anchors and not _vouches(self.anchors[sequence], bytes(row.hash or b"")):
            yield Fault(sequence, _("Raden stämmer inte med dagens tidsstämpel."))
        self.hash = bytes(row.hash or b"")

    def _head(self, last: int) -> Iterator[Fault]:
        head = AuditHead.objects.first()
        if head is None and last == 0:
            return
        if head is None or head.sequence != last or bytes(head.hash) != self.hash:
            yield Fault(last, _("Kedjans slut stämmer inte: rader har tagits bort från slutet."))


def _vouches(anchor: AuditAnchor, digest: bytes) -> bool:
    try:
        return bytes(anchor.hash) == digest == stamped_digest(bytes(anchor.token))
    except ValueError:
        return False
