"""The change of school year: when it may be made, which licences end, and who will need them."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet

from armkrok.kit.days import today
from armkrok.services.school.models import (
    Enrolment,
    Licence,
    LineGroup,
    Membership,
    Order,
    OrderLine,
    Proposal,
    SchoolUnit,
    Title,
    YearChange,
    YearDates,
)
from armkrok.services.school.models.class_order import youngest_first
from armkrok.services.school.models.days import running, unended
from armkrok.services.school.models.terms import Terms
from armkrok.services.school.queries.licences import with_end

OPENS, CLOSES = (7, 1), (8, 15)
"""When the change may be begun, where nothing is decided."""
ENDS_FROM, ENDS_UNTIL = (5, 1), (10, 31)
"""Licences that end between these days are part of it; others are listed when they end."""
SEEN_ON, NEW_FROM, AHEAD_ON = (6, 1), (7, 1), (9, 1)
"""This year's classes are looked at on the first; next year's begin from the second, and run on the third."""


def dates_for(year: int) -> YearDates:
    """When schools may begin the change into the year; not saved when nothing is decided."""
    decided = YearDates.objects.filter(year=year).first()
    return decided or YearDates(year=year, opens_on=date(year, *OPENS), closes_on=date(year, *CLOSES))


def coming() -> YearDates:
    """This year's change until it is over, then the next."""
    dates = dates_for(today().year)
    return dates if today() <= dates.closes_on else dates_for(today().year + 1)


def ending(unit: SchoolUnit, year: int) -> list[Licence]:
    """The school's licences that end with the school year, by title, each with `over_on`."""
    found = _with_the_year([unit.pk], year).select_related("title__supplier", "line__order")
    return list(found.order_by("title__sort_key", "delivered_on", "pk"))


def _with_the_year(unit_ids: Collection[UUID], year: int) -> "QuerySet[Any]":
    licences = Licence.objects.filter(unit__in=unit_ids).exclude(line__order__state=Order.State.RETURNED)
    first, last = date(year, *ENDS_FROM), date(year, *ENDS_UNTIL)
    return with_end(licences).filter(over_on__gte=first, over_on__lte=last)


def ordered_already(unit: SchoolUnit, licences: Collection[Licence]) -> set[UUID]:
    """Titles of which something that begins after these licences' end is ordered, or lies in a draft."""
    gone = [Order.State.REJECTED, Order.State.CANCELLED, Order.State.RETURNED]
    lines = OrderLine.objects.filter(order__unit=unit, title__in=[one.title_id for one in licences])
    rows = lines.exclude(order__state__in=gone).values_list("title_id", "order__wanted_on")
    ends = {one.title_id: over_on(one) for one in licences}
    return {
        title_id for title_id, wanted_on in rows if wanted_on and wanted_on > (ends[title_id] or wanted_on)
    }


def over_on(licence: Licence) -> date | None:
    """The last day of a licence from ending()."""
    found: date | None = getattr(licence, "over_on", licence.ends_on)
    return found


def has_fewer_too_early(order: Order, first: date) -> bool:
    """Whether the order renews something for fewer, from a day when its terms do not let it yet."""
    rows = Proposal.objects.filter(order=order, seats__lt=F("licence__seats"))
    licences = with_end(Licence.objects.filter(pk__in=rows.values("licence_id")).select_related("title"))
    return not all(Terms.kept(one.terms, one.title).may_shrink(over_on(one), first) for one in licences)


@dataclass(frozen=True)
class Group:
    """A group at the school, with its pupils on a day."""

    id: UUID
    name: str
    kind: str
    pupils: frozenset[UUID]


@dataclass(frozen=True)
class School:
    """A school's groups this year and next, and which year each pupil is in."""

    this_year: tuple[Group, ...]
    next_year: tuple[Group, ...]
    grade: dict[UUID, int] = field(default_factory=dict)
    next_grade: dict[UUID, int] = field(default_factory=dict)

    @property
    def last_grade(self) -> int:
        """The highest year that the school has."""
        here = {pupil for one in self.this_year for pupil in one.pupils}
        return max((self.grade[one] for one in here if one in self.grade), default=9)


@dataclass(frozen=True)
class Need:
    """How many will need a licence next year, and the groups that they are in.

    `is_known`: the groups are next year's own; else this year's, moved up.
    """

    people: int
    groups: tuple[Group, ...] = ()
    is_known: bool = False

    @property
    def names(self) -> str:
        """The groups' names."""
        return ", ".join(one.name for one in self.groups)


def school_of(unit: SchoolUnit, year: int) -> School:
    """The school as it is and as it will be, in two queries."""
    seen_on, new_from, ahead = (
        min(today(), date(year, *SEEN_ON)),
        date(year, *NEW_FROM),
        date(year, *AHEAD_ON),
    )
    rows = Membership.objects.filter(group__unit=unit, group__gone_at=None, pupil__gone_at=None)
    rows = rows.filter(pupil__status="Aktiv")
    now = rows.filter(running(seen_on), running(seen_on, "group__")).exclude(group__start_on__gte=new_from)
    new = rows.filter(running(ahead), running(ahead, "group__"), group__start_on__gte=new_from)
    this_year, next_year = _groups(now), _groups(new)
    pupils = {one for group in (*this_year, *next_year) for one in group.pupils}
    grade, next_grade = _grades(pupils, seen_on, ahead)
    return School(this_year, next_year, grade, next_grade)


def _groups(rows: Iterable[Membership]) -> tuple[Group, ...]:
    found: dict[UUID, tuple[str, str, set[UUID]]] = {}
    values = rows.order_by(*youngest_first("group__name"), "group_id").values_list(  # type: ignore[attr-defined]
        "group_id", "group__name", "group__kind", "pupil_id"
    )
    for group_id, name, kind, pupil_id in values:
        found.setdefault(group_id, (name, kind, set()))[2].add(pupil_id)
    return tuple(Group(key, name, kind, frozenset(pupils)) for key, (name, kind, pupils) in found.items())


def _grades(pupils: Collection[UUID], on: date, ahead: date) -> tuple[dict[UUID, int], dict[UUID, int]]:
    """Each pupil's year on the day and ahead: as the source says, else one more."""
    rows = Enrolment.objects.filter(unended(on), pupil__in=pupils)
    now: dict[UUID, int] = {}
    told: dict[UUID, int] = {}
    for pupil, grade, start in rows.values_list("pupil_id", "school_year", "start_on"):
        if grade is None:
            continue
        if start is None or start <= on:
            now[pupil] = max(grade, now.get(pupil, 0))
        elif start <= ahead:
            told[pupil] = grade
    return now, {one: known + 1 for one, known in now.items()} | told


def groups_by_line(licences: Collection[Licence]) -> dict[UUID, set[UUID]]:
    """The groups of each licence's line."""
    found: dict[UUID, set[UUID]] = {}
    lines = LineGroup.objects.filter(line__in=[one.line_id for one in licences])
    for line_id, group_id in lines.values_list("line_id", "group_id"):
        found.setdefault(line_id, set()).add(group_id)
    return found


def need_of(licence: Licence, own: Collection[UUID], school: School) -> Need:
    """Who needs the licence next year. `own` are the groups it was bought for.

    Pupils take it with them while the title and the school have a next year for them; else it stays with the
    year, for those who come after.
    """
    title = licence.title
    if title.scope in {Title.Scope.SCHOOL, Title.Scope.MUNICIPALITY}:
        return Need(1)
    if title.scope == Title.Scope.TEACHER:
        return Need(licence.seats, tuple(one for one in school.this_year if one.id in own))
    groups = [one for one in school.this_year if one.id in own]
    following, staying = _sorted_out(title, groups, school)
    chosen = _next(groups, following, staying, school) or _moved_up(groups, following, staying, school)
    return _as_scope(title, chosen)


def _sorted_out(title: Title, groups: Collection[Group], school: School) -> tuple[set[UUID], set[int]]:
    """Pupils who take the licence with them, and years with which it stays."""
    last = min(title.to_year if title.to_year is not None else school.last_grade, school.last_grade)
    following: set[UUID] = set()
    staying: set[int] = set()
    for pupil in {one for group in groups for one in group.pupils}:
        grade = school.grade.get(pupil)
        if grade is None or grade + 1 <= last:
            following.add(pupil)
        else:
            staying.add(grade)
    return following, staying


def _year_of(group: Group, grades: dict[UUID, int]) -> int | None:
    known = Counter(grades[one] for one in group.pupils if one in grades)
    return known.most_common(1)[0][0] if known else None


def _next(groups: Collection[Group], following: set[UUID], staying: set[int], school: School) -> Need | None:
    """Next year's groups of the same kinds, when the roster has them: half of whose pupils follow, or of a
    year with which the licence stays."""
    kinds = {one.kind for one in groups}
    same_kind = [one for one in school.next_year if one.kind in kinds]
    chosen = [
        one for one in same_kind
        if _mostly(one, following) or _year_of(one, school.next_grade) in staying
    ]  # fmt: skip
    return _needed(chosen, is_known=True) if chosen else None


def _moved_up(groups: Collection[Group], following: set[UUID], staying: set[int], school: School) -> Need:
    """This year's groups: the same ones, and those a year below; the same again when there are none."""
    kinds = {one.kind for one in groups}
    chosen = [one for one in groups if _mostly(one, following)]
    for year in staying:
        below = [
            one for one in school.this_year
            if one.kind in kinds and _year_of(one, school.grade) == year - 1
        ]  # fmt: skip
        chosen += below or [one for one in groups if _year_of(one, school.grade) == year]
    return _needed(dict.fromkeys(chosen), is_known=False)


def _mostly(group: Group, pupils: set[UUID]) -> bool:
    return len(group.pupils & pupils) * 2 >= len(group.pupils)


def _needed(groups: Iterable[Group], *, is_known: bool) -> Need:
    chosen = tuple(groups)
    return Need(len({pupil for one in chosen for pupil in one.pupils}), chosen, is_known)


def _as_scope(title: Title, need: Need) -> Need:
    if title.scope == Title.Scope.GROUP:
        return Need(len(need.groups), need.groups, need.is_known)
    return need


@dataclass(frozen=True)
class Standing:
    """How far a school has come with its change."""

    unit: SchoolUnit
    ending: int
    change: YearChange | None = None
    undecided: int = 0
    undrafted: int = 0


def standings(units: Collection[SchoolUnit], year: int) -> list[Standing]:
    """How far each school has come, in three queries."""
    ids = [one.pk for one in units]
    ending_at = Counter(_with_the_year(ids, year).values_list("unit_id", flat=True))
    changes = {one.unit_id: one for one in YearChange.objects.filter(unit__in=ids, year=year)}
    rows = Proposal.objects.filter(change__in=changes.values(), order=None)
    left = Counter(rows.values_list("change__unit_id", "choice"))
    renewed = (Proposal.Choice.RENEW, Proposal.Choice.RESIZE)
    return [
        Standing(
            one, ending_at[one.pk], changes.get(one.pk), left[one.pk, Proposal.Choice.UNDECIDED.value],
            sum(left[one.pk, choice.value] for choice in renewed),
        )
        for one in units
    ]  # fmt: skip
