"""Who was in which group, and who taught it, on a day."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.db.models import Count, QuerySet

from armkrok.services.school.models import Enrolment, Membership, PupilGroup, RosterPerson, Teaching
from armkrok.services.school.models.days import running


def pupils_in(group_ids: Collection[UUID], on: date) -> QuerySet[RosterPerson]:
    """Pupils who are in any of the groups on the day, each once, in Swedish order; nobody who is gone."""
    held = Membership.objects.filter(running(on), running(on, "group__"), group__in=group_ids)
    held = held.filter(group__gone_at=None)
    present = RosterPerson.objects.filter(gone_at=None, status="Aktiv", pk__in=held.values("pupil_id"))
    return present.order_by("sort_key", "pk")


def teaching_of(groups: Collection[PupilGroup], on: date) -> QuerySet[Teaching]:
    """What is taught in any of the groups on the day, by those who are employed then."""
    running_then = running(on) & running(on, "duty__") & running(on, "activity__")
    return Teaching.objects.filter(
        running_then, activity__gone_at=None, duty__gone_at=None, activity__activity_groups__group__in=groups
    )


def pupils_at(unit_ids: Collection[UUID], on: date) -> dict[UUID, int]:
    """How many pupils have a place at each school on the day."""
    placed = Enrolment.objects.filter(running(on), unit__in=unit_ids, pupil__gone_at=None).order_by()
    return dict(placed.values_list("unit_id").annotate(number=Count("pupil", distinct=True)))
