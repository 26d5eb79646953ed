"""What the clock does with orders: asks suppliers, reminds approvers, begins and ends licences."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from armkrok.core.events.recording import record
from armkrok.core.jobs import every
from armkrok.core.tenants.places import open_places
from armkrok.core.tenants.scope import scope
from armkrok.kit.days import now, today
from armkrok.kit.refusals import Refusal
from armkrok.services.school.actions import order_progress as progress
from armkrok.services.school.actions import order_telling as telling
from armkrok.services.school.actions import sending
from armkrok.services.school.actions.transmitting import awaited, look
from armkrok.services.school.events.orders import ApproversReminded
from armkrok.services.school.models import Order, Receiver, SendRun, Supplier, Wanted

FIRST, AGAIN = timedelta(days=3), timedelta(days=7)
"""An order that waits so long is reminded of, and then as often."""


@every("*/10 * * * *", "school.orders-look")
def look_at_orders() -> None:
    """Ask suppliers' systems about each order that they have and have not delivered."""
    for place in open_places("school"):
        with scope(place.pk):
            sent = awaited().filter(supplier__order_by=Supplier.Transmit.API)
            ids = list(sent.exclude(reference="").values_list("pk", flat=True))
            look.defer_many([{"organisation_id": str(place.pk), "order_id": str(one)} for one in ids])


@every("17 6 * * 1-5", "school.orders-remind")
def remind_approvers() -> None:
    """Remind those who can decide of orders that have waited, on working mornings."""
    for place in open_places("school"):
        with scope(place.pk):
            for order in _waiting():
                _remind(order)


def _waiting() -> list[Order]:
    moment = now()
    fresh = Q(reminded_at=None, submitted_at__lte=moment - FIRST)
    late = Q(reminded_at__lte=moment - AGAIN)
    found = Order.objects.filter(fresh | late, state=Order.State.SUBMITTED)
    return list(found.select_related("orderer", "budget").order_by("number"))


@transaction.atomic
def _remind(order: Order) -> None:
    people = len(telling.deciders(order))
    telling.remind(order)
    Order.objects.filter(pk=order.pk).update(reminded_at=now())
    record(ApproversReminded(people=people), about=order)


@every("23 1 * * *", "school.orders-turn")
def turn_the_day() -> None:
    """Begin and end orders by their days; have receivers brought up to date a week before the first day, and
    after the last."""
    for place in open_places("school"):
        with scope(place.pk):
            _each(progress.due_to_begin(), progress.begin)
            _each(progress.due_to_expire(), progress.expire)
            _bring_up_to_date()


def _each(orders: list[Order], deed: Callable[[Order], Order]) -> None:
    for order in orders:
        try:
            deed(order)
        except Refusal:  # somebody was quicker
            continue


def _bring_up_to_date() -> None:
    turning = Q(starts_on=today()) | Q(ends_on=today() - timedelta(days=1))
    rows = Wanted.objects.filter(turning, order_id__isnull=False).values("receiver_id")
    for receiver in Receiver.objects.filter(pk__in=rows, is_open=True):
        sending.ask(receiver, SendRun.How.USUAL)


SCHEDULES: tuple[Any, ...] = (look_at_orders, remind_approvers, turn_the_day)
