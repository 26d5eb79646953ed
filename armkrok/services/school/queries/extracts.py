"""Everything that is known of one person, and what has been given away: dataskyddsförordningen art. 15."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext as _

from armkrok.core.identity.guarding import bare
from armkrok.core.registry import Area
from armkrok.services.exchange.public import ReceiverFacts, ReleaseFacts, receivers_of, releases_about
from armkrok.services.school.access.extracts import tellable
from armkrok.services.school.models import Duty, Enrolment, Membership, RosterPerson, Seat
from armkrok.services.school.queries.giving import KINDS
from armkrok.services.school.queries.levels import attribute_words
from armkrok.services.school.queries.offers import SCHOOL_TYPES

DONE = "done"
PARTS: dict[str, Promise] = {
    "roster": gettext_lazy("I elevregistret"),
    "periods": gettext_lazy("Skola och klasser"),
    "licences": gettext_lazy("Läromedel"),
    "receivers": gettext_lazy("Vilka har fått uppgifter?"),
    "releases": gettext_lazy("Varje utlämnande"),
}
"""The parts of an extract, on the page and in the file."""
OPERATIONS: dict[str, Promise] = {
    "create": gettext_lazy("Lades till"),
    "update": gettext_lazy("Ändrades"),
    "delete": gettext_lazy("Togs bort"),
}
TYPES: dict[str, Promise] = {
    **SCHOOL_TYPES,
    "FS": gettext_lazy("Förskola"),
    "FTH": gettext_lazy("Fritidshem"),
    "OPPFTH": gettext_lazy("Öppen fritidsverksamhet"),
    "KOMVUX": gettext_lazy("Komvux"),
    "SARVUX": gettext_lazy("Särvux"),
    "TR": gettext_lazy("Träningsskola"),
    "FHS": gettext_lazy("Folkhögskola"),
    "YH": gettext_lazy("Yrkeshögskola"),
    "HS": gettext_lazy("Högskola"),
}
"""Types of school that somebody may go to; another is shown by its code."""


@dataclass(frozen=True)
class Period:
    """Something that lasts from a day to a day; either may be unknown."""

    what: str
    where: str
    start_on: date | None
    end_on: date | None


@dataclass(frozen=True)
class Given:
    """One time that something was given of her, in words. `outcome` is empty when the receiver took it."""

    at: datetime
    receiver: str
    what: str
    operation: str
    outcome: str
    why: str


@dataclass(frozen=True)
class Has:
    """A receiver that has been given something of her, what, and whether it is there still."""

    receiver: str
    what: str
    first_at: datetime
    last_at: datetime
    is_removed: bool

    @property
    def standing(self) -> str:
        """Whether it is there, in words."""
        return gettext("Borttaget där") if self.is_removed else gettext("Finns där")


@dataclass(frozen=True)
class Extract:
    """What the organisation has of a person, and who has been given what."""

    facts: tuple[tuple[str, str], ...]
    periods: tuple[Period, ...]
    licences: tuple[Period, ...]
    receivers: tuple[Has, ...]
    releases: tuple[Given, ...]


def extract_of(person: RosterPerson) -> Extract:
    """The whole extract; a constant number of queries."""
    return Extract(
        facts=tuple(fact for fact in _facts(person) if fact[1]),
        periods=tuple(_periods(person.pk)),
        licences=tuple(_licences(person.pk)),
        receivers=tuple(map(_has, receivers_of(person.pk))),
        releases=tuple(map(_given, releases_about(person.pk))),
    )


def _has(one: ReceiverFacts) -> Has:
    what = attribute_words(one.attributes)
    return Has(one.receiver_name, what, one.first_at, one.last_at, one.is_removed)


def _given(one: ReleaseFacts) -> Given:
    names = (str(KINDS.get(one.kind, one.kind)), attribute_words(one.attributes))
    return Given(
        at=one.at,
        receiver=one.receiver_name,
        what=": ".join(name for name in names if name),
        operation=str(OPERATIONS.get(one.operation, one.operation)),
        outcome=_trouble(one.outcome),
        why=f"{one.purpose} {one.basis}".strip(),
    )


def _trouble(outcome: str) -> str:
    """What went wrong, when the receiver did not say that all was well."""
    if outcome == DONE:
        return ""
    if outcome.startswith("http-"):
        return _("Mottagaren tog inte emot det.")
    return _("Inget svar kom, så det kan ha kommit fram.")


def _facts(person: RosterPerson) -> Iterator[tuple[str, str]]:
    yield _("Namn"), person.name
    yield _("Personnummer"), person.masked_number()
    yield _("Inloggningsnamn"), person.eppn
    yield _("E-post"), person.email
    yield _("Skyddsmarkering"), person.get_marking_display()


def _periods(person_id: UUID) -> Iterator[Period]:
    for place in Enrolment.objects.filter(pupil=person_id).select_related("unit").order_by("start_on"):
        year = _("årskurs {year}").format(year=place.school_year) if place.school_year else ""
        kind = str(TYPES.get(place.school_type, place.school_type))
        yield Period(", ".join(filter(None, (kind, year))), place.unit.name, place.start_on, place.end_on)
    groups = Membership.objects.filter(pupil=person_id).select_related("group__unit").order_by("start_on")
    for one in groups:
        yield Period(one.group.name, one.group.unit.name, one.start_on, one.end_on)
    for duty in Duty.objects.filter(person=person_id).select_related("unit").order_by("start_on"):
        yield Period(duty.role, duty.unit.name, duty.start_on, duty.end_on)


def _licences(person_id: UUID) -> Iterator[Period]:
    rows = (
        Seat.objects.filter(holder=person_id).select_related("licence__title__supplier").order_by("given_on")
    )
    for one in rows:
        title = one.licence.title
        yield Period(title.name, title.supplier.name, one.starts_on, one.returned_on or one.ends_on)


def areas_of(person_id: UUID) -> Iterator[Area]:
    """What the roster has of a person who is tied to it, for her own copy."""
    people = list(tellable(RosterPerson.objects.filter(person_id=person_id)).order_by("pk"))
    facts = [row for one in people for row in _fact_rows(one)]
    periods = [row for one in people for row in _period_rows(one.pk)]
    releases = [row for one in people for row in _release_rows(one.pk)]
    yield _area("school-roster", gettext_lazy("I elevregistret"), facts)
    yield _area("school-periods", gettext_lazy("Skola, klasser och licenser"), periods)
    yield _area("school-releases", gettext_lazy("Lämnat till leverantörer"), releases)


def _area(key: str, name: Any, rows: list[dict[str, Any]]) -> Area:
    columns = {
        "what": gettext_lazy("Uppgift"),
        "where": gettext_lazy("Var"),
        "first": gettext_lazy("Från"),
        "last": gettext_lazy("Till"),
    }
    return Area(key, name, columns, rows)


def _fact_rows(person: RosterPerson) -> list[dict[str, Any]]:
    return [
        {"what": name, "where": bare(value), "first": None, "last": None} for name, value in _facts(person)
    ]


def _period_rows(person_id: UUID) -> list[dict[str, Any]]:
    rows = [*_periods(person_id), *_licences(person_id)]
    return [{"what": one.what, "where": one.where, "first": one.start_on, "last": one.end_on} for one in rows]


def _release_rows(person_id: UUID) -> list[dict[str, Any]]:
    return [
        {
            "what": attribute_words(one.attributes),
            "where": one.receiver_name,
            "first": one.first_at,
            "last": one.last_at,
        }
        for one in receivers_of(person_id)
    ]
