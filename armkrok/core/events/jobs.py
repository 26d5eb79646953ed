"""Telling subscribers what has happened."""

import dataclasses
from typing import Any
from uuid import UUID

from armkrok.core import registry
from armkrok.core.events.models import OutboxRow
from armkrok.core.jobs import job
from armkrok.core.tenants.models import OpenService
from armkrok.core.tenants.scope import scope
from armkrok.kit.days import now


@job("events.deliver")
def deliver(organisation_id: str, outbox_id: str) -> None:
    """Call every subscriber whose service is switched on, and broadcast; all or none, until it succeeds."""
    with scope(UUID(organisation_id)):
        row = OutboxRow.objects.select_for_update().filter(pk=outbox_id, delivered_at=None).first()
        if row is None:
            return
        chosen = set(OpenService.objects.values_list("service_key", flat=True))
        for subscription in _subscriptions(row.event, chosen):
            subscription.handler(_event(subscription.event, row.facts))
        _broadcast(row, chosen)
        row.delivered_at = now()
        row.save(update_fields=["delivered_at"])


def _subscriptions(name: str, chosen: set[str]) -> list[registry.Subscription]:
    listening = (one for one in registry.services() if one.always_open or one.key in chosen)
    return [s for service in listening for s in service.subscriptions if s.event.__name__ == name]


def _broadcast(row: OutboxRow, chosen: set[str]) -> None:
    every = (one for one in registry.broadcasts(chosen) if one.event.__name__ == row.event)
    broadcast = next(every, None)
    if broadcast is None or row.about_id is None:
        return
    kinds = {field.name: field.type for field in dataclasses.fields(broadcast.event)}
    ids = {name: value for name, value in row.facts.items() if kinds.get(name) is UUID and value}
    told = registry.Told(row.pk, broadcast, row.about_id, row.created_at, ids)
    for teller in registry.tellers():
        teller.tell(told)


def _event(kind: Any, facts: dict[str, Any]) -> Any:
    values = {}
    for field in dataclasses.fields(kind):
        value = facts[field.name]
        values[field.name] = UUID(value) if field.type is UUID and value else value
    return kind(**values)
