"""Who was in which group, and who taught it, on a day."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from armkrok.services.school.access.roster import groups_of
from armkrok.services.school.models import Membership, RosterPerson
from armkrok.services.school.models.days import running

__all__ = ["groups_of", "pupils_in", "running"]


def pupils_in(group_ids: Collection[UUID], on: date) -> QuerySet[RosterPerson]:
    """Pupils who are in any of the groups on the day, each once, in Swedish order; nobody who is gone."""
    held = Membership.objects.filter(running(on), running(on, "group__"), group__in=group_ids)
    held = held.filter(group__gone_at=None)
    present = RosterPerson.objects.filter(gone_at=None, status="Aktiv", pk__in=held.values("pupil_id"))
    return present.order_by("sort_key", "pk")
