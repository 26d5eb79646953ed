"""Licences that have been delivered, and who gets a seat."""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import QuerySet

from armkrok.core.events.recording import Doer, record
from armkrok.services.school.events.licences import LicenceDelivered
from armkrok.services.school.models import Licence, LineGroup, OrderLine, RosterPerson, Seat, Title
from armkrok.services.school.models.terms import months_after
from armkrok.services.school.queries.counting import teachers_of
from armkrok.services.school.queries.roster import pupils_in


@transaction.atomic
def deliver(line: OrderLine, seats: int, reference: str, on: date, *, by: Doer | None = None) -> Licence:
    """Keep a licence of `seats` from a line, and give them to those of its groups who have none."""
    title, starts = line.title, max(on, line.starts_on or on)
    at_assignment = title.starts_on == Title.Starts.ASSIGNMENT
    licence: Licence = Licence.objects.create(
        line=line, title=title, unit=line.order.unit, seats=seats, delivered_on=on,
        starts_on=None if at_assignment else starts, ends_on=None if at_assignment else line.ends_on,
        reference=reference[:80],
    )  # fmt: skip
    ends = licence.ends_on or months_after(starts, title.duration_months) - timedelta(days=1)
    holders = list(_wanting(line, starts)[:seats])
    Seat.objects.bulk_create(
        Seat(licence=licence, holder=one, given_on=on, starts_on=starts, ends_on=ends) for one in holders
    )
    record(LicenceDelivered(seats=seats, given=len(holders)), about=licence, by=by)
    return licence


def _wanting(line: OrderLine, on: date) -> QuerySet[RosterPerson]:
    """Pupils or teachers of the line's groups who have no seat of the title; nobody for other scopes."""
    groups = [one.group for one in LineGroup.objects.filter(line=line).select_related("group")]
    if line.title.scope == Title.Scope.PUPIL:
        people = pupils_in([one.pk for one in groups], on)
    elif line.title.scope == Title.Scope.TEACHER:
        people = teachers_of(groups, on).order_by("sort_key", "pk")
    else:
        return RosterPerson.objects.none()
    held = Seat.objects.filter(licence__title=line.title, returned_on=None, ends_on__gte=on)
    return people.exclude(pk__in=held.values("holder_id"))
