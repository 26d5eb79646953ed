"""record(): the only way to say that something has happened."""

import dataclasses
from collections.abc import Iterable
from typing import Any, ClassVar, Protocol
from uuid import UUID

from django.db import models

from armkrok.core import registry
from armkrok.core.audit.models import AuditRow
from armkrok.core.events.jobs import deliver
from armkrok.core.events.models import OutboxRow
from armkrok.core.tenants.scope import current_organisation_id

BATCH = 1000


@dataclasses.dataclass(frozen=True)
class Event:
    """A fact in the past tense: ids and plain values, never objects or personal data.

    `text` says it in Swedish for the audit page.
    """

    text: ClassVar[Any]

    @classmethod
    def key(cls) -> str:
        """The name that is stored."""
        return cls.__name__

    def facts(self) -> dict[str, Any]:
        """The fields as JSON values."""
        return {name: _json(value) for name, value in dataclasses.asdict(self).items()}


class Doer(Protocol):
    """Who did it: a person, an API client or the platform itself."""

    @property
    def doer_id(self) -> UUID | None: ...

    @property
    def doer_kind(self) -> str: ...

    @property
    def principal_id(self) -> UUID | None: ...


def record(event: Event, *, about: models.Model, by: Doer | None = None) -> None:
    """Write the audit row, and the outbox row when somebody wants to hear, in the caller's transaction.

    Without `by`, the platform itself did it (a job).
    """
    _row(event, about, by).save(force_insert=True)
    if _somebody_listens(event):
        outbox = OutboxRow.objects.create(event=event.key(), facts=event.facts(), about_id=about.pk)
        deliver.defer(organisation_id=str(outbox.organisation_id), outbox_id=str(outbox.id))


def record_many(told: Iterable[tuple[Event, models.Model]], *, by: Doer | None = None) -> None:
    """The same for thousands of events and what each is about, in a few statements."""
    pairs = list(told)
    AuditRow.objects.bulk_create((_row(event, about, by) for event, about in pairs), batch_size=BATCH)
    outbox = OutboxRow.objects.bulk_create(
        (
            OutboxRow(event=event.key(), facts=event.facts(), about_id=about.pk)
            for event, about in pairs
            if _somebody_listens(event)
        ),
        batch_size=BATCH,
    )
    deliver.defer_many(
        [{"organisation_id": str(one.organisation_id), "outbox_id": str(one.id)} for one in outbox]
    )


def _row(event: Event, about: models.Model, by: Doer | None) -> AuditRow:
    row = AuditRow(
        organisation_id=current_organisation_id(),
        event=event.key(),
        actor_id=by.doer_id if by else None,
        actor_kind=by.doer_kind if by else "platform",
        principal_id=by.principal_id if by else None,
        about_kind=about._meta.label_lower,
        about_id=about.pk,
        facts=event.facts(),
    )
    row.content_hash = row.digest()
    return row


def _somebody_listens(event: Event) -> bool:
    if registry.subscribers(type(event)):
        return True
    broadcast = registry.broadcast_of(event.key())
    return broadcast is not None and any(one.wants(broadcast) for one in registry.tellers())


def _json(value: Any) -> Any:
    if isinstance(value, str | int | float | bool | None):
        return value
    if isinstance(value, list | tuple):
        return [_json(item) for item in value]
    return str(value)
