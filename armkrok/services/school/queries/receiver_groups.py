"""The groups that a receiver may get, school by school, and those that it gets."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from armkrok.kit.days import today
from armkrok.services.school.models import Membership, PupilGroup, Receiver, SchoolUnit, Wanted
from armkrok.services.school.models.class_order import youngest_first
from armkrok.services.school.models.days import running, unended


@dataclass(frozen=True)
class Look:
    """What is looked for among the groups: part of a name, a year, a kind, or only what the receiver gets."""

    text: str = ""
    year: int | None = None
    kind: str = ""
    is_wanted: bool = False

    def __bool__(self) -> bool:
        return bool(self.text or self.kind or self.is_wanted or self.year is not None)


@dataclass(frozen=True)
class Offer:
    """A group, and whether the receiver gets it by hand and by an order."""

    group: PupilGroup
    is_chosen: bool
    is_ordered: bool


@dataclass(frozen=True)
class School:
    """A school with those of its groups that are looked for."""

    unit: SchoolUnit
    offers: tuple[Offer, ...]

    @property
    def chosen(self) -> int:
        """How many are chosen by hand."""
        return sum(one.is_chosen for one in self.offers)

    @property
    def ordered(self) -> int:
        """How many come by orders."""
        return sum(one.is_ordered for one in self.offers)


def units_of(receiver: Receiver, look: Look) -> QuerySet[SchoolUnit]:
    """Schools with groups that are looked for, by name."""
    return SchoolUnit.objects.filter(pk__in=_groups(receiver, look).values("unit")).order_by("name", "pk")


def schools(receiver: Receiver, units: Collection[SchoolUnit], look: Look) -> list[School]:
    """The units with their groups, classes first; the same statements however many they are."""
    by_unit: dict[UUID, list[Offer]] = {one.pk: [] for one in units}
    wanted = Wanted.objects.filter(receiver=receiver, group__unit__in=by_unit)
    by_hand = set(wanted.filter(order_id=None).values_list("group_id", flat=True))
    ordered = set(wanted.filter(order_id__isnull=False).values_list("group_id", flat=True))
    groups = _groups(receiver, look).filter(unit__in=by_unit)
    for one in sorted(groups.order_by(*youngest_first()), key=lambda one: (not one.is_class, one.kind)):
        by_unit[one.unit_id].append(Offer(one, one.pk in by_hand, one.pk in ordered))
    return [School(one, tuple(by_unit[one.pk])) for one in units]


def numbers(receiver: Receiver) -> tuple[int, int]:
    """How many groups the receiver gets by hand, and how many by orders."""
    found = Wanted.objects.filter(receiver=receiver, group__gone_at=None).aggregate(
        by_hand=Count("group", filter=Q(order_id=None), distinct=True),
        ordered=Count("group", filter=Q(order_id__isnull=False), distinct=True),
    )
    return found["by_hand"], found["ordered"]


def kinds() -> list[str]:
    """The kinds of group that there are, classes first."""
    found = PupilGroup.objects.filter(gone_at=None).order_by().values_list("kind", flat=True).distinct()
    return sorted(found, key=lambda one: (one != PupilGroup.CLASS, one))


def _groups(receiver: Receiver, look: Look) -> QuerySet[PupilGroup]:
    """Those that are looked for and not over."""
    rows = PupilGroup.objects.filter(unended(today()), gone_at=None)
    if look.text:
        rows = rows.filter(Q(name__icontains=look.text) | Q(unit__name__icontains=look.text))
    if look.kind:
        rows = rows.filter(kind=look.kind)
    if look.is_wanted:
        rows = rows.filter(pk__in=Wanted.objects.filter(receiver=receiver).values("group"))
    return rows if look.year is None else rows.filter(pk__in=_of_year(look.year))


def _of_year(year: int) -> list[UUID]:
    """Groups whose pupils are of the year, most of them: one who is a year ahead does not bring her class."""
    day = today()
    rows = Membership.objects.filter(
        running(day), running(day, "pupil__enrolments__"), pupil__enrolments__school_year__isnull=False
    )
    counted = rows.values_list("group_id", "pupil__enrolments__school_year").annotate(number=Count("pk"))
    most = {group: grade for group, grade, _number in counted.order_by("number")}
    return [group for group, grade in most.items() if grade == year]
