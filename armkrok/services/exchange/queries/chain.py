"""How releases are hashed into their batch, and proof that an organisation's account of them is whole.

The log of deeds, which is time-stamped every night, is the witness: it holds the end of the chain as it was
each night (ReleasesSealed).
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import islice
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from armkrok.core.audit.models import AuditRow
from armkrok.core.audit.verification import End, Fault, Verification, walked
from armkrok.services.exchange.events import ReleasesSealed
from armkrok.services.exchange.models import Release, ReleaseBatch, ReleaseHead

BATCHES = 20
COLUMNS = (
    "id", "at", "receiver_id", "operation", "kind", "object_id", "subject_id", "attributes", "digest",
    "outcome",
)  # fmt: skip
Line = tuple[str | None, ...]


def rows_hash(lines: Iterable[Line]) -> bytes:
    """SHA-256 over the rows, which hold COLUMNS as text, by their ids: a list of lists in JSON."""
    return hashlib.sha256(json.dumps(list(lines), ensure_ascii=False).encode()).digest()


def text_of(value: Any) -> str | None:
    """A value as it is hashed: moments in UTC to the microsecond, bytes in hexadecimal digits."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return str(value) if isinstance(value, UUID) else bytes(value).hex()


def verify() -> Verification:
    """Walk the chain of the organisation in scope, and compare each batch with its rows."""
    head = ReleaseHead.objects.first()
    seals = _sealed()

    def sealed(sequence: int, digest: bytes) -> Iterator[Fault]:
        if seals.pop(sequence, digest) != digest:
            yield Fault(sequence, _("Raden stämmer inte med det som skrevs in i händelseloggen."))

    batches = ReleaseBatch.objects.order_by("sequence").iterator(chunk_size=500)
    found = walked(batches, End(), End(head.sequence, bytes(head.hash)) if head else None, sealed)
    lost = [Fault(one, _("Raden finns i händelseloggen men inte här.")) for one in seals]
    return Verification(found.rows, (*found.faults, *lost, *_rows()))


def _sealed() -> dict[int, bytes]:
    facts = AuditRow.objects.filter(event=ReleasesSealed.key()).values_list("facts", flat=True)
    return {int(one["sequence"]): bytes.fromhex(one["digest"]) for one in facts}


def _rows() -> Iterator[Fault]:
    """Batches whose rows are not those that were logged, and rows of no batch."""
    batches = ReleaseBatch.objects.order_by("sequence").iterator(chunk_size=500)
    while chunk := list(islice(batches, BATCHES)):
        found: dict[UUID, list[Line]] = defaultdict(list)
        rows = Release.objects.filter(batch_id__in=[one.pk for one in chunk]).order_by("pk")
        for batch_id, *line in rows.values_list("batch_id", *COLUMNS):
            found[batch_id].append(tuple(text_of(value) for value in line))
        for one in chunk:
            lines = found[one.pk]
            if len(lines) != one.rows or rows_hash(lines) != bytes(one.rows_hash):
                yield Fault(one.sequence or 0, _("Utlämnandena i raden är inte de som skrevs."))
    strays = Release.objects.exclude(Exists(ReleaseBatch.objects.filter(pk=OuterRef("batch_id"))))
    if strays.exists():
        yield Fault(0, _("Det finns utlämnanden som inte hör till någon rad i kedjan."))
