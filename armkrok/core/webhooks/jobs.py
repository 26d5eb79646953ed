"""Sending, in the background; and forgetting, at night."""

from uuid import UUID

from armkrok.core.jobs import every, job
from armkrok.core.tenants.models import Organisation
from armkrok.core.tenants.scope import scope
from armkrok.core.webhooks import schedule
from armkrok.core.webhooks.delivering import attempt
from armkrok.core.webhooks.models import Delivery, Receiver
from armkrok.kit.days import now

BATCH = 500


@job("webhooks.send")
def send(organisation_id: str, delivery_id: str, turn: int) -> None:
    """Try once to send one message, and queue the next try if there is to be one."""
    later = attempt(UUID(organisation_id), UUID(delivery_id), turn)
    if later is not None:
        send.defer_in(
            later.seconds, organisation_id=organisation_id, delivery_id=delivery_id, turn=later.turn
        )


@job("webhooks.wake")
def wake(organisation_id: str, receiver_id: str) -> None:
    """Queue every message that waits, the oldest first, each with a new turn, so many in a transaction."""
    last = None
    while True:
        with scope(UUID(organisation_id)):
            if not Receiver.objects.filter(pk=receiver_id, paused_at=None, removed_at=None).exists():
                return
            rows = Delivery.objects.filter(receiver_id=receiver_id, state=Delivery.State.WAITING)
            if last:
                rows = rows.filter(pk__gt=last)
            batch = list(rows.order_by("pk").select_for_update()[:BATCH])
            for delivery in batch:
                delivery.turn += 1
                send.defer(organisation_id=organisation_id, delivery_id=str(delivery.pk), turn=delivery.turn)
            Delivery.objects.bulk_update(batch, ["turn"])
        if len(batch) < BATCH:
            return
        last = batch[-1].pk


@every("40 2 * * *", "webhooks.forget")
def forget_all() -> None:
    """Forget messages, and how they went, a month after the event."""
    for organisation_id in Organisation.objects.values_list("pk", flat=True):
        with scope(organisation_id):
            Delivery.objects.filter(happened_at__lt=now() - schedule.KEPT).delete()
