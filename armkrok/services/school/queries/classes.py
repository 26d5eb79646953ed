"""Schools, classes and pupils as pages show them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from armkrok.core.identity.guarding import is_hidden
from armkrok.services.school.models import (
    Enrolment,
    Membership,
    PupilGroup,
    RosterPerson,
    SchoolUnit,
    Teaching,
)
from armkrok.services.school.models.class_order import youngest_first
from armkrok.services.school.models.days import running
from armkrok.services.school.queries.roster import pupils_at, teaching_of


@dataclass(frozen=True)
class Member:
    """A pupil in a group: when her name is hidden from the reader, `pupil` and the days are none."""

    name: str
    pupil: RosterPerson | None
    since: date | None
    until: date | None


def with_counts(groups: QuerySet[PupilGroup], on: date) -> list[PupilGroup]:
    """The groups with their school and `pupils`, how many are in them on the day; classes first."""
    present = running(on, "memberships__") & Q(memberships__pupil__gone_at=None)
    counted = groups.select_related("unit").annotate(
        pupils=Count("memberships__pupil", filter=present, distinct=True)
    )
    in_order = counted.order_by("unit__name", *youngest_first())
    return sorted(in_order, key=lambda one: not one.is_class)


def units_with_counts(units: QuerySet[SchoolUnit], on: date) -> list[dict[str, Any]]:
    """The schools with how many pupils have a place there on the day, and how many classes there are."""
    pupils = pupils_at([one.pk for one in units], on)
    classes = PupilGroup.objects.filter(running(on), gone_at=None, kind=PupilGroup.CLASS, unit__in=units)
    classes_by_unit = dict(classes.values_list("unit_id").annotate(number=Count("pk")))
    return [
        {"unit": one, "pupils": pupils.get(one.pk, 0), "classes": classes_by_unit.get(one.pk, 0)}
        for one in units
    ]


def members_on(group: PupilGroup, on: date) -> list[Member]:
    """Who was in the group on the day, in Swedish order; those who have left since are among them.

    Hidden pupils come last and without days: her place among the names would tell how hers begins.
    """
    rows = Membership.objects.filter(running(on), group=group).select_related("pupil")
    found: dict[Any, Member] = {}
    for row in rows.order_by("pupil__sort_key", "pupil_id", "start_on"):
        pupil = row.pupil
        hidden = is_hidden(pupil.given_name or pupil.surname)
        found[pupil.pk] = (
            Member(str(pupil.given_name or pupil.surname), None, None, None)
            if hidden
            else Member(pupil.name, pupil, row.start_on, row.end_on)
        )
    return sorted(found.values(), key=lambda one: one.pupil is None)


def teachers_of(group: PupilGroup, on: date) -> list[Teaching]:
    """Who teaches the group on the day, and in what."""
    rows = teaching_of([group], on).filter(duty__person__isnull=False).distinct()
    return list(rows.select_related("activity", "duty__person").order_by("activity__name", "pk"))


def places_of(pupil: RosterPerson) -> Sequence[Enrolment]:
    """The schools that the pupil has been in, the latest first."""
    return list(pupil.enrolments.select_related("unit").order_by("-start_on", "-pk"))


def groups_in(pupil: RosterPerson) -> Sequence[Membership]:
    """The groups that the pupil has been in, the running ones first."""
    rows = pupil.memberships.select_related("group", "group__unit")
    return sorted(rows, key=lambda one: (one.end_on is not None, not one.group.is_class, one.group.name))
