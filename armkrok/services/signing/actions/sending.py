"""Asking people to sign."""

from django.db import transaction
from django.urls import reverse

from armkrok.core.access.actor import Actor
from armkrok.core.events.recording import record
from armkrok.core.members.models import Member
from armkrok.core.notifications import tasks
from armkrok.core.tenants.models import Unit, current_organisation
from armkrok.kit.days import now, today
from armkrok.services.signing import drafts, issuing, letters, register
from armkrok.services.signing.actions import turns
from armkrok.services.signing.actions.preparing import prepare
from armkrok.services.signing.errors import DayPassed, NobodyInvited, NotADraft, PeopleHaveLeft
from armkrok.services.signing.events.requests import RequestSent
from armkrok.services.signing.models import Document, Party, SigningRequest


@transaction.atomic
def send(request: SigningRequest, *, by: Actor) -> SigningRequest:
    """Make the signature pages, open the request and tell those whose turn it is: all of it or nothing."""
    request = SigningRequest.objects.locked(request)
    if request.state != SigningRequest.State.DRAFT:
        raise NotADraft
    if not Party.objects.filter(request=request).exclude(role=Party.Role.COPY).exists():
        raise NobodyInvited
    if request.sign_by and request.sign_by < today():
        raise DayPassed
    people = list(Party.objects.filter(request=request))
    gone = drafts.departed(people)
    if gone:
        raise PeopleHaveLeft(one.name for one in people if one.pk in gone)
    request.type_values = register.demand(request, by=by)
    request.save(update_fields=["type_values"])
    issuing.issuer()
    prepare(request)
    opened(request, by=by)
    return request


def opened(request: SigningRequest, *, by: Actor) -> None:
    """From draft to open, with everybody placed in turn and the first asked; in the caller's transaction."""
    request.state, request.sent_at = SigningRequest.State.OPEN, now()
    request.unit = _unit(request)
    request.save(update_fields=["state", "sent_at", "unit"])
    people = Party.objects.filter(request=request)
    people.filter(role=Party.Role.COPY).update(state=Party.State.COPIED)
    people.exclude(role=Party.Role.COPY).update(state=Party.State.LATER)
    turns.ask_next(request, turns.waited_for(request))
    turns.let_copies_follow(request)
    _let_sender_follow(request)
    sha256 = Document.objects.filter(request=request).order_by("position").values_list("sha256", flat=True)
    record(RequestSent(sha256=list(sha256), people=people.count()), about=request, by=by)


def _unit(request: SigningRequest) -> Unit | None:
    sender = Member.objects.filter(person=request.sender).select_related("unit").first()
    return sender.unit if sender else None


def _let_sender_follow(request: SigningRequest) -> None:
    if request.sender_id is None:
        return
    url = reverse("signing:progress", args=[current_organisation().slug, request.pk])
    tasks.follow(
        request.sender_id,
        service_key="signing",
        about_id=request.pk,
        title=request.title,
        text=letters.follow_text(request),
        url=url,
    )
