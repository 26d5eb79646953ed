"""Who may order and approve what: the rights to buy, and what stands in the way of one order."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db.models import Q

from armkrok.core.access.decide import holders
from armkrok.kit.days import today
from armkrok.kit.refusals import Refusal
from armkrok.services.school.errors.orders import NoRight, OverBudget, OverLimit, OwnOrder
from armkrok.services.school.models import BuyingRight, Order, OrderLine
from armkrok.services.school.queries.subjects import named

APPROVE = "school.approve"
Deed = BuyingRight.Deed


@dataclass(frozen=True)
class Case:
    """What a right is measured against. `subjects` holds the names of each title's."""

    orderer_id: UUID
    unit_id: UUID | None
    total: Decimal
    subjects: tuple[frozenset[str], ...]
    is_over: bool = False


def case_of(order: Order, *, is_over: bool, lines: Iterable[OrderLine] | None = None) -> Case:
    """The case of an order that has been submitted; `lines` with their titles, when they are read already."""
    if lines is None:
        lines = order.lines.select_related("title")
    subjects = tuple(named([*one.title.subject_names, *one.title.subjects]) for one in lines)
    return Case(order.orderer_id, order.unit_id, order.total, subjects, is_over)


def rights_at(unit_id: UUID | None, deed: Deed) -> list[BuyingRight]:
    """Rights that hold today at the school, or everywhere."""
    place = Q(unit=None) | Q(unit_id=unit_id)
    found = BuyingRight.objects.filter(BuyingRight.in_force(today()), place, deed=deed)
    return list(found.select_related("person").order_by("person__sort_key", "pk"))


def obstacle(right: BuyingRight, case: Case, rights: Collection[BuyingRight]) -> type[Refusal] | None:
    """Why the right does not reach to the case; None when it does.

    A lent right reaches no further than one that the lender holds herself today, and can use.
    """
    if right.deed == Deed.APPROVE and case.orderer_id in {right.person_id, right.stands_in_for}:
        return OwnOrder
    if right.subjects and not all(one & named(right.subjects) for one in case.subjects):
        return NoRight
    if right.limit is not None and case.total > right.limit:
        return OverLimit
    if case.is_over and right.deed == Deed.APPROVE and not right.is_over_budget:
        return OverBudget
    if right.stands_in_for is None:
        return None
    if right.stands_in_for not in holders(APPROVE):
        return NoRight
    lent = [one for one in rights if one.person_id == right.stands_in_for and one.stands_in_for is None]
    return _best(obstacle(one, case, rights) for one in lent)


def why_not(person_id: UUID, case: Case, rights: Collection[BuyingRight]) -> type[Refusal] | None:
    """What keeps the person from the deed, the reason nearest to a yes; None when some right reaches."""
    if person_id == case.orderer_id and any(one.deed == Deed.APPROVE for one in rights):
        return OwnOrder
    own = [one for one in rights if one.person_id == person_id]
    return _best(obstacle(one, case, rights) for one in own)


def _best(obstacles: Iterable[type[Refusal] | None]) -> type[Refusal] | None:
    order: tuple[type[Refusal] | None, ...] = (None, OverBudget, OverLimit, OwnOrder, NoRight)
    return min(obstacles, key=order.index, default=NoRight)


def approvers_of(case: Case) -> list[BuyingRight]:
    """The rights that reach to the case, one for each person who can also open the page.

    The school's own come first: somebody with a right for every school is asked when none of those reaches.
    """
    return asked_of(case, rights_at(case.unit_id, Deed.APPROVE), holders(APPROVE))


def asked_of(case: Case, rights: Collection[BuyingRight], allowed: set[UUID]) -> list[BuyingRight]:
    """As approvers_of(), of rights at the case's school and people with the page that are read already."""
    able = {one.person_id: one for one in rights if obstacle(one, case, rights) is None}
    found = [one for person_id, one in able.items() if person_id in allowed]
    return [one for one in found if one.unit_id] or found
