"""Decisions on orders: one at a time, each judged for itself, never by the one who ordered."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from armkrok.core.access.actor import Actor
from armkrok.core.events.recording import record
from armkrok.kit.days import now
from armkrok.kit.refusals import Refusal
from armkrok.kit.visible_text import readable_lines
from armkrok.services.school.actions import order_telling as telling
from armkrok.services.school.actions.moving import moved, still
from armkrok.services.school.actions.providing import provide
from armkrok.services.school.actions.transmitting import transmit
from armkrok.services.school.errors.orders import MoveNotAllowed, OverBudget, OverLimit, ReasonNeeded
from armkrok.services.school.events.orders import OrderApproved, OrderQuestioned, OrderRejected
from armkrok.services.school.models import Budget, BuyingRight, Order, OrderRemark
from armkrok.services.school.queries import buying
from armkrok.services.school.queries.budgets import standing_of

SUBMITTED = Order.State.SUBMITTED


@dataclass(frozen=True)
class Judged:
    """What became of one order among many; `refusal` is why it was not approved."""

    order: Order
    refusal: Refusal | None = None


@transaction.atomic
def approve(order: Order, *, by: Actor) -> Order:
    """Approve the purchase and commit its money; the supplier gets it, and the receiver its groups.

    Raises MoveNotAllowed, OwnOrder, NoRight, OverLimit and OverBudget.
    """
    order = still(order, Order.State.APPROVED)
    right = _right(order, by)
    order.money, order.decider, order.decided_at = Order.Money.COMMITTED, by.person, now()
    moved(order, Order.State.APPROVED, OrderApproved(right_id=right.pk), by=by)
    provide(order, by=by)
    telling.tell_decision(order)
    transmit.defer(organisation_id=str(order.organisation_id), order_id=str(order.pk))
    return order


def _right(order: Order, by: Actor) -> BuyingRight:
    """The right by which the actor approves. The budget is locked: nobody else spends from it meanwhile."""
    budget = Budget.objects.locked(order.budget) if order.budget else None
    case = buying.case_of(order, is_over=standing_of(order, budget).is_over)
    rights = buying.rights_at(order.unit_id, BuyingRight.Deed.APPROVE)
    if refusal := buying.why_not(by.person_id, case, rights):
        raise refusal
    own = (one for one in rights if one.person_id == by.person_id)
    return next(one for one in own if buying.obstacle(one, case, rights) is None)


def approve_all(orders: Iterable[Order], *, by: Actor) -> list[Judged]:
    """Approve many, each judged for itself: one that is refused leaves the others approved."""
    judged = []
    for order in sorted(orders, key=lambda one: (str(one.budget_id), one.number or 0)):
        try:
            judged.append(Judged(approve(order, by=by)))
        except Refusal as refusal:
            judged.append(Judged(order, refusal))
    return judged


@transaction.atomic
def reject(order: Order, reason: str, *, by: Actor) -> Order:
    """Turn the order down and free its money; the orderer reads why.

    Also those may whose right does not reach to approve it. Raises ReasonNeeded, MoveNotAllowed, OwnOrder
    and NoRight.
    """
    said = readable_lines(reason)[:500]
    if not said:
        raise ReasonNeeded
    order = still(order, Order.State.REJECTED)
    rights = buying.rights_at(order.unit_id, BuyingRight.Deed.APPROVE)
    refusal = buying.why_not(by.person_id, buying.case_of(order, is_over=False), rights)
    if refusal and refusal not in {OverLimit, OverBudget}:
        raise refusal
    order.money, order.decider, order.decided_at = Order.Money.NONE, by.person, now()
    order.reason = said
    moved(order, Order.State.REJECTED, OrderRejected(), by=by, note=said)
    telling.tell_decision(order)
    return order


@transaction.atomic
def remark_on(order: Order, text: str, *, by: Actor) -> OrderRemark:
    """Ask about an order that waits, or answer; the other side is told. Raises MoveNotAllowed."""
    locked = Order.objects.locked(order)
    if locked.state != SUBMITTED:
        raise MoveNotAllowed
    said = readable_lines(text)[:2000]
    remark: OrderRemark = OrderRemark.objects.create(order=locked, author_id=by.person_id, text=said)
    record(OrderQuestioned(), about=locked, by=by)
    telling.tell_remark(locked, remark)
    return remark
