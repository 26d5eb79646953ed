"""Who decides on an order, and what stands in the way: said on the pages before and after it is submitted."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from armkrok.core.identity.guarding import bare
from armkrok.core.members.models import Member
from armkrok.services.school.models import LineGroup, Order
from armkrok.services.school.queries import buying
from armkrok.services.school.queries.budgets import Standing, budget_of, standing_of
from armkrok.services.school.queries.ordering import OrderView

PENDING = (
    Order.State.SUBMITTED,
    Order.State.APPROVED,
    Order.State.ORDERED,
    Order.State.CONFIRMED,
    Order.State.PARTLY,
)


@dataclass(frozen=True)
class Way:
    """The budget after the order, and the people who can decide: their names and titles."""

    standing: Standing
    deciders: tuple[str, ...]
    also_ordered: tuple[str, ...]

    @property
    def names(self) -> str:
        """All of them, as "Karin Sjöberg, rektor, eller Lars-Åke Berg, kommunchef"."""
        return _(", eller ").join(self.deciders)


def way_ahead(view: OrderView) -> Way:
    """For a draft as if it were submitted now, for another as it is."""
    order = view.order
    budget = order.budget
    if order.state == Order.State.DRAFT:
        order.total = view.total
        budget = budget_of(order)
    standing = standing_of(order, budget)
    able = buying.approvers_of(buying.case_of(order, is_over=standing.is_over))
    titles = dict(
        Member.objects.filter(person__in=[one.person_id for one in able]).values_list("person_id", "title")
    )
    named = tuple(_named(str(one.person.name), str(titles.get(one.person_id, ""))) for one in able)
    return Way(standing, named, _also_ordered(view))


def _named(name: str, title: str) -> str:
    return f"{name}, {title[:1].lower()}{bare(title)[1:]}" if title else name


def _also_ordered(view: OrderView) -> tuple[str, ...]:
    """Classes of the order that another order, not delivered yet, already has for the same title."""
    here = LineGroup.objects.filter(
        line__in=[one.id for one in view.lines], line__title=OuterRef("line__title"), group=OuterRef("group")
    )
    found = LineGroup.objects.filter(Exists(here), line__order__state__in=PENDING)
    names = found.exclude(line__order=view.order).values_list("group__name", "line__order__number")
    told = _("{group} i beställning {number}")
    return tuple(sorted(told.format(group=name, number=number) for name, number in names.distinct()))
