"""Who has a seat, who waits for one, and which seats are free."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from armkrok.services.school.models import (
    Duty,
    Enrolment,
    Licence,
    LineGroup,
    Membership,
    PupilGroup,
    RosterPerson,
    Seat,
    Title,
)
from armkrok.services.school.models.days import running, unended
from armkrok.services.school.models.terms import Terms
from armkrok.services.school.queries.counting import teachers_of
from armkrok.services.school.queries.roster import pupils_in

PERSONAL = frozenset({Title.Scope.PUPIL, Title.Scope.TEACHER})
"""Scopes by which somebody has a seat of her own."""


def held(on: date) -> Q:
    """Seats that somebody has on the day, or will have."""
    return Q(returned_on=None, ends_on__gte=on)


def terms_of(licence: Licence) -> Terms:
    """The terms by which the licence was bought."""
    return Terms.kept(licence.terms, licence.title)


def first_day(licence: Licence) -> date | None:
    """The first day that was ordered."""
    return licence.starts_on or licence.line.starts_on


def seat_days(licence: Licence, on: date) -> tuple[date, date] | None:
    """First and last day of a seat that is given for the first time on the day; None when none is left."""
    if licence.assign_by and on > licence.assign_by:
        return None
    terms = terms_of(licence)
    return terms.seat(on, licence.delivered_on, first_day(licence), licence.ends_on)


def day_of(licence: Licence, on: date) -> date:
    """The day on which the licence's groups and holders are looked at: before its first day, that one."""
    return max(on, first_day(licence) or on)


def wanting(licence: Licence, on: date) -> QuerySet[RosterPerson]:
    """Pupils or teachers of the licence's groups, in Swedish order; nobody for other scopes.

    Before the licence's first day the groups are looked at as they will be then.
    """
    on = day_of(licence, on)
    groups = [one.group for one in LineGroup.objects.filter(line=licence.line_id).select_related("group")]
    if licence.title.scope == Title.Scope.PUPIL:
        return pupils_in([one.pk for one in groups], on)
    if licence.title.scope == Title.Scope.TEACHER:
        return teachers_of(groups, on).order_by("sort_key", "pk")
    return RosterPerson.objects.none()


def holders(title: Title, on: date) -> set[UUID]:
    """Those who have a seat of the title on the day, from any of its licences."""
    return set(_had(title.pk, on).values_list("holder_id", flat=True))


def _had(title_id: UUID, on: date) -> QuerySet[Seat]:
    return Seat.objects.filter(held(on), licence__title=title_id, starts_on__lte=on)


def left_over(on: date) -> QuerySet[Seat]:
    """Returned seats whose remaining time may be given away, and nobody has got."""
    found = Seat.objects.filter(returned_on__isnull=False, is_used_up=False, ends_on__gte=on)
    return found.filter(~Exists(Seat.objects.filter(continues=OuterRef("pk"))))


def rests(licence: Licence, on: date) -> list[Seat]:
    """What is left over of the licence, the longest first."""
    return list(left_over(on).filter(licence=licence).order_by("-ends_on", "pk"))


def fresh(licence: Licence, on: date) -> int:
    """How many seats nobody has ever had, and may still be given."""
    given = Seat.objects.filter(licence=licence, continues=None).count()
    return _fresh(licence, given, on)


def _fresh(licence: Licence, given: int, on: date) -> int:
    return max(0, licence.seats - given) if seat_days(licence, on) else 0


@dataclass(frozen=True)
class Use:
    """What a licence's seats are used for. `used_up` is what nobody can have any more."""

    seats: int
    held: int
    free: int

    @property
    def used_up(self) -> int:
        """Returned when the terms let nobody have the rest, or never given in time."""
        return max(0, self.seats - self.held - self.free)


def use_of(licences: Collection[Licence], on: date) -> dict[UUID, Use]:
    """The use of each licence with personal seats, in one query; a whole school's is used when it runs."""
    counted = Seat.objects.filter(licence__in=licences).values("licence_id").annotate(
        given=Count("pk", filter=Q(continues=None)),
        held=Count("pk", filter=held(on)),
        rests=Count("pk", filter=Q(pk__in=left_over(on).values("pk"))),
    )  # fmt: skip
    known = {one["licence_id"]: (one["given"], one["held"], one["rests"]) for one in counted}
    return {one.pk: _use(one, *known.get(one.pk, (0, 0, 0)), on) for one in licences}


def has_room(licence: Licence, on: date) -> bool:
    """Whether more may use what has been bought: a seat is free, or it is for the whole school."""
    return licence.title.scope not in PERSONAL or use_of([licence], on)[licence.pk].free > 0


def _use(licence: Licence, given: int, held: int, rests: int, on: date) -> Use:
    if licence.title.scope not in PERSONAL:
        return Use(licence.seats, licence.seats, 0)
    return Use(licence.seats, held, _fresh(licence, given, on) + rests)


SUMMER = (6, 8)
"""First and last month of the time when places end and begin anew."""


def present_at(unit_id: UUID | None, people: Iterable[UUID], on: date) -> set[UUID]:
    """Those of the people who have a place, a group or a duty at the school, or will have; nobody gone.

    In the summer those count who had one on 1 June: sources end places then, and begin them anew in August.
    """
    since = date(on.year, SUMMER[0], 1) if SUMMER[0] <= on.month <= SUMMER[1] else on
    ids = list(people)
    placed = Enrolment.objects.filter(unended(since), pupil__in=ids, unit=unit_id)
    grouped = Membership.objects.filter(unended(since), unended(since, "group__end_on"), pupil__in=ids)
    grouped = grouped.filter(group__unit=unit_id, group__gone_at=None)
    employed = Duty.objects.filter(unended(since), person__in=ids, unit=unit_id, gone_at=None)
    here = Q(pk__in=placed.values("pupil_id")) | Q(pk__in=grouped.values("pupil_id"))
    here |= Q(pk__in=employed.values("person_id"))
    found = RosterPerson.objects.filter(here, gone_at=None, status="Aktiv", pk__in=ids)
    return set(found.values_list("pk", flat=True))


def still_grouped(licence: Licence, people: Iterable[UUID], on: date) -> set[UUID]:
    """Those whose group in the licence still runs, whether they are in it or have left it.

    Who is not among them has been let go by a group that ended, as classes do in June.
    """
    lines = LineGroup.objects.filter(line=licence.line_id)
    groups = PupilGroup.objects.filter(running(on), gone_at=None, pk__in=lines.values("group_id"))
    found = Membership.objects.filter(group__in=groups, pupil__in=list(people))
    return set(found.values_list("pupil_id", flat=True))


def refused(licence: Licence) -> set[UUID]:
    """Those whose seat somebody returned by hand: they get none again by themselves."""
    found = Seat.objects.filter(licence=licence, by_hand=True, returned_on__isnull=False)
    return set(found.values_list("holder_id", flat=True))


def waiting(licence: Licence, on: date) -> QuerySet[RosterPerson]:
    """Those of the licence's groups who have no seat of the title, in Swedish order."""
    having = _had(licence.title_id, day_of(licence, on))
    without = wanting(licence, on).exclude(pk__in=having.values("holder_id"))
    return without.exclude(pk__in=refused(licence))
