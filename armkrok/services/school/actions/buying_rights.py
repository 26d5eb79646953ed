"""Budgets, rights to buy, and what orders say of the buyer."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import IntegrityError, transaction

from armkrok.core.access.actor import Actor
from armkrok.core.events.recording import record
from armkrok.core.members.models import Member
from armkrok.kit.days import today
from armkrok.kit.visible_text import readable
from armkrok.services.school.errors.orders import BudgetTaken, NotDelegable
from armkrok.services.school.events.orders import (
    BudgetSaved,
    BuyerDescribed,
    BuyingRightEnded,
    BuyingRightGiven,
    BuyingRightLent,
)
from armkrok.services.school.models import Budget, Buyer, BuyingRight, SchoolUnit
from armkrok.services.school.queries.buying import Deed


@dataclass(frozen=True)
class Terms:
    """How far a right reaches; see BuyingRight."""

    deed: str
    unit: SchoolUnit | None = None
    limit: Decimal | None = None
    subjects: Sequence[str] = field(default=())
    starts_on: date | None = None
    ends_on: date | None = None
    is_over_budget: bool = False


@transaction.atomic
def give_right(person_id: UUID, terms: Terms, *, by: Actor) -> BuyingRight:
    """Let somebody who works here order or approve."""
    if not Member.objects.filter(person_id=person_id, left_at=None).exists():
        raise NotDelegable
    right: BuyingRight = BuyingRight.objects.create(person_id=person_id, **_values(terms))
    record(_given(right), about=right, by=by)
    return right


@transaction.atomic
def change_right(right: BuyingRight, terms: Terms, *, by: Actor) -> BuyingRight:
    """Let a right reach further, or less far."""
    right = BuyingRight.objects.locked(right)
    for name, value in _values(terms).items():
        setattr(right, name, value)
    right.save()
    record(_given(right), about=right, by=by)
    return right


def _values(terms: Terms) -> dict[str, object]:
    return {
        "deed": terms.deed, "unit": terms.unit, "limit": terms.limit, "subjects": list(terms.subjects),
        "starts_on": terms.starts_on, "ends_on": terms.ends_on, "is_over_budget": terms.is_over_budget,
    }  # fmt: skip


def _given(right: BuyingRight) -> BuyingRightGiven:
    limit = "" if right.limit is None else str(right.limit)
    return BuyingRightGiven(person_id=right.person_id, deed=right.deed, limit=limit)


@transaction.atomic
def end_right(right: BuyingRight, *, by: Actor) -> None:
    """Take a right back, and what has been lent of it. What it has decided stays decided."""
    if right.stands_in_for is None and right.deed == Deed.APPROVE:
        own = BuyingRight.objects.filter(person_id=right.person_id, deed=Deed.APPROVE, stands_in_for=None)
        if not own.exclude(pk=right.pk).exists():
            BuyingRight.objects.filter(stands_in_for=right.person_id).delete()
    record(BuyingRightEnded(person_id=right.person_id), about=right, by=by)
    right.delete()


@transaction.atomic
def lend_right(person_id: UUID, starts_on: date, ends_on: date, *, by: Actor) -> list[BuyingRight]:
    """Let a colleague approve with the actor's rights from a day to a day; raises NotDelegable.

    She reaches no further than the actor does that day, and never decides on orders of the actor's own.
    """
    works = Member.objects.filter(person_id=person_id, left_at=None).exists()
    own = BuyingRight.objects.filter(
        BuyingRight.in_force(today()), person_id=by.person_id, deed=Deed.APPROVE, stands_in_for=None
    )
    if not works or person_id == by.person_id or not own.exists() or starts_on > ends_on:
        raise NotDelegable
    lent = [
        BuyingRight.objects.create(
            person_id=person_id, deed=one.deed, unit=one.unit, limit=one.limit, subjects=one.subjects,
            is_over_budget=one.is_over_budget, starts_on=starts_on, ends_on=ends_on,
            stands_in_for=by.person_id,
        )
        for one in own.select_related("unit")
    ]  # fmt: skip
    for right in lent:
        record(BuyingRightLent(person_id=person_id), about=right, by=by)
    return lent


@transaction.atomic
def save_budget(
    unit: SchoolUnit, year: int, name: str, amount: Decimal, *, by: Actor, budget: Budget | None = None
) -> Budget:
    """Make a budget, or change it; raises BudgetTaken. Orders that fitted before stay approved."""
    row = Budget.objects.locked(budget) if budget else Budget()
    row.unit, row.year, row.name, row.amount = unit, year, readable(name)[:120], amount
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise BudgetTaken from error
    record(BudgetSaved(amount=str(amount)), about=row, by=by)
    return row


@transaction.atomic
def describe_buyer(*, gln: str, vat_number: str, email: str, by: Actor) -> Buyer:
    """Keep what orders say of the buyer."""
    row, _made = Buyer.objects.get_or_create()
    row.gln, row.vat_number, row.email = gln, vat_number, email
    row.save()
    record(BuyerDescribed(), about=row, by=by)
    return row
