"""From an id in an address to a receiver or a message, or 404; the manager sees one organisation only."""

from uuid import UUID

from armkrok.core.webhooks.models import Delivery, Receiver
from armkrok.kit.refusals import existing


def receiver_for(receiver_id: UUID) -> Receiver:
    """A receiver that has not been removed."""
    return existing(Receiver.objects.filter(pk=receiver_id, removed_at=None).first())


def delivery_for(delivery_id: UUID) -> Delivery:
    """A message to such a receiver."""
    rows = Delivery.objects.select_related("receiver").filter(receiver__removed_at=None)
    return existing(rows.filter(pk=delivery_id).first())
