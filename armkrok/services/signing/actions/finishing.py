"""What follows when somebody has done their part: the next is asked, or the request is completed."""

from django.db import transaction

from armkrok.core.access.actor import Actor
from armkrok.core.events.recording import record
from armkrok.core.notifications import tasks
from armkrok.core.tenants.models import current_organisation
from armkrok.kit.days import now
from armkrok.services.signing.actions.completing import complete
from armkrok.services.signing.actions.turns import ask_next, let_follow, waited_for
from armkrok.services.signing.errors import (
    AlreadySigned,
    AnsweredOnPaper,
    NoLongerAsked,
    NotOpen,
    NotYourTurn,
    WrongRole,
)
from armkrok.services.signing.events.requests import DocumentRead, RequestApproved
from armkrok.services.signing.models import Party, SigningRequest


def advance(request: SigningRequest) -> None:
    """Complete the request when nobody is waited for, else ask those whose turn has come."""
    if left := waited_for(request):
        ask_next(request, left)
    else:
        complete(request)


def may_act(party: Party, role: Party.Role) -> None:
    """Raise AlreadySigned, NotYourTurn, NotOpen, NoLongerAsked or WrongRole when she cannot do this now.

    AnsweredOnPaper is the AlreadySigned of one for whom staff have registered an answer.
    """
    if party.registration_id:
        raise AnsweredOnPaper
    if party.is_finished or party.state == Party.State.CONSENTED:
        raise AlreadySigned
    if party.state == Party.State.REPLACED:
        raise NoLongerAsked
    if not party.request.is_open or party.state == Party.State.DECLINED:
        raise NotOpen
    if party.role != role:
        raise WrongRole
    if party.state == Party.State.LATER:
        raise NotYourTurn


@transaction.atomic
def approve(party: Party, *, by: Actor) -> None:
    """Approve, without a signature in the file."""
    _finish(party, Party.Role.APPROVER, Party.State.APPROVED)
    record(RequestApproved(party_id=party.pk), about=party.request, by=by)
    advance(party.request)


@transaction.atomic
def confirm_read(party: Party, *, by: Actor) -> None:
    """Confirm having read."""
    _finish(party, Party.Role.READER, Party.State.READ)
    record(DocumentRead(party_id=party.pk), about=party.request, by=by)
    advance(party.request)


def _finish(party: Party, role: Party.Role, state: Party.State) -> None:
    party.request = SigningRequest.objects.locked(party.request)
    found = Party.objects.locked(party)
    party.state, party.registration_id = found.state, found.registration_id
    may_act(party, role)
    party.state, party.done_at = state, now()
    party.save(update_fields=["state", "done_at"])
    tasks.done(party.request_id, person_id=party.person_id)
    let_follow(party.request, party, current_organisation().slug)
