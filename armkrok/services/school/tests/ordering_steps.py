"""What people do with orders, step by step, as tests need it."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from armkrok.services.school.actions import approving, ordering
from armkrok.services.school.models import Order, OrderLine, Title
from armkrok.services.school.queries.ordering import view_of
from armkrok.site.settling import Settled
from tests.support import school_ground as ground
from tests.support import school_orders
from tests.support.people import inside

BASE = "/sundby/skola/"


def draft(
    towns: Settled, by: str = "elif", groups: Iterable[str] = ("8A", "8B"), *, title: Title | None = None,
    wanted_on: date = school_orders.WANTED,
) -> Order:  # fmt: skip
    """A draft with classes and wishes."""
    with inside(towns, by) as actor:
        order = ordering.start_order(title or school_orders.title(), by=actor)
        ids = [ground.group(name).pk for name in groups]
        lines = OrderLine.objects.filter(order=order)
        order = ordering.pick_groups(order, {one.pk: ids for one in lines}, by=actor)
        return ordering.describe_order(
            order, wanted_on=wanted_on, motive="Vi har provat.", cost_centre="4711"
        )


def submitted(
    towns: Settled, by: str = "elif", groups: Iterable[str] = ("8A", "8B"), **more: object
) -> Order:
    """An order that waits for a decision."""
    order = draft(towns, by, groups, **more)  # type: ignore[arg-type]
    with inside(towns, by) as actor:
        return ordering.submit(order, seen_total=total_of(order), by=actor)


def total_of(order: Order) -> Decimal:
    """What the review shows."""
    return view_of(Order.objects.get(pk=order.pk)).total


def approved(towns: Settled, **more: object) -> Order:
    """An order that Karin has approved."""
    order = submitted(towns, **more)  # type: ignore[arg-type]
    with inside(towns, "karin") as actor:
        return approving.approve(order, by=actor)


def fresh(towns: Settled, order: Order) -> Order:
    """The order as it is in the database."""
    with inside(towns, "sara"):
        return Order.objects.select_related("supplier", "budget").get(pk=order.pk)
