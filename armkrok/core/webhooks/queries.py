"""Reads for the pages."""

from django.db.models import Count, Max, Prefetch, Q, QuerySet

from armkrok.core import registry
from armkrok.core.access.routes import open_services
from armkrok.core.registry import Broadcast
from armkrok.core.webhooks.models import Attempt, Delivery, Receiver
from armkrok.kit.swedish_order import SwedishOrder


def broadcasts() -> list[Broadcast]:
    """What the organisation's open services broadcast."""
    return registry.broadcasts(open_services())


def names() -> dict[str, str]:
    """What every broadcast is called, by key."""
    return {one.key: str(one.name) for service in registry.services() for one in service.broadcasts}


def receivers() -> "QuerySet[Receiver]":
    """All that have not been removed, in Swedish order, with how it goes for them."""
    return (
        Receiver.objects.filter(removed_at=None)
        .annotate(
            waiting=Count("deliveries", filter=Q(deliveries__state=Delivery.State.WAITING)),
            failed=Count("deliveries", filter=Q(deliveries__state=Delivery.State.FAILED)),
            received_at=Max("deliveries__delivered_at"),
        )
        .order_by(SwedishOrder("name"), "pk")
    )


def deliveries(receiver: Receiver, *, only_not_received: bool = False) -> "QuerySet[Delivery]":
    """The receiver's messages, the newest first, each with its tries."""
    rows = Delivery.objects.filter(receiver=receiver)
    if only_not_received:
        rows = rows.exclude(state=Delivery.State.DELIVERED)
    tries = Prefetch("attempts", Attempt.objects.order_by("-at"), to_attr="tried")
    return rows.prefetch_related(tries).order_by("-happened_at", "-pk")
