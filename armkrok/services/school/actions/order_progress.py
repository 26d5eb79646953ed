"""What happens to an approved order: confirmed, delivered, begun, ended, called off, given back, paid."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.db.models import Max, Min

from armkrok.core.events.recording import Doer, record
from armkrok.kit.days import now, today
from armkrok.kit.visible_text import readable, readable_lines
from armkrok.services.school.actions import licences
from armkrok.services.school.actions import order_telling as telling
from armkrok.services.school.actions.moving import moved, still
from armkrok.services.school.actions.providing import provide_no_more
from armkrok.services.school.errors.orders import NotCommitted, ReasonNeeded, TooMany
from armkrok.services.school.events.orders import (
    OrderBegan,
    OrderCancelled,
    OrderConfirmed,
    OrderDelivered,
    OrderExpired,
    OrderInvoiced,
    OrderReturned,
    OrderTransmitted,
)
from armkrok.services.school.models import Budget, Order, OrderLine

State, Money = Order.State, Order.Money


@transaction.atomic
def transmitted(order: Order, how: str, *, reference: str = "", by: Doer | None = None) -> Order:
    """The order has reached the supplier, by api, email or file; raises MoveNotAllowed."""
    order = still(order, State.ORDERED)
    order.ordered_at, order.trouble = now(), ""
    order.reference = readable(reference)[:80]
    moved(order, State.ORDERED, OrderTransmitted(how=how), by=by)
    return order


@transaction.atomic
def confirm(order: Order, *, reference: str = "", by: Doer | None = None) -> Order:
    """The supplier has said yes; raises MoveNotAllowed."""
    order = still(order, State.CONFIRMED)
    order.reference = readable(reference)[:80] or order.reference
    moved(order, State.CONFIRMED, OrderConfirmed(), by=by)
    return order


@transaction.atomic
def deliver(
    order: Order, numbers: Mapping[UUID, int], *, on: date, reference: str = "", by: Doer | None = None
) -> Order:
    """So many licences of each line, by id, have come now; the rest is still to come.

    Raises MoveNotAllowed, and TooMany when it is more than what remains, or nothing.
    """
    order = still(order, State.DELIVERED)
    lines = list(OrderLine.objects.filter(order=order).select_related("title", "order__unit"))
    came = {one.pk: numbers.get(one.pk, 0) for one in lines}
    if not any(came.values()) or any(not 0 <= came[one.pk] <= one.quantity - one.delivered for one in lines):
        raise TooMany
    for line in lines:
        if came[line.pk]:
            line.delivered += came[line.pk]
            line.save(update_fields=["delivered"])
            licences.deliver(line, came[line.pk], reference or order.reference, on, by=by)
    is_partial = any(one.delivered < one.quantity for one in lines)
    state = State.PARTLY if is_partial else State.DELIVERED
    moved(order, state, OrderDelivered(is_partial=is_partial), by=by, note=readable(reference))
    telling.tell_delivery(order)
    return order


@transaction.atomic
def begin(order: Order) -> Order:
    """The first day of the licences has come; raises MoveNotAllowed."""
    order = still(order, State.ACTIVE)
    moved(order, State.ACTIVE, OrderBegan(), by=None)
    return order


@transaction.atomic
def expire(order: Order) -> Order:
    """The last day of the licences has passed; nothing is renewed by itself. Raises MoveNotAllowed."""
    order = still(order, State.EXPIRED)
    moved(order, State.EXPIRED, OrderExpired(), by=None)
    return order


def due_to_begin() -> list[Order]:
    """Delivered orders in scope whose first day has come."""
    delivered = Order.objects.filter(state=State.DELIVERED).annotate(first=Min("lines__starts_on"))
    return list(delivered.filter(first__lte=today()).order_by("pk"))


def due_to_expire() -> list[Order]:
    """Orders in use in scope whose last day has passed."""
    used = Order.objects.filter(state=State.ACTIVE).annotate(last=Max("lines__ends_on"))
    return list(used.filter(last__lt=today()).order_by("pk"))


@transaction.atomic
def cancel(order: Order, reason: str, *, by: Doer | None) -> Order:
    """Call the order off, by us or by the supplier; its money is free again.

    Raises ReasonNeeded, and MoveNotAllowed when something has been delivered.
    """
    said = _said(reason)
    order = still(order, State.CANCELLED)
    order.money, order.reason, order.trouble = Money.NONE, said, ""
    moved(order, State.CANCELLED, OrderCancelled(), by=by, note=said)
    provide_no_more(order, by=by)
    telling.tell_cancelled(order)
    return order


@transaction.atomic
def give_back(order: Order, reason: str, *, by: Doer | None) -> Order:
    """Return what was delivered. What is not paid is free again; what is paid stays until it is credited.

    Raises ReasonNeeded and MoveNotAllowed.
    """
    said = _said(reason)
    order = still(order, State.RETURNED)
    order.reason = said
    if order.money != Money.SETTLED:
        order.money = Money.NONE
    moved(order, State.RETURNED, OrderReturned(), by=by, note=said)
    provide_no_more(order, by=by)
    licences.take_back(order, by=by)
    return order


def _said(reason: str) -> str:
    said = readable_lines(reason)[:500]
    if not said:
        raise ReasonNeeded
    return said


@transaction.atomic
def settle(order: Order, amount: Decimal, invoice: str, *, by: Doer) -> Order:
    """Enter an invoice: what is paid, in kronor without VAT, takes the place of what was committed.

    Entered again it corrects itself, as when there is a credit note. Raises NotCommitted.
    """
    order = Order.objects.locked(order)
    if order.money not in {Money.COMMITTED, Money.SETTLED}:
        raise NotCommitted
    if order.budget is not None:
        Budget.objects.locked(order.budget)
    order.money, order.settled, order.invoice = Money.SETTLED, amount, readable(invoice)[:60]
    order.save(update_fields=["money", "settled", "invoice"])
    record(OrderInvoiced(difference=str(amount - order.total)), about=order, by=by)
    return order
