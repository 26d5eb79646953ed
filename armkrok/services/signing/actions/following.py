"""What the sender can do while people sign."""

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from armkrok.core.access.actor import Actor
from armkrok.core.events.recording import record
from armkrok.core.notifications import tasks
from armkrok.core.notifications.models import Task
from armkrok.core.tenants.models import current_organisation
from armkrok.kit.days import now, today
from armkrok.kit.visible_text import readable_lines
from armkrok.services.signing import letters
from armkrok.services.signing.errors import NotOpen, RemindedRecently
from armkrok.services.signing.events.requests import ConsentVoided, ReminderSent, RequestWithdrawn
from armkrok.services.signing.models import Party, SigningRequest

BETWEEN_REMINDERS = timedelta(hours=20)


@transaction.atomic
def remind(request: SigningRequest, *, party_id: UUID | None = None, by: Actor | None = None) -> int:
    """Remind one person, or everybody who has not signed; how many were reminded.

    Raises NotOpen, and RemindedRecently when all of them were reminded today.
    """
    request = SigningRequest.objects.locked(request)
    if not request.is_open:
        raise NotOpen
    people = Party.objects.filter(request=request, state__in=Party.WAITING)
    if party_id:
        people = people.filter(pk=party_id)
    due = list(people.filter(Q(reminded_at=None) | Q(reminded_at__lt=now() - BETWEEN_REMINDERS)))
    if not due:
        raise RemindedRecently
    organisation = current_organisation()
    url = settings.BASE_URL + reverse("signing:sign", args=[organisation.slug, request.pk])
    for party in due:
        letters.remind(request, party, organisation.name, url)
        record(ReminderSent(party_id=party.pk), about=request, by=by)
    Party.objects.filter(pk__in=[one.pk for one in due]).update(reminded_at=now())
    return len(due)


@transaction.atomic
def withdraw(request: SigningRequest, why: str, *, by: Actor) -> None:
    """Take the request back; nothing more can be signed, and everybody who has not signed is told.

    A consent that is not in the file yet is void: append() takes the same lock and sees the new state.
    """
    request = SigningRequest.objects.locked(request)
    if not request.is_open:
        raise NotOpen
    request.state, request.withdrawn_at = SigningRequest.State.WITHDRAWN, now()
    request.withdrawn_why = readable_lines(why)[:500]
    request.save(update_fields=["state", "withdrawn_at", "withdrawn_why"])
    tasks.done(request.pk)
    tasks.done(request.pk, kind=Task.Kind.FOLLOWING)
    organisation = current_organisation()
    record(RequestWithdrawn(), about=request, by=by)
    told = Party.objects.filter(request=request, invited_at__isnull=False)
    for party in told.exclude(state__in=[Party.State.DECLINED, Party.State.REPLACED]):
        letters.withdrawn(request, party, organisation.name)
        if party.state == Party.State.CONSENTED:
            _void(request, party, by)


def _void(request: SigningRequest, party: Party, by: Actor) -> None:
    party.state = Party.State.OPENED
    party.save(update_fields=["state"])
    record(ConsentVoided(party_id=party.pk), about=request, by=by)


def remind_due() -> None:
    """The automatic reminders of the day before the last day, in the organisation in scope."""
    tomorrow = today() + timedelta(days=1)
    due = SigningRequest.objects.filter(state=SigningRequest.State.OPEN, remind_last=True, sign_by=tomorrow)
    for request in due:
        try:
            remind(request)
        except RemindedRecently:
            continue
