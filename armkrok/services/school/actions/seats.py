"""Seats that somebody gives, returns or moves by hand."""

from django.db import transaction

from armkrok.core.access.actor import Actor
from armkrok.core.events.recording import record
from armkrok.kit.days import today
from armkrok.services.school.actions.seating import Pool, continuing, give_out, locked, take_in
from armkrok.services.school.errors.licences import (
    AlreadyHolds,
    NoSeatFree,
    NotPersonal,
    SeatReturned,
    SeatUsedUp,
)
from armkrok.services.school.events.licences import SeatGiven, SeatGivenBack
from armkrok.services.school.models import Licence, RosterPerson, Seat
from armkrok.services.school.queries import seats as queries


@transaction.atomic
def give(licence: Licence, holder: RosterPerson, *, by: Actor) -> Seat:
    """Give somebody a free seat; raises NotPersonal, AlreadyHolds and NoSeatFree."""
    if licence.title.scope not in queries.PERSONAL:
        raise NotPersonal
    row = _own_turn(licence)
    _check_holder(row, holder)
    is_member = queries.wanting(row, today()).filter(pk=holder.pk).exists()
    seat = Pool(row, today()).take(holder, by_hand=not is_member)
    if seat is None:
        raise NoSeatFree
    give_out([seat], today())
    _count_short(row)
    record(SeatGiven(seat_id=seat.pk), about=row, by=by)
    return seat


def _own_turn(licence: Licence) -> Licence:
    """The licence, locked with the title's others at the school; raises NoSeatFree when it has ended."""
    rows = {one.pk: one for one in locked(licence.title_id, licence.unit_id, today())}
    if licence.pk not in rows:
        raise NoSeatFree
    return rows[licence.pk]


def _check_holder(licence: Licence, holder: RosterPerson) -> None:
    if holder.pk in queries.holders(licence.title, queries.day_of(licence, today())):
        raise AlreadyHolds


def _count_short(licence: Licence) -> None:
    """Those who still wait, for the list of licences; the orderer is told of changes each night."""
    Licence.objects.filter(pk=licence.pk).update(short=queries.waiting(licence, today()).count())


@transaction.atomic
def give_back(seat: Seat, *, by: Actor) -> Seat:
    """Return somebody's seat; she gets none again by herself. Raises SeatReturned and NoSeatFree."""
    licence = _own_turn(seat.licence)
    row = _still(seat)
    take_in(licence, [row], today(), by_hand=True)
    _count_short(licence)
    record(SeatGivenBack(seat_id=row.pk, is_used_up=row.is_used_up), about=licence, by=by)
    return row


def _still(seat: Seat) -> Seat:
    row = Seat.objects.locked(seat)
    if row.returned_on is not None:
        raise SeatReturned
    return row


@transaction.atomic
def move(seat: Seat, holder: RosterPerson, *, by: Actor) -> Seat:
    """Let somebody else have the rest of a seat; raises SeatUsedUp, SeatReturned and AlreadyHolds."""
    licence = _own_turn(seat.licence)
    row = _still(seat)
    if not queries.terms_of(licence).may_reuse(row.given_on, row.ends_on, today()):
        raise SeatUsedUp
    _check_holder(licence, holder)
    take_in(licence, [row], today(), by_hand=True)
    is_member = queries.wanting(licence, today()).filter(pk=holder.pk).exists()
    moved = continuing(row, holder, today(), by_hand=not is_member)
    give_out([moved], today())
    _count_short(licence)
    record(SeatGivenBack(seat_id=row.pk, is_used_up=False), about=licence, by=by)
    record(SeatGiven(seat_id=moved.pk), about=licence, by=by)
    return moved
