"""What licences cost and how they are used: by school, subject and title, in a fixed number of queries.

Costs are those of what was delivered in a calendar year, as ordered, in kronor without VAT; print and digital
apart, since state grants tell them apart.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Case, CharField, Count, F, Q, QuerySet, Sum, Value, When
from django.utils.translation import gettext as _

from armkrok.kit.days import today
from armkrok.services.school.models import Licence, Order, SchoolUnit, Seat, Title
from armkrok.services.school.queries.hushing import hushed
from armkrok.services.school.queries.roster import pupils_at
from armkrok.services.school.queries.seats import PERSONAL

ZERO = Decimal(0)
SEVERAL = "*"
"""Stands for the subject of a title that has several."""


@dataclass(frozen=True)
class Line:
    """One row of the follow-up. Counts of people that are too small to tell are None, and what follows from
    them; `seats` are those that somebody can have, of digital titles."""

    name: str
    digital: Decimal
    printed: Decimal
    seats: int
    used: int | None
    people: int | None

    @property
    def cost(self) -> Decimal:
        """Print and digital, kronor without VAT."""
        return self.digital + self.printed

    @property
    def each(self) -> Decimal | None:
        """Kronor a pupil; None when there is none, or too few to tell."""
        return self.cost / self.people if self.people else None

    @property
    def unused(self) -> Decimal | None:
        """Per cent of the seats that nobody has; None when there are none, or too few to tell."""
        if not self.seats or self.used is None:
            return None
        return Decimal(100 * max(0, self.seats - self.used)) / self.seats


@dataclass(frozen=True)
class FollowUp:
    """A year of some schools."""

    year: int
    schools: list[Line]
    subjects: list[Line]
    titles: list[Line]
    total: Line


def follow_up(units: Iterable[SchoolUnit], year: int, *, is_whole: bool) -> FollowUp:
    """The figures of the schools, and of what is for the whole municipality when `is_whole`."""
    names = {one.pk: one.name for one in units}
    place = Q(unit__in=names) | Q(unit=None) if is_whole else Q(unit__in=names)
    licences = Licence.objects.filter(place, delivered_on__year=year)
    licences = licences.exclude(line__order__state=Order.State.RETURNED)
    schools = _by(licences, lambda way: F(f"{way}unit_id"), pupils_at(list(names), today()))
    subjects = _by(licences, lambda way: _subject(f"{way}title__"))
    titles = _by(licences, lambda way: F(f"{way}title_id"))
    title_names = dict(Title.objects.filter(pk__in=titles).values_list("pk", "name"))
    return FollowUp(
        year,
        _lines(schools, lambda key: names.get(key) or _("Hela kommunen")),
        _lines(subjects, _subject_name),
        _lines(titles, lambda key: title_names[key]),
        _total(schools),
    )


def years(units: Iterable[SchoolUnit]) -> list[int]:
    """Years in which something was delivered, and this one; the newest first."""
    found = Licence.objects.filter(Q(unit__in=list(units)) | Q(unit=None))
    known = {day.year for day in found.dates("delivered_on", "year")}
    return sorted(known | {today().year}, reverse=True)


def _subject(prefix: str) -> Case:
    """The one subject of a title; SEVERAL, or nothing."""
    return Case(
        When(**{f"{prefix}subject_names__len": 1}, then=F(f"{prefix}subject_names__0")),
        When(**{f"{prefix}subject_names__len__gt": 1}, then=Value(SEVERAL)),
        default=Value(""),
        output_field=CharField(),
    )


def _subject_name(key: str) -> str:
    return {SEVERAL: _("Flera ämnen"), "": _("Utan ämne")}.get(key, key)


Known = dict[Any, dict[str, Any]]
Key = Callable[[str], Any]
"""From the way to a licence, empty or "licence__", to what the rows are about."""


def _by(licences: "QuerySet[Licence]", key: Key, pupils: dict[UUID, int] | None = None) -> Known:
    """Sums and counts for each value of the key. `pupils` are those at each school, else the holders."""
    found: Known = {}
    personal = Case(When(title__scope__in=PERSONAL, then=Value(1)), default=Value(0))
    costs: QuerySet[Any] = licences.annotate(key=key(""), personal=personal).order_by()
    sums = {"cost": Sum(F("seats") * F("line__price")), "number": Sum("seats")}
    for one in costs.values("key", "personal", "title__is_digital").annotate(**sums):
        row = found.setdefault(one["key"], _empty())
        row["digital" if one["title__is_digital"] else "printed"] += one["cost"]
        if one["title__is_digital"] and one["personal"]:
            row["seats"] += one["number"]
    for one in _use(licences, key):
        found[one["key"]] |= {"used": one["used"], "people": one["people"]}
    for place, row in found.items():
        row["people"] = row["people"] if pupils is None else pupils.get(place, 0)
    return found


def _use(licences: "QuerySet[Licence]", key: Key) -> "QuerySet[Any]":
    """Digital seats that somebody has or has used up, and how many people have had one."""
    taken = Q(licence__title__is_digital=True) & (Q(returned_on=None) | Q(is_used_up=True))
    seats: QuerySet[Any] = Seat.objects.filter(licence__in=licences.values("pk")).order_by()
    counts = {"used": Count("pk", filter=taken), "people": Count("holder", distinct=True)}
    counted: QuerySet[Any] = seats.annotate(key=key("licence__")).values("key").annotate(**counts)
    return counted


def _empty() -> dict[str, Any]:
    return {"digital": ZERO, "printed": ZERO, "seats": 0, "used": 0, "people": 0}


def _lines(found: Known, name: Any) -> list[Line]:
    """The dearest first; counts that are too small are hushed."""
    keys = sorted(found, key=lambda one: (-(found[one]["digital"] + found[one]["printed"]), str(name(one))))
    used = hushed([found[one]["used"] for one in keys])
    people = hushed([found[one]["people"] for one in keys])
    return [
        Line(
            name(one),
            found[one]["digital"],
            found[one]["printed"],
            found[one]["seats"],
            used[row],
            people[row],
        )
        for row, one in enumerate(keys)
    ]


def _total(found: Known) -> Line:
    sums = {name: sum((one[name] for one in found.values()), start) for name, start in _empty().items()}
    (used,), (people,) = hushed([sums["used"]]), hushed([sums["people"]])
    return Line(_("Summa"), sums["digital"], sums["printed"], sums["seats"], used, people)
