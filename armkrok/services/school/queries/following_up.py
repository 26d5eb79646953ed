"""What licences cost and how they are used: by school, subject and title, in a fixed number of queries.

Costs are those of what was delivered in a calendar year, as ordered, in kronor without VAT; print and digital
apart, since state grants tell them apart.

A title that one to four have at a school is counted in kronor alone, in every table and sum: the tables can
be added and subtracted as anybody likes, and never tell of so few.
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
from armkrok.services.school.queries.hushing import hushed, is_few
from armkrok.services.school.queries.roster import pupils_at
from armkrok.services.school.queries.seats import PERSONAL

ZERO = Decimal(0)
SEVERAL = "*"
"""Stands for the subject of a title that has several."""


@dataclass(frozen=True)
class Line:
    """One row of the follow-up. `counted` is what the counted people's titles cost; `seats` are theirs, those
    that somebody can have, of digital titles. Counts are None where nothing but what too few have is left."""

    name: str
    digital: Decimal
    printed: Decimal
    counted: Decimal
    seats: int | None
    used: int | None
    people: int | None

    @property
    def cost(self) -> Decimal:
        """Print and digital, kronor without VAT."""
        return self.digital + self.printed

    @property
    def each(self) -> Decimal | None:
        """Kronor a pupil; None when there is none, or too few to tell."""
        return self.counted / self.people if self.people else None

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
    few = _few(licences)
    schools = _by(licences, few, lambda way: F(f"{way}unit_id"), pupils_at(list(names), today()))
    subjects = _by(licences, few, lambda way: _subject(f"{way}title__"))
    titles = _by(licences, few, lambda way: F(f"{way}title_id"))
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


TAKEN = Q(licence__title__is_digital=True) & (Q(returned_on=None) | Q(is_used_up=True))
COUNTS = {"used": Count("pk", filter=TAKEN), "people": Count("holder", distinct=True)}
"""Digital seats that somebody has or has used up, and how many people have had one."""
Known = dict[Any, dict[str, Any]]
Key = Callable[[str], Any]
"""From the way to a licence, empty or "licence__", to what the rows are about."""


def _few(licences: "QuerySet[Licence]") -> set[UUID]:
    """Licences of titles that too few have, or have had, at the school."""
    seats: QuerySet[Any] = Seat.objects.filter(licence__in=licences.values("pk")).order_by()
    counted = seats.values("licence__unit_id", "licence__title_id").annotate(**COUNTS)
    few = {
        (one["licence__unit_id"], one["licence__title_id"])
        for one in counted
        if is_few(one["used"]) or is_few(one["people"])
    }
    rows = licences.values_list("pk", "unit_id", "title_id")
    return {pk for pk, unit_id, title_id in rows if (unit_id, title_id) in few}


def _by(
    licences: "QuerySet[Licence]", few: set[UUID], key: Key, pupils: dict[UUID, int] | None = None
) -> Known:
    """Sums and counts for each value of the key. `pupils` are those at each school, else the holders."""
    found: Known = {}
    personal = Case(When(title__scope__in=PERSONAL, then=Value(1)), default=Value(0))
    told = Case(When(pk__in=few, then=Value(0)), default=Value(1))
    costs: QuerySet[Any] = licences.annotate(key=key(""), personal=personal, told=told).order_by()
    sums = {"cost": Sum(F("seats") * F("line__price")), "number": Sum("seats")}
    for one in costs.values("key", "personal", "told", "title__is_digital").annotate(**sums):
        row = found.setdefault(one["key"], _empty())
        row["digital" if one["title__is_digital"] else "printed"] += one["cost"]
        row["few"] += not one["told"]
        row["counted"] += one["cost"] if one["told"] or pupils is not None else ZERO
        if one["title__is_digital"] and one["personal"] and one["told"]:
            row["seats"] += one["number"]
    for one in _use(licences.exclude(pk__in=few), key):
        found[one["key"]] |= {"used": one["used"], "people": one["people"]}
    for place, row in found.items():
        row["people"] = row["people"] if pupils is None else pupils.get(place, 0)
    return found


def _use(licences: "QuerySet[Licence]", key: Key) -> "QuerySet[Any]":
    """The same counts for each value of the key."""
    seats: QuerySet[Any] = Seat.objects.filter(licence__in=licences.values("pk")).order_by()
    counted: QuerySet[Any] = seats.annotate(key=key("licence__")).values("key").annotate(**COUNTS)
    return counted


def _empty() -> dict[str, Any]:
    return {"digital": ZERO, "printed": ZERO, "counted": ZERO, "few": 0, "seats": 0, "used": 0, "people": 0}


def _lines(found: Known, name: Any) -> list[Line]:
    """The dearest first."""
    keys = sorted(found, key=lambda one: (-(found[one]["digital"] + found[one]["printed"]), str(name(one))))
    return [_line(name(one), found[one]) for one in keys]


def _line(name: str, row: dict[str, Any]) -> Line:
    is_known = bool(row["used"] or not row["few"])
    return Line(
        name, row["digital"], row["printed"], row["counted"], row["seats"] if is_known else None,
        row["used"] if is_known else None,
        None if row["few"] and not row["people"] else hushed(row["people"]),
    )  # fmt: skip


def _total(found: Known) -> Line:
    sums = {name: sum((one[name] for one in found.values()), start) for name, start in _empty().items()}
    return _line(_("Summa"), sums)
