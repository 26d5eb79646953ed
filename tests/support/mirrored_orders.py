"""The same orders, budget and rights to buy in two towns; see mirrored.py."""

from collections.abc import Callable
from uuid import UUID, uuid4

from armkrok.kit.days import now, today
from armkrok.services.school.actions import ordering
from armkrok.services.school.models import BuyingRight, Order, OrderLine, OrderMove, SupplierContact
from armkrok.services.school.queries.ordering import view_of
from armkrok.site.settling import Settled
from tests.support import school_ground, school_orders
from tests.support.people import inside


def orders(towns: Settled, slug: str) -> list[object]:
    """Sara's draft and order, another's order that waits, and one at the publisher, whose contact she is."""
    with inside(towns, "sara", slug) as sara:
        title = school_orders.title()
        if sara.person is not None:
            SupplierContact.objects.get_or_create(supplier=school_ground.supplier(), person=sara.person)
        group = school_ground.group()
        school_orders.taught(sara.person_id, "Sara Lind", group)
        draft = ordering.start_order(title, by=sara)
        line = OrderLine.objects.get(order=draft)
        ordering.pick_groups(draft, {line.pk: [group.pk]}, by=sara)
        own = _order(sara.person_id, Order.State.SUBMITTED, 9)
        return [draft.pk, own.pk, _waiting(towns, slug), _sent(towns, slug), uuid4()]


def _waiting(towns: Settled, slug: str) -> object:
    """Karin's, or Emma's, order: it waits for somebody else."""
    key = "karin" if slug == "sundby" else "emma"
    return _order(towns.people[key].pk, Order.State.SUBMITTED, 7).pk


def _sent(towns: Settled, slug: str) -> object:
    key = "karin" if slug == "sundby" else "emma"
    order = _order(towns.people[key].pk, Order.State.ORDERED, 8)
    return order.pk


def _order(person_id: UUID, state: Order.State, number: int) -> Order:
    is_sent = state == Order.State.ORDERED
    made: Order = Order.objects.create(
        supplier=school_ground.supplier(), unit=school_ground.unit(), orderer_id=person_id, state=state,
        number=number, budget=school_orders.budget(), total=496, wanted_on=school_orders.WANTED,
        money=Order.Money.COMMITTED if is_sent else Order.Money.RESERVED, submitted_at=now(),
        decided_at=now() if is_sent else None, ordered_at=now() if is_sent else None,
    )  # fmt: skip
    title = school_orders.title()
    OrderLine.objects.create(
        order=made, title=title, pupils=4, needed=4, quantity=4, price=title.price, vat_percent=25,
        starts_on=school_orders.WANTED, ends_on=school_orders.WANTED,
    )  # fmt: skip
    OrderMove.objects.create(order=made, state=state)
    return made


def lines(towns: Settled, slug: str) -> list[object]:
    """The line of a draft of Sara's, from another publisher than the one above."""
    with inside(towns, "sara", slug) as sara:
        title = school_orders.title(f"Tal och tanke {uuid4().hex[:6]}", supplier=_other_supplier())
        order = ordering.start_order(title, by=sara)
        return [view_of(order).lines[0].id]


def _other_supplier() -> object:
    kind = type(school_ground.supplier())
    return kind.objects.get_or_create(name="Kunskapsgården")[0]


def budgets(towns: Settled, slug: str) -> list[object]:
    """The school's."""
    with inside(towns, "sara", slug):
        return [school_orders.budget().pk]


def rights(towns: Settled, slug: str) -> list[object]:
    """One that Sara has lent to a colleague, and her own."""
    with inside(towns, "sara", slug) as sara:
        key = "amina" if slug == "sundby" else "aisha"
        own = school_orders.right(sara.person_id, unit=None, limit=None, is_over_budget=True)
        lent = BuyingRight.objects.create(
            person=towns.people[key], deed="approve", stands_in_for=sara.person_id,
            starts_on=today(), ends_on=today(),
        )  # fmt: skip
        return [lent.pk, own.pk]


PROVIDERS: dict[str, Callable[[Settled, str], list[object]]] = {
    "order_id": orders,
    "line_id": lines,
    "budget_id": budgets,
    "right_id": rights,
    "file_kind": lambda _towns, _slug: ["csv", "json", "pdf"],
}
