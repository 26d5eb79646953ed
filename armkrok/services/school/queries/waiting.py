"""Orders that wait for one person's decision, each with what keeps her from it."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db.models import Prefetch
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from armkrok.core.access.actor import Actor
from armkrok.core.access.decide import holders
from armkrok.kit.days import today
from armkrok.kit.refusals import Refusal
from armkrok.services.school.access.ordering import rights_of, seen_orders
from armkrok.services.school.models import Budget, BuyingRight, LineGroup, Order, OrderLine
from armkrok.services.school.models.class_order import youngest_first
from armkrok.services.school.queries.budgets import WEIGHT, Money, Standing
from armkrok.services.school.queries.buying import APPROVE, Deed, asked_of, case_of, why_not


@dataclass(frozen=True)
class Waiting:
    """One order. `refusal` is why the person cannot approve it; she may still read it.

    `others` are those who were asked when she can decide too, but was not: the school's own.
    """

    order: Order
    titles: tuple[str, ...]
    groups: tuple[str, ...]
    quantity: int
    standing: Standing
    refusal: type[Refusal] | None
    others: tuple[str, ...] = ()

    @property
    def names(self) -> str:
        """The others, with "och" between the last two."""
        return str(get_text_list([*self.others], _("och")))


def waiting_for(actor: Actor) -> list[Waiting]:
    """All that waits where the actor has a right to approve: what she was asked first, then the oldest.

    Ten cost as many questions as one.
    """
    own = list(rights_of(actor, Deed.APPROVE))
    if not own:
        return []
    groups = Prefetch(
        "line_groups", LineGroup.objects.select_related("group").order_by(*youngest_first("group__name"))
    )
    lines = Prefetch("lines", OrderLine.objects.select_related("title").prefetch_related(groups))
    orders = seen_orders(actor).filter(state=Order.State.SUBMITTED)
    if all(one.unit_id for one in own):
        orders = orders.filter(unit__in=[one.unit_id for one in own])
    whole = orders.select_related("supplier", "unit", "orderer", "budget").prefetch_related(lines)
    found = list(whole.order_by("number"))
    standings, rights, allowed = _standings(found), _rights(), holders(APPROVE)
    rows = [_waiting(one, actor.person_id, standings[one.pk], rights, allowed) for one in found]
    return sorted(rows, key=lambda one: (one.refusal is not None, bool(one.others)))


def _rights() -> list[BuyingRight]:
    found = BuyingRight.objects.filter(BuyingRight.in_force(today()), deed=Deed.APPROVE)
    return list(found.select_related("person").order_by("person__sort_key", "pk"))


def _waiting(
    order: Order, person_id: UUID, standing: Standing, rights: list[BuyingRight], allowed: set[UUID]
) -> Waiting:
    lines = list(order.lines.all())
    case = case_of(order, is_over=standing.is_over, lines=lines)
    here = [one for one in rights if one.unit_id in {None, order.unit_id}]
    names = dict.fromkeys(row.group.name for one in lines for row in one.line_groups.all())
    refusal = why_not(person_id, case, here)
    asked = asked_of(case, here, allowed) if refusal is None else []
    others = () if person_id in {one.person_id for one in asked} else [one.person.name for one in asked]
    return Waiting(
        order, tuple(one.title.name for one in lines), tuple(names), sum(one.quantity for one in lines),
        standing, refusal, tuple(others),
    )  # fmt: skip


def _standings(orders: list[Order]) -> dict[UUID, Standing]:
    """As budgets.standing_of(), for many orders by two questions."""
    budgets: dict[UUID, Budget] = {
        one.budget_id: one.budget for one in orders if one.budget and one.budget_id
    }
    rows = Order.objects.filter(budget__in=budgets).exclude(money=Money.NONE).annotate(weight=WEIGHT)
    by_budget: dict[UUID, list[tuple[str, int, Decimal]]] = defaultdict(list)
    for budget_id, money, number, weight in rows.values_list("budget_id", "money", "number", "weight"):
        if budget_id is not None:
            by_budget[budget_id].append((money, number or 0, weight))
    return {one.pk: _standing(one, by_budget[one.budget_id] if one.budget_id else []) for one in orders}


def _standing(order: Order, rows: list[tuple[str, int, Decimal]]) -> Standing:
    mine = order.number or 0
    others = [row for row in rows if row[1] != mine]
    bound = [weight for money, number, weight in others if money != Money.RESERVED or number < mine]
    used = sum(bound, Decimal(0))
    return Standing(order.budget, used, order.total)
