"""What happens to an approved order: confirmed, delivered, begun, ended, called off, given back, paid."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F, Max, Min
from django.utils.translation import ngettext, override

from armkrok.core.events.recording import Doer, record
from armkrok.kit.days import now, today
from armkrok.kit.visible_text import readable, readable_lines
from armkrok.services.school.actions import licences
from armkrok.services.school.actions import order_telling as telling
from armkrok.services.school.actions.calling_off import tell_supplier
from armkrok.services.school.actions.moving import locked, moved, noted, still
from armkrok.services.school.actions.providing import provide_no_more
from armkrok.services.school.errors.orders import MoveNotAllowed, NotCommitted, ReasonNeeded, TooMany
from armkrok.services.school.events.orders import (
    OrderBegan,
    OrderCancelled,
    OrderConfirmed,
    OrderDelivered,
    OrderExpired,
    OrderInvoiced,
    OrderReturned,
    OrderShortened,
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
    """So many licences of each line, by id, have come now. The rest may come after the first day.

    Raises MoveNotAllowed, and TooMany when it is more than what remains, or nothing.
    """
    order = locked(order)
    if order.state != State.ACTIVE and not order.may_become(State.DELIVERED):
        raise MoveNotAllowed
    lines = _demand_awaited(order, numbers)
    for line in lines:
        if came := numbers.get(line.pk, 0):
            line.delivered += came
            line.save(update_fields=["delivered"])
            licences.deliver(line, came, reference or order.reference, on, by=by)
    is_partial, note = any(one.delivered < one.quantity for one in lines), readable(reference)
    if order.state == State.ACTIVE:
        noted(order, OrderDelivered(is_partial=is_partial), by=by, note=note)
    else:
        state = State.PARTLY if is_partial else State.DELIVERED
        moved(order, state, OrderDelivered(is_partial=is_partial), by=by, note=note)
    telling.tell_delivery(order)
    return order


def _demand_awaited(order: Order, numbers: Mapping[UUID, int]) -> list[OrderLine]:
    """The order's lines; raises TooMany when more has come than remains of one, or nothing of any."""
    lines = list(OrderLine.objects.filter(order=order).select_related("title", "order__unit"))
    came = [(numbers.get(one.pk, 0), one.quantity - one.delivered) for one in lines]
    if not any(number for number, _left in came) or any(not 0 <= number <= left for number, left in came):
        raise TooMany
    return lines


@transaction.atomic
def close_rest(order: Order, reason: str, *, by: Doer) -> Order:
    """What has not come will not come: the order is for what has come, and the money of the rest is free.

    Raises ReasonNeeded, and MoveNotAllowed when nothing has come or nothing is left to come.
    """
    said, order = _said(reason), locked(order)
    lines = list(OrderLine.objects.filter(order=order))
    missing = sum(one.quantity - one.delivered for one in lines)
    if order.state not in {State.PARTLY, State.ACTIVE} or not missing:
        raise MoveNotAllowed
    if order.budget is not None:
        Budget.objects.locked(order.budget)
    OrderLine.objects.filter(order=order).update(quantity=F("delivered"))
    total = sum((one.delivered * one.price for one in lines), Decimal(0))
    freed, order.total = order.total - total, total
    event, note = OrderShortened(missing=missing, freed=str(freed)), _not_coming(missing, said)
    if order.state == State.ACTIVE:
        noted(order, event, by=by, note=note)
    else:
        moved(order, State.DELIVERED, event, by=by, note=note)
    telling.tell_shortened(order, note)
    return order


def _not_coming(missing: int, said: str) -> str:
    with override(settings.LANGUAGE_CODE):
        words = ngettext("{count} licens kommer inte. {why}", "{count} licenser kommer inte. {why}", missing)
        return words.format(count=missing, why=said)[:500]


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
    """Orders in scope, delivered or a part of them, whose first day has come."""
    come = Order.objects.filter(state__in=[State.DELIVERED, State.PARTLY])
    begun = come.annotate(first=Min("lines__starts_on")).filter(first__lte=today())
    return list(begun.order_by("pk"))


def due_to_expire() -> list[Order]:
    """Orders in use in scope whose last day has passed."""
    used = Order.objects.filter(state=State.ACTIVE).annotate(last=Max("lines__ends_on"))
    return list(used.filter(last__lt=today()).order_by("pk"))


@transaction.atomic
def cancel(order: Order, reason: str, *, by: Doer | None, is_suppliers: bool = False) -> Order:
    """Call the order off, by us or, with `is_suppliers`, by the supplier; its money is free again.

    A supplier that has the order, and has not called it off itself, is told in the same transaction.
    Raises ReasonNeeded, and MoveNotAllowed when something has been delivered.
    """
    said = _said(reason)
    order = still(order, State.CANCELLED)
    order.money, order.reason, order.trouble = Money.NONE, said, ""
    moved(order, State.CANCELLED, OrderCancelled(), by=by, note=said)
    provide_no_more(order, by=by)
    telling.tell_cancelled(order)
    if not is_suppliers:
        tell_supplier(order)
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
