"""Licences come, follow their groups, and go back to the supplier."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from functools import partial
from uuid import UUID

from django.db import transaction

from armkrok.core.events.recording import Doer, record
from armkrok.kit.days import today
from armkrok.kit.visible_text import readable
from armkrok.services.school.actions import licence_telling as telling
from armkrok.services.school.actions.providing import provide_more
from armkrok.services.school.actions.seating import Pool, give_out, locked, take_in
from armkrok.services.school.events.licences import (
    LicenceChanged,
    LicenceDelivered,
    LicenceTakenBack,
    SeatsFollowed,
)
from armkrok.services.school.models import (
    Licence,
    LineGroup,
    Order,
    OrderLine,
    PupilGroup,
    RosterPerson,
    Seat,
)
from armkrok.services.school.models.terms import Terms, period
from armkrok.services.school.queries import seats as queries
from armkrok.services.school.queries.counting import pupils_by_group
from armkrok.services.school.queries.ordering import bought_on


@dataclass
class Followed:
    """What came of it that a licence followed its groups."""

    given: int = 0
    returned: int = 0
    short: int = 0


@transaction.atomic
def deliver(line: OrderLine, seats: int, reference: str, on: date, *, by: Doer | None = None) -> Licence:
    """Keep a licence of `seats` from a line with its terms as they are now, and give them to its groups."""
    title, terms, unit_id = line.title, Terms.of(line.title), line.order.unit_id
    others = locked(title.pk, unit_id, on)
    first = max(on, line.starts_on or on)
    licence: Licence = Licence.objects.create(
        line=line, title=title, unit_id=unit_id, seats=seats, delivered_on=on,
        starts_on=None if terms.at_assignment else first,
        ends_on=None if terms.at_assignment else line.ends_on or period(title, first)[1],
        assign_by=terms.assign_by(min(on, bought_on(line.order)), on), terms=asdict(terms),
        reference=readable(reference)[:80],
    )  # fmt: skip
    found = _follow([licence], [licence, *others], on).get(licence.pk, Followed())
    record(LicenceDelivered(seats=seats, given=found.given), about=licence, by=by)
    return licence


@transaction.atomic
def follow_groups(title_id: UUID, unit_id: UUID | None, *, on: date | None = None) -> Followed:
    """Let the title's licences at the school follow their groups. Done twice, it is done once.

    Leavers return their seats as the terms allow: who has left the school always, who has only changed
    groups when another may have the rest. Joiners get free ones, of the licence or of another of the title.
    """
    day = on or today()
    licences = locked(title_id, unit_id, day)
    before = {one.pk: one.short for one in licences}
    found = _follow(licences, licences, day)
    for one in licences:
        told = found.get(one.pk, Followed())
        if told.given or told.returned or told.short != before[one.pk]:
            facts = SeatsFollowed(given=told.given, returned=told.returned, short=told.short)
            record(facts, about=one)
    every = found.values()
    return Followed(*(sum(getattr(one, name) for one in every) for name in ("given", "returned", "short")))


def _follow(following: Sequence[Licence], pooled: Sequence[Licence], on: date) -> dict[UUID, Followed]:
    """The locked licences that follow their groups, in turn; seats may be taken from all in `pooled`."""
    who = [one for one in following if one.follows_groups and one.title.scope in queries.PERSONAL]
    if not who:
        return {}
    wanted = {one.pk: list(queries.wanting(one, on)) for one in who}
    everybody = {person.pk for people in wanted.values() for person in people}
    found = {one.pk: Followed(returned=_let_go(one, everybody, on)) for one in who}
    pools, new = [Pool(one, on) for one in pooled], []
    having = {day: queries.holders(who[0].title, day) for day in {queries.day_of(one, on) for one in who}}
    for licence in who:
        day = queries.day_of(licence, on)
        passed_over = having[day] | queries.refused(licence)
        joiners = [one for one in wanted[licence.pk] if one.pk not in passed_over]
        own_first = sorted(
            (one for one in pools if queries.day_of(one.licence, on) == day), key=partial(_is_other, licence)
        )
        seats = [seat for one in joiners if (seat := _any(own_first, one))]
        new += seats
        having[day] |= {one.holder_id for one in seats}
        found[licence.pk].given, found[licence.pk].short = len(seats), len(joiners) - len(seats)
    give_out(new, on)
    for licence in who:
        _keep_short(licence, found[licence.pk].short)
    return found


def _is_other(licence: Licence, pool: Pool) -> bool:
    return pool.licence.pk != licence.pk


def _any(pools: Sequence[Pool], person: RosterPerson) -> Seat | None:
    return next((seat for one in pools if (seat := one.take(person))), None)


def _let_go(licence: Licence, everybody: set[UUID], on: date) -> int:
    """Return the seats of those who have left the title's groups, as the terms allow; how many they were."""
    seats = list(Seat.objects.filter(queries.held(on), licence=licence))
    out = [one for one in seats if one.holder_id not in everybody]
    if not out:
        return 0
    ids, terms = [one.holder_id for one in out], queries.terms_of(licence)
    present = queries.present_at(licence.unit_id, ids, on)
    moved = queries.still_grouped(licence, ids, on)
    leaving = [
        one for one in out
        if one.holder_id not in present
        or (
            not one.by_hand
            and one.holder_id in moved
            and terms.may_reuse(one.given_on, one.ends_on, on)
        )
    ]  # fmt: skip
    take_in(licence, leaving, on)
    return len(leaving)


def _keep_short(licence: Licence, short: int) -> None:
    if short == licence.short:
        return
    licence.short = short
    licence.save(update_fields=["short"])
    telling.tell_short(licence)


@transaction.atomic
def change_licence(
    licence: Licence, *, reference: str, follows_groups: bool, groups: Collection[PupilGroup] = (), by: Doer
) -> Licence:
    """Correct the supplier's reference, and whether joiners and leavers follow the groups.

    More `groups` may use what has been bought: free seats for those in them, and their accounts.
    """
    row = Licence.objects.locked(licence)
    row.reference, row.follows_groups = readable(reference)[:80], follows_groups
    row.save(update_fields=["reference", "follows_groups"])
    numbers = pupils_by_group([one.pk for one in groups], today())
    LineGroup.objects.bulk_create(
        (LineGroup(line_id=row.line_id, group=one, pupils=numbers.get(one.pk, 0)) for one in groups),
        ignore_conflicts=True,  # sent twice
    )
    provide_more(licence.line, groups, by=by)
    record(LicenceChanged(follows_groups=follows_groups, groups=len(groups)), about=row, by=by)
    if groups:
        follow_groups(row.title_id, row.unit_id)
    return row


@transaction.atomic
def take_back(order: Order, *, by: Doer | None = None) -> None:
    """The order was returned to the supplier: its licences end, and nobody has a seat of them."""
    day = today()
    for licence in Licence.objects.select_for_update(of=("self",)).filter(line__order=order).order_by("pk"):
        active = Seat.objects.filter(licence=licence, returned_on=None)
        active.update(returned_on=day, is_used_up=True)
        licence.ends_on, licence.follows_groups, licence.short = day - timedelta(days=1), False, 0
        licence.save(update_fields=["ends_on", "follows_groups", "short"])
        telling.tell_short(licence)
        record(LicenceTakenBack(), about=licence, by=by)
