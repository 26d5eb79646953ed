"""What the clock does with licences: they follow their groups, and their end is reminded of."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from armkrok.core.access.decide import holders
from armkrok.core.events.recording import record
from armkrok.core.jobs import every, job
from armkrok.core.notifications import tasks
from armkrok.core.tenants.places import open_places
from armkrok.core.tenants.scope import scope
from armkrok.kit.days import today
from armkrok.services.school.actions import licence_telling as telling
from armkrok.services.school.actions.licences import follow_groups
from armkrok.services.school.events.licences import ExpiryTold
from armkrok.services.school.models import BuyingRight, Licence, SchoolUnit
from armkrok.services.school.models.days import unended
from armkrok.services.school.queries import buying
from armkrok.services.school.queries.licences import expiring

LAST = timedelta(days=14)
"""A licence that still ends is reminded of once more, so long before."""


@job("school.licences-follow-place")
def follow_place(organisation_id: str) -> None:
    """Let every licence of the organisation follow its groups, a title and a school at a time."""
    place = UUID(organisation_id)
    with scope(place):
        following = Licence.objects.filter(unended(today(), "ends_on"), follows_groups=True)
        pairs = list(following.order_by("title_id", "unit_id").values_list("title_id", "unit_id").distinct())
    for title_id, unit_id in pairs:
        with scope(place):
            follow_groups(title_id, unit_id)


@every("41 1 * * *", "school.licences-follow")
def follow_all() -> None:
    """Every night, for what begins and ends without an import."""
    for place in open_places("school"):
        follow_place.defer(organisation_id=str(place.pk))


@every("23 5 * * *", "school.licences-remind")
def remind_of_ends() -> None:
    """Tell those who can renew of licences that end within sixty days, and again two weeks before."""
    for place in open_places("school"):
        with scope(place.pk):
            for unit in SchoolUnit.objects.filter(gone_at=None, kind=SchoolUnit.Kind.UNIT).order_by("pk"):
                _remind(unit)


@transaction.atomic
def _remind(unit: SchoolUnit) -> None:
    ending = list(expiring(today()).filter(unit=unit))
    if not ending:
        tasks.done(unit.pk)
        return
    day = today()
    due = [one for one in ending if _is_due(one, one.over_on - day)]
    if not due:
        return
    telling.tell_expiry(unit, len(ending), ending[0].over_on, _people(unit))
    Licence.objects.filter(pk__in=[one.pk for one in due]).update(reminded_on=day)
    record(ExpiryTold(licences=len(ending)), about=unit)


def _is_due(licence: Licence, left: timedelta) -> bool:
    told = licence.reminded_on
    return told is None or (left <= LAST and told < today() - (LAST - left))


def _people(unit: SchoolUnit) -> list[UUID]:
    """Those who decide on the school's own orders; when nobody does, those who decide on every school's."""
    rights = buying.rights_at(unit.pk, BuyingRight.Deed.APPROVE)
    near = [one.person_id for one in rights if one.unit_id] or [one.person_id for one in rights]
    return sorted(holders(buying.APPROVE).intersection(near), key=str)


SCHEDULES: tuple[Any, ...] = (follow_all, remind_of_ends)
