"""Seats change hands here and nowhere else: under a lock, and never more than were bought."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import F

from armkrok.services.school.models import Licence, RosterPerson, Seat
from armkrok.services.school.models.days import unended
from armkrok.services.school.queries import seats as queries


def locked(title_id: UUID, unit_id: UUID | None, on: date) -> list[Licence]:
    """The title's unended licences at the school, locked until the transaction ends.

    All of them, so that nobody gets a seat of two at the same moment.
    """
    found = Licence.objects.select_for_update(of=("self",)).select_related("title", "line__order")
    return list(found.filter(unended(on, "ends_on"), title=title_id, unit=unit_id).order_by("pk"))


@dataclass
class Pool:
    """A licence's free seats on a day: rests of returned ones first, then those that nobody has had."""

    licence: Licence
    on: date
    rests: list[Seat] = field(init=False)
    fresh: int = field(init=False)

    def __post_init__(self) -> None:
        self.rests = queries.rests(self.licence, self.on)
        self.fresh = queries.fresh(self.licence, self.on)

    def take(self, holder: RosterPerson, *, by_hand: bool = False) -> Seat | None:
        """A seat for somebody, not saved yet; None when no seat is free."""
        if self.rests:
            return continuing(self.rests.pop(0), holder, self.on, by_hand=by_hand)
        days = queries.seat_days(self.licence, self.on)
        if not self.fresh or days is None:
            return None
        self.fresh -= 1
        return Seat(
            licence=self.licence, holder=holder, given_on=self.on, starts_on=days[0], ends_on=days[1],
            by_hand=by_hand,
        )  # fmt: skip


def continuing(rest: Seat, holder: RosterPerson, on: date, *, by_hand: bool) -> Seat:
    """The time that is left of a returned seat, for somebody else; not saved yet."""
    return Seat(
        licence=rest.licence, holder=holder, given_on=on, starts_on=max(on, rest.starts_on),
        ends_on=rest.ends_on, continues=rest, by_hand=by_hand,
    )  # fmt: skip


def give_out(seats: Collection[Seat], on: date) -> None:
    """Save new seats. What their holders had of the same licences, and has ended, is closed."""
    over = Seat.objects.filter(
        licence__in={one.licence_id for one in seats}, holder__in={one.holder_id for one in seats},
        returned_on=None, ends_on__lt=on,
    )  # fmt: skip
    over.update(returned_on=F("ends_on"), is_used_up=True)
    Seat.objects.bulk_create(seats)


def take_in(licence: Licence, seats: Collection[Seat], on: date, *, by_hand: bool = False) -> None:
    """Return seats of the licence; by its terms somebody else may have the rest, or nobody."""
    terms = queries.terms_of(licence)
    for one in seats:
        one.returned_on = on
        one.is_used_up = not terms.may_reuse(one.given_on, one.ends_on, on)
        one.by_hand = one.by_hand or by_hand
    Seat.objects.bulk_update(seats, ["returned_on", "is_used_up", "by_hand"])
