"""The change of school year at a school: begun, decided line by line, and left for later.

Nothing here buys anything; renewing.py makes drafts of what somebody has decided.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction

from armkrok.core.access.actor import Actor
from armkrok.core.events.recording import record
from armkrok.kit.days import now, today
from armkrok.services.school.errors.licences import (
    HasBeenDrafted,
    NotOpenYet,
    TooFewSeats,
    WrongDates,
    YearChangeEnded,
)
from armkrok.services.school.events import licences as events
from armkrok.services.school.models import Licence, Proposal, SchoolUnit, YearChange, YearDates
from armkrok.services.school.queries import year_change as queries

Choice = Proposal.Choice
A_YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Decision:
    """What somebody decided of one licence; `seats` when it is renewed with another number."""

    choice: str
    seats: int | None = None


@transaction.atomic
def set_dates(year: int, opens_on: date, closes_on: date, *, by: Actor) -> YearDates:
    """Decide when schools may begin the change into the year; raises WrongDates."""
    if closes_on.year != year or not closes_on - A_YEAR <= opens_on <= closes_on:
        raise WrongDates
    days = {"opens_on": opens_on, "closes_on": closes_on}
    row, _made = YearDates.objects.update_or_create(year=year, defaults=days)
    record(events.YearDatesSet(year=year), about=row, by=by)
    return row


@transaction.atomic
def begin(unit: SchoolUnit, year: int, *, by: Actor) -> YearChange:
    """Begin a school's change, or go on with it: licences that have come since are added, undecided.

    Raises NotOpenYet when it is not begun and cannot be begun today.
    """
    dates = queries.dates_for(year)
    found = YearChange.objects.filter(unit=unit, year=year).first()
    if found is None and not dates.opens_on <= today() <= dates.closes_on:
        raise NotOpenYet
    change, made = YearChange.objects.get_or_create(unit=unit, year=year, defaults={"begun_by": by.person_id})
    change = YearChange.objects.locked(change)
    if change.ended_at is None:
        added = _add_proposals(change)
        if made:
            record(events.YearChangeBegun(licences=added), about=change, by=by)
    return change


def _add_proposals(change: YearChange) -> int:
    licences = queries.ending(change.unit, change.year)
    known = set(Proposal.objects.filter(change=change).values_list("licence_id", flat=True))
    new = [one for one in licences if one.pk not in known]
    if new:
        school, groups = queries.school_of(change.unit, change.year), queries.groups_by_line(new)
        Proposal.objects.bulk_create(
            Proposal(
                change=change,
                licence=one,
                needed=queries.need_of(one, groups.get(one.line_id, ()), school).people,
            )
            for one in new
        )
    return len(new)


@transaction.atomic
def decide(change: YearChange, decisions: Mapping[UUID, Decision], *, by: Actor) -> None:
    """Keep what somebody decided of proposals, by id; the others stay undecided, and nothing is bought.

    The same again changes nothing. Raises YearChangeEnded, HasBeenDrafted and TooFewSeats.
    """
    change = open_change(change)
    rows = Proposal.objects.filter(change=change, pk__in=decisions).select_related("licence")
    for row in rows.order_by("pk"):
        decision = decisions[row.pk]
        seats = _seats(decision, row.licence)
        if (row.choice, row.seats) == (decision.choice, seats):
            continue
        if row.order_id:
            raise HasBeenDrafted
        row.choice, row.seats = decision.choice, seats
        row.decided_by, row.decided_at = by.person_id, now()
        row.save()
        record(events.RenewalDecided(choice=row.choice), about=row, by=by)


def open_change(change: YearChange) -> YearChange:
    """The change, locked until the transaction ends; raises YearChangeEnded."""
    locked = YearChange.objects.locked(change)
    if locked.ended_at is not None:
        raise YearChangeEnded
    return locked


def _seats(decision: Decision, licence: Licence) -> int | None:
    if decision.choice == Choice.RENEW:
        return licence.seats
    if decision.choice != Choice.RESIZE:
        return None
    if not decision.seats or decision.seats < 1:
        raise TooFewSeats
    return decision.seats
