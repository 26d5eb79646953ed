"""A teacher's draft, from the first title until it is submitted."""

from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from armkrok.core.access.actor import Actor
from armkrok.core.documents.files import take_turns
from armkrok.kit.days import now
from armkrok.kit.refusals import NotFound
from armkrok.kit.visible_text import readable, readable_lines
from armkrok.services.school.access.ordering import orderable_groups, orderable_units
from armkrok.services.school.actions import order_telling as telling
from armkrok.services.school.actions.moving import moved
from armkrok.services.school.errors.orders import (
    NoSchool,
    NotADraft,
    NothingToBuy,
    NotOffered,
    PeriodOver,
    SeveralSchools,
    SumHasChanged,
    TooEarlyForFewer,
)
from armkrok.services.school.events.orders import OrderSubmitted
from armkrok.services.school.models import (
    Budget,
    BuyingRight,
    LineGroup,
    Order,
    OrderLine,
    PupilGroup,
    SchoolUnit,
    Title,
)
from armkrok.services.school.queries import buying
from armkrok.services.school.queries.budgets import budget_of, budgets_for, standing_of
from armkrok.services.school.queries.ordering import OrderView, usual_day, view_of
from armkrok.services.school.queries.year_change import has_fewer_too_early

DRAFT = Order.State.DRAFT


@transaction.atomic
def start_order(title: Title, *, by: Actor) -> Order:
    """Put the title in the actor's draft to its supplier; raises NotOffered and NoSchool."""
    if not title.is_offered:
        raise NotOffered
    units = list(orderable_units(by)[:2])
    if not units:
        raise NoSchool
    order, _made = Order.objects.get_or_create(
        supplier=title.supplier, orderer_id=by.person_id, state=DRAFT,
        defaults={"unit": units[0] if len(units) == 1 else None, "wanted_on": usual_day()},
    )  # fmt: skip
    order = _open(order)
    known = {"price": title.price, "vat_percent": title.vat_percent}
    OrderLine.objects.get_or_create(order=order, title=title, defaults=known)
    return order


def _open(order: Order) -> Order:
    """The draft, locked; raises NotADraft when it is none any more."""
    locked = Order.objects.locked(order)
    if locked.state != DRAFT:
        raise NotADraft
    return locked


@transaction.atomic
def pick_groups(order: Order, chosen: Mapping[UUID, Collection[UUID]], *, by: Actor) -> Order:
    """Let each line of a draft, by id, be for these groups; raises NotADraft and SeveralSchools.

    Groups that the actor may not order for are left out.
    """
    order = _open(order)
    wanted = {one for ids in chosen.values() for one in ids}
    groups = {one.pk: one for one in orderable_groups(by).filter(pk__in=wanted)}
    units = {one.unit_id: one.unit for one in groups.values()}
    if len(units) > 1:
        raise SeveralSchools
    if units:
        order.unit = next(iter(units.values()))
        order.save(update_fields=["unit"])
    for line in OrderLine.objects.filter(order=order, pk__in=chosen):
        _set_groups(line, [groups[one] for one in dict.fromkeys(chosen[line.pk]) if one in groups])
    return order


def _set_groups(line: OrderLine, groups: Collection[PupilGroup]) -> None:
    LineGroup.objects.filter(line=line).exclude(group__in=groups).delete()
    known = set(LineGroup.objects.filter(line=line).values_list("group_id", flat=True))
    LineGroup.objects.bulk_create(LineGroup(line=line, group=one) for one in groups if one.pk not in known)


@transaction.atomic
def describe_order(
    order: Order, *, wanted_on: date, motive: str, cost_centre: str, unit: SchoolUnit | None = None
) -> Order:
    """When and why a draft is wanted, and who pays; raises NotADraft."""
    order = _open(order)
    order.wanted_on, order.motive = wanted_on, readable_lines(motive)[:500]
    order.cost_centre = readable(cost_centre)[:40]
    order.unit = unit or order.unit
    order.save(update_fields=["wanted_on", "motive", "cost_centre", "unit"])
    return order


@transaction.atomic
def choose_budget(order: Order, budget_id: UUID) -> Order:
    """Which of the school's budgets of the year pays a draft; raises NotADraft, and NotFound for another."""
    order = _open(order)
    order.budget = budgets_for(order).filter(pk=budget_id).first()
    if order.budget is None:
        raise NotFound
    order.save(update_fields=["budget"])
    return order


@transaction.atomic
def remove_line(line: OrderLine) -> None:
    """Take a title out of a draft; an empty draft is gone. Raises NotADraft."""
    order = _open(line.order)
    OrderLine.objects.filter(pk=line.pk).delete()
    if not OrderLine.objects.filter(order=order).exists():
        order.delete()


@transaction.atomic
def submit(order: Order, *, seen_total: Decimal, by: Actor) -> Order:
    """Send the draft to be decided on, and reserve its money. Done twice, it is done once.

    `seen_total` is the sum that the orderer read, kronor without VAT. Raises NoSchool, SeveralSchools,
    NotOffered, NothingToBuy, PeriodOver, TooEarlyForFewer, SumHasChanged, NoRight and OverLimit.
    """
    order = Order.objects.locked(order)
    if order.state != DRAFT:
        return order
    _check_school(order, by)
    view = view_of(order)
    _check_lines(view, seen_total)
    order.total = view.total
    _check_right(order)
    _freeze(view)
    _number(order)
    _reserve(order)
    moved(order, Order.State.SUBMITTED, OrderSubmitted(), by=by)
    telling.ask_approvers(order, view)
    return order


def _check_school(order: Order, by: Actor) -> None:
    """The order is for one school, which the actor may still order for."""
    groups = LineGroup.objects.filter(line__order=order)
    if len(set(groups.values_list("group__unit_id", flat=True)) | {order.unit_id}) > 1:
        raise SeveralSchools
    if not order.unit_id or not orderable_units(by).filter(pk=order.unit_id).exists():
        raise NoSchool


def _check_lines(view: OrderView, seen_total: Decimal) -> None:
    if not all(one.title.is_offered for one in view.lines):
        raise NotOffered
    if not view.has_groups or not view.quantity:
        raise NothingToBuy
    wanted_on = view.order.wanted_on or usual_day()
    if any(one.ends_on < wanted_on for one in view.lines):
        raise PeriodOver
    if has_fewer_too_early(view.order, wanted_on):
        raise TooEarlyForFewer
    if view.total != seen_total:
        raise SumHasChanged


def _check_right(order: Order) -> None:
    """Rights to order, where somebody has them, are limits; without one, the own school is enough."""
    rights = buying.rights_at(order.unit_id, BuyingRight.Deed.ORDER)
    if any(one.person_id == order.orderer_id for one in rights):
        refusal = buying.why_not(order.orderer_id, buying.case_of(order, is_over=False), rights)
        if refusal:
            raise refusal


def _freeze(view: OrderView) -> None:
    """Keep counts, prices and days as they are now."""
    for one in view.lines:
        OrderLine.objects.filter(pk=one.id).update(
            pupils=one.count.pupils, needed=one.count.needed, held=one.count.held, free=one.count.free,
            quantity=one.quantity, price=one.price, vat_percent=one.vat_percent,
            starts_on=one.starts_on, ends_on=one.ends_on,
        )  # fmt: skip
        rows = list(LineGroup.objects.filter(line=one.id).select_related("group"))
        numbers = dict(one.groups)
        for row in rows:
            row.pupils = numbers.get(row.group.name, 0)
        LineGroup.objects.bulk_update(rows, ["pupils"])


def _number(order: Order) -> None:
    take_turns(f"school-order-number {order.organisation_id}")
    highest = Order.objects.aggregate(number=Max("number"))["number"] or 0
    order.number, order.submitted_at = highest + 1, now()


def _reserve(order: Order) -> None:
    """Reserve the money in the school's budget of the year, in turn; what does not fit goes a level up."""
    budget = budget_of(order)
    order.budget = Budget.objects.locked(budget) if budget else None
    order.money = Order.Money.RESERVED
    is_over = standing_of(order, order.budget).is_over
    case = buying.case_of(order, is_over=is_over)
    rights = buying.rights_at(order.unit_id, BuyingRight.Deed.APPROVE)
    near = [one for one in rights if one.unit_id]
    reached = any(buying.obstacle(one, case, rights) is None for one in near)
    order.went_up = is_over or (bool(near) and not reached)
