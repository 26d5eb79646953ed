"""Writing down what has been given: a thousand at a time, and never afterwards changed."""

from collections.abc import Sequence
from uuid import UUID

from django.db import connection, transaction

from armkrok.core.audit.models import AuditRow
from armkrok.core.events.recording import record
from armkrok.core.tenants.models import current_organisation
from armkrok.core.tenants.scope import current_organisation_id
from armkrok.kit.days import now
from armkrok.kit.ids import uuid7
from armkrok.services.exchange.events import ReleasesSealed
from armkrok.services.exchange.facts import Outgoing
from armkrok.services.exchange.models import ReleaseBatch, ReleaseHead
from armkrok.services.exchange.queries.chain import rows_hash

# PostgreSQL refuses COPY into tables with row-level security; arrays in one INSERT are as quick.
INSERT = """
INSERT INTO exchange_release (organisation_id, at, batch_id, receiver_id, id, operation, kind, object_id,
                              subject_id, attributes, digest, outcome)
SELECT %s, %s, %s, %s, * FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::uuid[], %s::uuid[], %s::text[],
                                     %s::bytea[], %s::text[])
"""
LONGEST = {"operation": 10, "kind": 20, "attributes": 500, "outcome": 20}


@transaction.atomic
def log_releases(agreement_id: UUID, receiver_id: UUID, run_id: UUID, rows: Sequence[Outgoing]) -> None:
    """Write down what was given, or tried, in the caller's transaction: one link in the chain for each call.

    Also when the service has been switched off meanwhile: what has left the house is always accounted for.
    The log holds the names of attributes, never their values.
    """
    if not rows:
        return
    moment = now()
    ids = sorted(uuid7() for _row in rows)
    lines = [
        (
            key, moment, receiver_id, _cut(row.operation, "operation"), _cut(row.kind, "kind"), row.object_id,
            row.subject_id, _cut(",".join(row.attributes), "attributes"), row.digest,
            _cut(row.outcome, "outcome"),
        )
        for key, row in zip(ids, rows, strict=True)
    ]  # fmt: skip
    batch = ReleaseBatch(
        organisation_id=current_organisation_id(), at=moment, receiver_id=receiver_id,
        agreement_id=agreement_id, run_id=run_id, rows=len(lines), rows_hash=rows_hash(lines),
    )  # fmt: skip
    batch.content_hash = batch.digest()
    batch.save(force_insert=True)
    columns = list(zip(*lines, strict=True))
    with connection.cursor() as cursor:
        cursor.execute(
            INSERT,
            [batch.organisation_id, moment, batch.pk, receiver_id]
            + [list(columns[place]) for place in (0, 3, 4, 5, 6, 7, 8, 9)],
        )


def _cut(text: str, column: str) -> str:
    return text[: LONGEST[column]]


@transaction.atomic
def seal() -> bool:
    """Write the end of the chain of the organisation in scope in its log of deeds, if it has grown."""
    head = ReleaseHead.objects.first()
    if head is None:
        return False
    sealed = AuditRow.objects.filter(event=ReleasesSealed.key(), about_id=head.organisation_id)
    if sealed.filter(facts__sequence=head.sequence).exists():
        return False
    record(ReleasesSealed(head.sequence, bytes(head.hash).hex()), about=current_organisation())
    return True
