"""How many licences groups need, each person counted once, and how many of them are there already."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count as SqlCount
from django.db.models import Q, QuerySet, Sum

from armkrok.services.school.models import (
    Licence,
    PupilGroup,
    RosterPerson,
    SchoolUnit,
    Seat,
    Title,
)
from armkrok.services.school.models.days import running, unended
from armkrok.services.school.queries.roster import pupils_in, teaching_of

Scope = Title.Scope


@dataclass(frozen=True)
class Count:
    """How many licences groups need. `needed` is by the title's scope; pupils are counted once each."""

    pupils: int
    needed: int
    held: int
    free: int = 0

    @property
    def to_buy(self) -> int:
        """What must be bought."""
        return max(0, self.needed - self.held - self.free)


def count(title: Title, groups: Collection[PupilGroup], on: date, unit: SchoolUnit | None = None) -> Count:
    """The count for the groups on a day. `unit` is the school, when no group says it."""
    pupils = pupils_in([one.pk for one in groups], on)
    found, unit_id = pupils.count(), groups_unit(groups) or (unit.pk if unit else None)
    running_here = _licences(title, on)
    if title.scope == Scope.MUNICIPALITY:
        return Count(found, 1, int(running_here.exists()))
    if title.scope == Scope.SCHOOL:
        return Count(found, 1, int(running_here.filter(unit_id=unit_id).exists()))
    if title.scope == Scope.GROUP:
        lines = running_here.filter(line__line_groups__group__in=groups)
        return Count(found, len(groups), lines.values("line__line_groups__group").distinct().count())
    people = teachers_of(groups, on) if title.scope == Scope.TEACHER else pupils
    needed = people.count() if title.scope == Scope.TEACHER else found
    seats = Seat.objects.filter(licence__title=title, returned_on=None, ends_on__gte=on, starts_on__lte=on)
    held = seats.filter(holder__in=people.order_by().values("pk")).values("holder").distinct().count()
    return Count(found, needed, held, min(needed - held, free_seats(title, unit_id, on)))


def groups_unit(groups: Collection[PupilGroup]) -> UUID | None:
    """The school of the groups; they are of one."""
    return next((one.unit_id for one in groups), None)


def _licences(title: Title, on: date) -> QuerySet[Licence]:
    return Licence.objects.filter(unended(on, "ends_on"), title=title, delivered_on__lte=on)


def free_seats(title: Title, unit_id: UUID | None, on: date) -> int:
    """Seats at the school that were bought before and nobody has: never given, or returned and reusable."""
    licences = _licences(title, on).filter(unit_id=unit_id)
    bought = licences.aggregate(seats=Sum("seats"))["seats"] or 0
    taken = Q(returned_on=None) | Q(is_used_up=True)
    return max(0, bought - Seat.objects.filter(taken, licence__in=licences).count())


def teachers_of(groups: Collection[PupilGroup], on: date) -> QuerySet[RosterPerson]:
    """Those employed who teach any of the groups on the day, each once."""
    taught = teaching_of(groups, on).values("duty__person_id")
    return RosterPerson.objects.filter(gone_at=None, pk__in=taught)


def pupils_by_group(group_ids: Collection[UUID], on: date) -> dict[UUID, int]:
    """How many pupils each group has on the day, in one query."""
    present = Q(memberships__pupil__gone_at=None, memberships__pupil__status="Aktiv")
    number = SqlCount(
        "memberships__pupil", distinct=True, filter=running(on, "memberships__") & running(on) & present
    )
    rows = PupilGroup.objects.filter(pk__in=group_ids, gone_at=None).annotate(number=number)
    return dict(rows.values_list("pk", "number"))
