"""Proof that an organisation's read log is whole, from what has been culled to its head.

The log of deeds, which is time-stamped every night, is the witness: it holds the read log's end as it was
each night (ReadLogSealed), and how far it has been culled (ReadsCulled).
"""

from collections import defaultdict
from collections.abc import Iterator
from itertools import islice
from uuid import UUID

from django.utils.translation import gettext as _

from armkrok.core.audit.models import AuditRow
from armkrok.core.audit.verification import End, Fault, Verification, walked
from armkrok.core.reading.events import ReadLogSealed, ReadsCulled
from armkrok.core.reading.models import ReadHead, ReadRow, ReadSubject

CHUNK = 500


def verify() -> Verification:
    """Walk the read log of the organisation in scope."""
    head = ReadHead.objects.first()
    start = End(head.culled_to, bytes(head.culled_hash)) if head else End()
    seals = _told(ReadLogSealed.key())

    def sealed(sequence: int, digest: bytes) -> Iterator[Fault]:
        if seals.pop(sequence, digest) != digest:
            yield Fault(sequence, _("Raden stämmer inte med det som skrevs in i händelseloggen."))

    found = walked(_rows(), start, End(head.sequence, bytes(head.hash)) if head else None, sealed)
    lost = [sequence for sequence in seals if sequence > start.sequence]
    faults = [*_beginning(start), *found.faults]
    faults += [Fault(one, _("Raden finns i händelseloggen men inte här.")) for one in lost]
    return Verification(found.rows, tuple(faults))


def _beginning(start: End) -> Iterator[Fault]:
    """What is missing from the beginning must have been culled, as the log of deeds tells."""
    culled = _told(ReadsCulled.key())
    if max(culled, default=0) != start.sequence or culled.get(start.sequence, start.hash) != start.hash:
        yield Fault(start.sequence, _("Början av loggen stämmer inte med de gallringar som är inskrivna."))


def _told(event: str) -> dict[int, bytes]:
    """Links of the read log that the log of deeds has written down, by their places."""
    facts = AuditRow.objects.filter(event=event).values_list("facts", flat=True)
    return {int(one["sequence"]): bytes.fromhex(one["digest"]) for one in facts}


def _rows() -> Iterator[ReadRow]:
    """Every read in the chain's order, with its people."""
    rows = ReadRow.objects.order_by("sequence").iterator(chunk_size=CHUNK)
    while chunk := list(islice(rows, CHUNK)):
        people: dict[UUID, list[UUID]] = defaultdict(list)
        subjects = ReadSubject.objects.filter(row_id__in=[row.pk for row in chunk])
        for row_id, person_id in subjects.values_list("row_id", "person_id"):
            people[row_id].append(person_id)
        for row in chunk:
            row.person_ids = tuple(people[row.pk])
            yield row
