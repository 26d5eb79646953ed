"""What a supplier's contact may see here: her supplier's orders, and nothing of anybody else's."""

from uuid import UUID

from django.db.models import QuerySet

from armkrok.core.access.actor import Actor
from armkrok.kit.days import now
from armkrok.kit.refusals import NotFound, existing
from armkrok.services.school.models import Order, Supplier, SupplierContact

SENT = (
    Order.State.ORDERED, Order.State.CONFIRMED, Order.State.PARTLY, Order.State.DELIVERED, Order.State.ACTIVE,
    Order.State.EXPIRED, Order.State.RETURNED,
)  # fmt: skip
"""What has reached the supplier. What was called off before that is no business of hers."""


def suppliers_of(actor: Actor) -> QuerySet[Supplier]:
    """The suppliers that the actor is a contact at; raises NotFound when there is none."""
    contacts = SupplierContact.objects.filter(person_id=actor.person_id, since__lte=now())
    found = Supplier.objects.filter(pk__in=contacts.filter(until=None).values("supplier_id"))
    if not found.exists():
        raise NotFound
    return found.order_by("name", "pk")


def supplied_orders(actor: Actor) -> QuerySet[Order]:
    """Orders that have reached the actor's suppliers, also those called off since."""
    sent = Order.objects.filter(ordered_at__isnull=False, supplier__in=suppliers_of(actor))
    return sent.filter(state__in=[*SENT, Order.State.CANCELLED])


def supplied_order(actor: Actor, order_id: UUID) -> Order:
    """One of them; raises NotFound."""
    return existing(supplied_orders(actor).select_related("supplier", "unit").filter(pk=order_id).first())
