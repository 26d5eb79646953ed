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
from armkrok.services.exchange.queries.chain import COLUMNS, Line, rows_hash, text_of

# PostgreSQL refuses COPY into tables with row-level security. One INSERT is as quick when each column comes
# as one text: to write a thousand values as an array takes longer than to store them.
INSERT = """
INSERT INTO exchange_release (organisation_id, at, batch_id, receiver_id, id, operation, kind, object_id,
                              subject_id, attributes, digest, outcome)
SELECT %s, %s, %s, %s, id::uuid, operation, kind, object::uuid, subject::uuid, coalesce(attributes, ''),
       decode(coalesce(digest, ''), 'hex'), outcome
FROM unnest(string_to_array(%s, E'\n'), string_to_array(%s, E'\n'), string_to_array(%s, E'\n'),
            string_to_array(%s, E'\n'), string_to_array(%s, E'\n', ''), string_to_array(%s, E'\n'),
            string_to_array(%s, E'\n'), string_to_array(%s, E'\n'))
     AS rows (id, operation, kind, object, subject, attributes, digest, outcome)
"""
SENT = tuple(COLUMNS.index(name) for name in COLUMNS if name not in {"at", "receiver_id"})


@transaction.atomic
def log_releases(agreement_id: UUID, receiver_id: UUID, run_id: UUID, rows: Sequence[Outgoing]) -> None:
    """Write down what was given, or tried, in the caller's transaction: one link in the chain for each call.

    Also when the service has been switched off meanwhile: what has left the house is always accounted for.
    The log holds the names of attributes, never their values.
    """
    if not rows:
        return
    batch = ReleaseBatch(
        organisation_id=current_organisation_id(), at=now(), rows=len(rows),
        receiver_id=receiver_id, agreement_id=agreement_id, run_id=run_id,
    )  # fmt: skip
    lines = _lines(batch, rows)
    batch.rows_hash = rows_hash(lines)
    batch.content_hash = batch.digest()
    batch.save(force_insert=True)
    columns = ["\n".join(value or "" for value in column) for column in zip(*lines, strict=True)]
    alike = [batch.organisation_id, batch.at, batch.pk, receiver_id]
    with connection.cursor() as cursor:
        cursor.execute(INSERT, alike + [columns[place] for place in SENT])


def _lines(batch: ReleaseBatch, rows: Sequence[Outgoing]) -> list[Line]:
    """The rows as text, as they are both hashed and stored."""
    moment, receiver = text_of(batch.at), text_of(batch.receiver_id)
    ids = sorted(str(uuid7()) for _row in rows)
    return [
        (
            key,
            moment,
            receiver,
            _one_line(row.operation, 10),
            _one_line(row.kind, 20),
            str(row.object_id),
            str(row.subject_id) if row.subject_id else None,
            _one_line(",".join(row.attributes), 500),
            row.digest.hex(),
            _one_line(row.outcome, 20),
        )
        for key, row in zip(ids, rows, strict=True)
    ]


def _one_line(text: str, most: int) -> str:
    return text.replace("\n", " ").replace("\x00", "")[:most]


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
