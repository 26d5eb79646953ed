"""From an event that is broadcast to a message for each receiver that wants it."""

import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection

from armkrok.core.registry import Broadcast, Told
from armkrok.core.tenants.models import current_organisation
from armkrok.core.tenants.scope import current_organisation_id
from armkrok.core.webhooks.jobs import send
from armkrok.core.webhooks.models import Delivery, Receiver

TEST = "armkrok.test"
# Asked at every event that is broadcast, so it is ready made: Django would spend longer on writing it.
WANTED = """
SELECT EXISTS (SELECT FROM webhooks_receiver
               WHERE organisation_id = %s AND removed_at IS NULL AND events @> %s::jsonb)
"""


def wants(broadcast: Broadcast) -> bool:
    """Whether any receiver of the organisation in scope wants to hear of it."""
    with connection.cursor() as cursor:
        cursor.execute(WANTED, [current_organisation_id(), json.dumps([broadcast.key])])
        (is_wanted,) = cursor.fetchone()
    return bool(is_wanted)


def spread(told: Told) -> None:
    """A message for each receiver; harmless to run twice."""
    slug = current_organisation().slug
    path = told.broadcast.path.format(organisation=slug, id=told.about_id)
    facts = {"organisation": slug, "id": str(told.about_id), **told.ids, "url": settings.BASE_URL + path}
    body = message_body(told.broadcast.key, told.happened_at, facts)
    for receiver in Receiver.objects.filter(removed_at=None, events__contains=[told.broadcast.key]):
        address(receiver, told.id, told.broadcast.key, body, told.happened_at)


def message_body(key: str, moment: datetime, facts: dict[str, Any]) -> str:
    """What is sent: what, when and which; never anything about a person."""
    at = moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return json.dumps({"type": key, "timestamp": at, "data": facts}, separators=(",", ":"))


def address(receiver: Receiver, message_id: UUID, key: str, body: str, moment: datetime) -> Delivery:
    """The one message with this id to the receiver; a paused receiver's waits until somebody resumes it."""
    delivery, is_new = Delivery.objects.get_or_create(
        receiver=receiver,
        message_id=message_id,
        defaults={"event": key, "body": body, "happened_at": moment},
    )
    if is_new and receiver.is_active:
        send.defer(
            organisation_id=str(receiver.organisation_id), delivery_id=str(delivery.pk), turn=delivery.turn
        )
    return delivery
