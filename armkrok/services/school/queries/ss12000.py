"""The roster as SS 12000:2020 shows it: which objects, and their links, in a fixed number of questions.

A protected person is in none of the answers, nor anything that points at her: her duties, memberships,
teaching and relations are left out too (offentlighets- och sekretesslagen 2009:400, 21 kap. 3 §).
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import UTC, date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Model, Q, QuerySet

from armkrok.services.school.models import (
    Activity,
    ActivityGroup,
    Assignment,
    Duty,
    Enrolment,
    Membership,
    PupilGroup,
    Responsible,
    RosterPerson,
    SchoolUnit,
    Teaching,
)

Links = dict[UUID, list[Any]]
IS_OPEN = Q(person=None) | Q(person__is_protected=False)
OPEN_PUPIL = Q(pupil__is_protected=False, pupil__gone_at=None)
OPEN_DUTY = Q(duty__gone_at=None) & (Q(duty__person=None) | Q(duty__person__is_protected=False))


def organisations() -> QuerySet[SchoolUnit]:
    """Every unit of any kind."""
    return SchoolUnit.objects.filter(gone_at=None).select_related("parent")


def persons() -> QuerySet[RosterPerson]:
    """Everybody who is not protected."""
    return RosterPerson.objects.filter(gone_at=None, is_protected=False)


def duties() -> QuerySet[Duty]:
    """Employments, without those of protected people."""
    return Duty.objects.filter(IS_OPEN, gone_at=None).select_related("person", "unit")


def groups() -> QuerySet[PupilGroup]:
    """Classes and other groups."""
    return PupilGroup.objects.filter(gone_at=None).select_related("unit")


def activities() -> QuerySet[Activity]:
    """All teaching."""
    return Activity.objects.filter(gone_at=None).select_related("unit")


def subjects() -> list[tuple[str, str]]:
    """Codes and names of what is taught, by code."""
    rows = Activity.objects.filter(gone_at=None).exclude(subject_code="")
    return sorted(dict(rows.values_list("subject_code", "subject_name")).items())


# ---- links, by the row that has them


def by_row(name: str, rows: Iterable[Any]) -> Links:
    """Rows by the id of what they belong to."""
    found: Links = defaultdict(list)
    for row in rows:
        found[getattr(row, name)].append(row)
    return found


def enrolments(pupils: Collection[UUID]) -> Links:
    """With their units."""
    rows = Enrolment.objects.filter(pupil__in=pupils).select_related("unit")
    return by_row("pupil_id", rows.order_by("start_on", "pk"))


def responsibles(pupils: Collection[UUID]) -> Links:
    """By pupil, with the adult."""
    rows = Responsible.objects.filter(pupil__in=pupils, adult__is_protected=False, adult__gone_at=None)
    return by_row("pupil_id", rows.select_related("adult").order_by("pk"))


def responsible_for(adults: Collection[UUID]) -> Links:
    """By adult, with the pupil."""
    rows = Responsible.objects.filter(OPEN_PUPIL, adult__in=adults)
    return by_row("adult_id", rows.select_related("pupil").order_by("pk"))


class Member(NamedTuple):
    """A membership with just what is shown: a class of thirty does not need thirty whole people."""

    owner: UUID
    pupil_id: UUID
    source_id: UUID
    given_name: str
    surname: str
    start_on: date | None
    end_on: date | None


def members(group_ids: Collection[UUID]) -> Links:
    """By group: Member."""
    rows = Membership.objects.filter(OPEN_PUPIL, group__in=group_ids).order_by("start_on", "pk")
    found = rows.values_list(
        "group_id",
        "pupil_id",
        "pupil__source_id",
        "pupil__given_name",
        "pupil__surname",
        "start_on",
        "end_on",
    )
    return by_row("owner", (Member(*row) for row in found))


def memberships(pupils: Collection[UUID]) -> Links:
    """By pupil, with the group and its unit."""
    rows = Membership.objects.filter(OPEN_PUPIL, pupil__in=pupils, group__gone_at=None)
    return by_row("pupil_id", rows.select_related("group__unit").order_by("start_on", "pk"))


def duties_of(people: Collection[UUID]) -> Links:
    """By person."""
    return by_row("person_id", duties().filter(person__in=people).order_by("pk"))


def assignments(duty_ids: Collection[UUID]) -> Links:
    """By duty, with the group."""
    rows = Assignment.objects.filter(duty__in=duty_ids, group__gone_at=None)
    return by_row("duty_id", rows.select_related("group").order_by("pk"))


def assignments_in(group_ids: Collection[UUID]) -> Links:
    """By group, with the duty and its person."""
    rows = Assignment.objects.filter(OPEN_DUTY, group__in=group_ids)
    return by_row("group_id", rows.select_related("duty__person").order_by("pk"))


def groups_taught(activity_ids: Collection[UUID]) -> Links:
    """By activity, with the group and its unit."""
    rows = ActivityGroup.objects.filter(activity__in=activity_ids, group__gone_at=None)
    return by_row("activity_id", rows.select_related("group__unit").order_by("pk"))


def teachings(activity_ids: Collection[UUID]) -> Links:
    """By activity, with the duty, its person and unit."""
    rows = Teaching.objects.filter(OPEN_DUTY, activity__in=activity_ids)
    return by_row("activity_id", rows.select_related("duty__person", "duty__unit").order_by("pk"))


# ---- time


def created(row: Model) -> datetime:
    """When the row was made: its id, of version 7, begins with the millisecond (RFC 9562 section 5.7)."""
    key: UUID = row.pk
    if key.version != 7:
        moment: datetime = row.changed_at  # type: ignore[attr-defined]
        return moment
    return datetime.fromtimestamp((key.int >> 80) / 1000, UTC)


def last_id_of(moment: datetime) -> UUID:
    """No row made up to the millisecond has a higher id."""
    return UUID(int=(int(moment.timestamp() * 1000) << 80) | ((1 << 80) - 1))


def _hidden_since(moment: datetime | None, way: str = "") -> Q:
    """Those who were shown here until they became protected, after the moment."""
    when = Q(**{f"{way}protected_at__gt": moment}) if moment else Q(**{f"{way}protected_at__isnull": False})
    return Q(**{f"{way}is_protected": True}) & when


def gone_since(moment: datetime | None) -> dict[str, list[UUID]]:
    """Ids at the source of what has gone since, by collection.

    Who has become protected is gone then, and is not told of again when she changes or leaves. Who has been
    protected all her time here has never been shown, and is not told of at all: nor are their duties.
    """
    since = Q(gone_at__gt=moment) if moment else Q(gone_at__isnull=False)
    wanted: dict[str, QuerySet[Any]] = {
        "organisations": SchoolUnit.objects.filter(since),
        "persons": RosterPerson.objects.filter((Q(is_protected=False) & since) | _hidden_since(moment)),
        "duties": Duty.objects.filter(
            (IS_OPEN & since) | (_hidden_since(moment, "person__") & (Q(gone_at=None) | since))
        ),
        "groups": PupilGroup.objects.filter(since),
        "activities": Activity.objects.filter(since),
    }
    return {
        name: list(rows.order_by("pk").values_list("source_id", flat=True)) for name, rows in wanted.items()
    }
