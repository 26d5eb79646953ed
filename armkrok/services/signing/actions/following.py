"""What the sender can do while people sign: remind, give more time, take back."""

from datetime import date, timedelta
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
from armkrok.services.signing.actions.conversing import closed
from armkrok.services.signing.actions.preparing import sender_name
from armkrok.services.signing.actions.standing_in import instead_of
from armkrok.services.signing.actions.turns import ask, put_on_list
from armkrok.services.signing.errors import NotLater, NotOpen, RemindedRecently
from armkrok.services.signing.events.asking import LastDayMoved
from armkrok.services.signing.events.requests import ConsentVoided, ReminderSent, RequestWithdrawn
from armkrok.services.signing.models import Party, SigningRequest

BETWEEN_REMINDERS = timedelta(hours=20)


@transaction.atomic
def remind(request: SigningRequest, *, party_id: UUID | None = None, by: Actor | None = None) -> int:
    """Remind one person, or everybody who is waited for now; how many were reminded.

    Who is away is not reminded: her stand-in is asked instead, and counted. Raises NotOpen, and
    RemindedRecently when all of them were reminded or asked today.
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
    for party in due:
        remind_one(request, party, by=by)
    return len(due)


def remind_one(request: SigningRequest, party: Party, *, by: Actor | None = None) -> None:
    """One reminder, or the question to her stand-in, in the caller's transaction and lock on the request."""
    asked = instead_of(request, party)
    if asked.pk != party.pk:
        ask(request, asked)
        return
    organisation = current_organisation()
    url = settings.BASE_URL + reverse("signing:sign", args=[organisation.slug, request.pk])
    letters.remind(request, party, organisation.name, url)
    record(ReminderSent(party_id=party.pk), about=request, by=by)
    Party.objects.filter(pk=party.pk).update(reminded_at=now())


def resend(request: SigningRequest, party: Party) -> None:
    """The invitation once more, to the address that the party has now."""
    organisation = current_organisation()
    url = settings.BASE_URL + reverse("signing:sign", args=[organisation.slug, request.pk])
    letters.invite(request, party, sender_name(request), organisation.name, url)


@transaction.atomic
def extend(request: SigningRequest, sign_by: date, *, by: Actor) -> None:
    """Give more time; those who are waited for now are told. Raises NotOpen and NotLater."""
    request = SigningRequest.objects.locked(request)
    if not request.is_open:
        raise NotOpen
    if sign_by < today() or (request.sign_by and sign_by <= request.sign_by):
        raise NotLater
    request.sign_by = sign_by
    request.save(update_fields=["sign_by"])
    record(LastDayMoved(sign_by=sign_by.isoformat()), about=request, by=by)
    organisation = current_organisation()
    url = reverse("signing:sign", args=[organisation.slug, request.pk])
    for party in Party.objects.filter(request=request, state__in=Party.WAITING):
        put_on_list(request, party, sender_name(request), url)
        letters.extended(request, party, settings.BASE_URL + url)


@transaction.atomic
def withdraw(request: SigningRequest, why: str, *, by: Actor) -> None:
    """Take the request back; nothing more can be signed, and everybody who was asked is told.

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
    closed(request)
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
