"""The last money, and the same order, at the same moment: over two connections on a database that commits."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.db.models import Sum

from armkrok.kit.refusals import Refusal
from armkrok.services.school.actions import approving, ordering
from armkrok.services.school.models import Budget, BuyingRight, Order, OrderMove, Wanted
from armkrok.services.school.tests.ordering_steps import draft, submitted
from armkrok.site.settling import Settled, settle
from tests.support import school_orders
from tests.support.at_once import at_once
from tests.support.people import inside


@pytest.fixture
def towns(committed_db: None) -> Settled:
    """Both towns and the school, committed."""
    settled = settle()
    with inside(settled, "sara"):
        school_orders.furnish(settled)
    return settled


def _deciding(towns: Settled, order: Order, key: str = "karin") -> Callable[[], str]:
    def decide() -> str:
        try:
            with inside(towns, key) as actor:
                approving.approve(order, by=actor)
        except Refusal as refusal:
            return refusal.code
        return "approved"

    return decide


def test_two_orders_never_take_the_same_money(towns: Settled) -> None:
    """Each fits alone: both are reserved in turn, and only one is approved within the budget."""
    first, second = submitted(towns), submitted(towns, by="karin", groups=("8A", "8C"))
    with inside(towns, "nadia"):
        Budget.objects.update(amount=Decimal(1500))
        school_orders.right(towns.people["lars-ake"].pk, limit=None)
        BuyingRight.objects.filter(is_over_budget=True).delete()
    results = at_once(_deciding(towns, first), _deciding(towns, second, "lars-ake"))
    assert results == ["approved", "OverBudget"]
    with inside(towns, "nadia"):
        committed = Order.objects.filter(money="committed").aggregate(sum=Sum("total"))["sum"]
        assert committed == Decimal(992)


def test_orders_submitted_at_once_are_reserved_in_turn(towns: Settled) -> None:
    drafts = {"elif": draft(towns), "nadia": draft(towns, by="nadia")}
    with inside(towns, "nadia"):
        Budget.objects.update(amount=Decimal(1500))

    def submitting(key: str) -> Callable[[], str]:
        def submit() -> str:
            with inside(towns, key) as actor:
                made = ordering.submit(drafts[key], seen_total=Decimal(992), by=actor)
                return f"{made.number} {made.went_up}"

        return submit

    assert sorted(at_once(submitting("elif"), submitting("nadia"))) == ["1 False", "2 True"]


def test_the_same_order_is_approved_once(towns: Settled) -> None:
    order = submitted(towns)
    results = at_once(_deciding(towns, order), _deciding(towns, order, "lars-ake"))
    assert sorted(results) == ["MoveNotAllowed", "approved"]
    with inside(towns, "nadia"):
        assert OrderMove.objects.filter(state="approved").count() == 1
        assert Wanted.objects.filter(order_id=order.pk).count() == 2


def test_the_same_draft_is_submitted_once(towns: Settled) -> None:
    order = draft(towns)

    def submit() -> str:
        with inside(towns, "elif") as actor:
            return str(ordering.submit(order, seen_total=Decimal(992), by=actor).number)

    assert at_once(submit, submit) == ["1", "1"]
    with inside(towns, "nadia"):
        assert list(Order.objects.values_list("number", flat=True)) == [1]
