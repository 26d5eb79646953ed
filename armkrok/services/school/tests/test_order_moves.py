"""Where an order may go from each state, and that every deed keeps to it."""

from collections.abc import Callable
from datetime import date
from itertools import product
from typing import Any

import pytest
from django.db.models import F

from armkrok.kit.refusals import Refusal
from armkrok.services.school.actions import approving, order_progress
from armkrok.services.school.errors.orders import MoveNotAllowed, ReasonNeeded, TooMany
from armkrok.services.school.models import MOVES, Budget, Order, OrderLine, OrderMove
from armkrok.services.school.tests.ordering_steps import fresh, submitted
from armkrok.site.settling import Settled
from tests.support.people import inside
from tests.support.unchanged import unchanged

State = Order.State
ALLOWED = {
    "draft": {"submitted"},
    "submitted": {"approved", "rejected", "cancelled"},
    "approved": {"ordered", "cancelled"},
    "rejected": set(),
    "ordered": {"confirmed", "partly", "delivered", "cancelled"},
    "confirmed": {"partly", "delivered", "cancelled"},
    "partly": {"partly", "delivered", "active", "returned"},
    "delivered": {"active", "returned"},
    "active": {"expired", "returned"},
    "expired": set(),
    "cancelled": set(),
    "returned": set(),
}
"""Written out once more, so that nobody changes the table by mistake."""


def _some(order: Order) -> dict[Any, int]:
    return {one.pk: 1 for one in OrderLine.objects.filter(order=order)}


def _rest(order: Order) -> dict[Any, int]:
    return {one.pk: one.quantity - one.delivered for one in OrderLine.objects.filter(order=order)}


COME = {"delivered", "active", "expired", "returned"}
DAY = date(2026, 1, 2)
DEEDS: dict[str, Callable[[Order, Any], Any]] = {
    "approved": lambda order, by: approving.approve(order, by=by),
    "rejected": lambda order, by: approving.reject(order, "Nej", by=by),
    "ordered": lambda order, by: order_progress.transmitted(order, "file", by=by),
    "confirmed": lambda order, by: order_progress.confirm(order, by=by),
    "partly": lambda order, by: order_progress.deliver(order, _some(order), on=DAY, by=by),
    "delivered": lambda order, by: order_progress.deliver(order, _rest(order), on=DAY, by=by),
    "active": lambda order, by: order_progress.begin(order),
    "expired": lambda order, by: order_progress.expire(order),
    "cancelled": lambda order, by: order_progress.cancel(order, "Ångrat oss", by=by),
    "returned": lambda order, by: order_progress.give_back(order, "Fel bok", by=by),
}


pytestmark = pytest.mark.usefixtures("furnished")


def test_the_table() -> None:
    assert {before.value: {after.value for after in to} for before, to in MOVES.items()} == ALLOWED
    assert set(ALLOWED) == set(State.values)


def test_every_deed_from_every_state(towns: Settled) -> None:
    """A deed does its move or changes nothing at all; each move is kept with its time."""
    order = submitted(towns)
    wrong = []
    for before, after in product(set(ALLOWED) - {"draft"}, DEEDS):
        with inside(towns, "karin") as karin:
            Order.objects.update(state=before, money="committed", decider=None)
            come = {"partly": 1}.get(before, F("quantity") if before in COME else 0)
            OrderLine.objects.update(delivered=come)
            OrderMove.objects.all().delete()
        try:
            with inside(towns, "karin") as karin:
                DEEDS[after](order, karin)
        except Refusal:
            done = False
        else:
            done = True
        now = fresh(towns, order)
        with inside(towns, "karin"):
            kept = list(OrderMove.objects.values_list("state", flat=True))
        expected = after in ALLOWED[before]
        if done != expected or now.state != (after if expected else before) or kept != [after] * expected:
            wrong.append((before, after, now.state, kept))
    assert wrong == []


def test_more_than_was_ordered_is_never_delivered(towns: Settled) -> None:
    order = submitted(towns)
    with inside(towns, "nadia"):
        Order.objects.update(state="ordered")
        line = OrderLine.objects.get()
    for number in (0, -1, line.quantity + 1):
        with unchanged(towns), pytest.raises(TooMany), inside(towns, "nadia") as nadia:
            order_progress.deliver(order, {line.pk: number}, on=DAY, by=nadia)


def test_an_end_says_why(towns: Settled) -> None:
    order = submitted(towns)
    with unchanged(towns), pytest.raises(ReasonNeeded), inside(towns, "nadia") as nadia:
        order_progress.cancel(order, "  ", by=nadia)


def test_money_follows_the_order(towns: Settled) -> None:
    """Reserved, committed, free again when it is called off."""
    order = submitted(towns)
    with inside(towns, "karin") as karin:
        assert fresh(towns, order).money == "reserved"
        approving.approve(order, by=karin)
        assert fresh(towns, order).money == "committed"
        order_progress.cancel(order, "Fel årskurs", by=karin)
        assert fresh(towns, order).money == "none"
        assert Budget.objects.get().orders.exclude(money="none").count() == 0
        with pytest.raises(MoveNotAllowed):
            approving.approve(order, by=karin)
