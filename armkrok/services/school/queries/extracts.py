"""Everything that is known of one person, and what has been given away: dataskyddsförordningen art. 15."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from armkrok.core.identity.guarding import bare
from armkrok.core.registry import Area
from armkrok.services.exchange.public import ReceiverFacts, ReleaseFacts, receivers_of, releases_about
from armkrok.services.school.models import Duty, Enrolment, Membership, RosterPerson, Seat
from armkrok.services.school.queries.offers import SCHOOL_TYPES


@dataclass(frozen=True)
class Period:
    """Something that lasts from a day to a day; either may be unknown."""

    what: str
    where: str
    start_on: date | None
    end_on: date | None


@dataclass(frozen=True)
class Extract:
    """What the organisation has of a person, and who has been given what."""

    facts: tuple[tuple[str, str], ...]
    periods: tuple[Period, ...]
    licences: tuple[Period, ...]
    receivers: tuple[ReceiverFacts, ...]
    releases: tuple[ReleaseFacts, ...]


def extract_of(person: RosterPerson) -> Extract:
    """The whole extract; a constant number of queries."""
    return Extract(
        facts=tuple(_facts(person)),
        periods=tuple(_periods(person.pk)),
        licences=tuple(_licences(person.pk)),
        receivers=tuple(receivers_of(person.pk)),
        releases=tuple(releases_about([person.pk])),
    )


def _facts(person: RosterPerson) -> Iterator[tuple[str, str]]:
    yield _("Namn"), person.name
    yield _("Personnummer"), person.masked_number()
    yield _("Inloggningsnamn"), person.eppn
    yield _("E-post"), person.email
    yield _("Skyddsmarkering"), person.get_marking_display()


def _periods(person_id: UUID) -> Iterator[Period]:
    for place in Enrolment.objects.filter(pupil=person_id).select_related("unit").order_by("start_on"):
        year = "" if place.school_year is None else _("årskurs {year}").format(year=place.school_year)
        kind = str(SCHOOL_TYPES.get(place.school_type, place.school_type))
        what = ", ".join(part for part in (kind, year) if part)
        yield Period(what, place.unit.name, place.start_on, place.end_on)
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
    people = list(RosterPerson.objects.filter(person_id=person_id).order_by("pk"))
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
            "what": ", ".join(one.attributes),
            "where": one.receiver_name,
            "first": one.first_at,
            "last": one.last_at,
        }
        for one in receivers_of(person_id)
    ]
