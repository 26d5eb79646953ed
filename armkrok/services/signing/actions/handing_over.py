"""Another person instead of one who is asked: by her own wish, or the sender's."""

from django.db import transaction

from armkrok.core.access.actor import Actor
from armkrok.core.events.recording import record
from armkrok.core.tenants.models import current_organisation
from armkrok.services.signing import letters
from armkrok.services.signing.actions import telling
from armkrok.services.signing.actions.finishing import may_act
from armkrok.services.signing.actions.following import resend
from armkrok.services.signing.actions.taking_over import Substitute, take_over
from armkrok.services.signing.actions.turns import ask
from armkrok.services.signing.errors import AlreadySigned, MayNotForward, NotOpen
from armkrok.services.signing.events.asking import AddressCorrected, PartyReplaced, RequestForwarded
from armkrok.services.signing.models import Party, SigningRequest


@transaction.atomic
def forward(party: Party, to: Substitute, why: str, *, by: Actor) -> Party:
    """The person passes the request on to the right one; the sender and those who are done are told.

    Raises MayNotForward, AlreadySigned, NotOpen, NotYourTurn, SamePerson and AlreadyInvited.
    """
    request, party = _locked(party)
    if not request.may_forward:
        raise MayNotForward
    may_act(party, Party.Role(party.role))
    new = ask(request, take_over(request, party, to, why))
    record(RequestForwarded(party_id=party.pk, new_party_id=new.pk), about=request, by=by)
    _tell(request, party, new)
    return new


@transaction.atomic
def replace(party: Party, to: Substitute, why: str, *, by: Actor) -> Party:
    """The sender asks somebody else instead of one who has not done her part, also of one who has said no.

    Raises NotOpen, AlreadySigned (also while her signature is being saved), SamePerson and AlreadyInvited.
    """
    request, party = _locked(party)
    if not request.is_open or party.state == Party.State.REPLACED:
        raise NotOpen
    if party.is_finished or party.state == Party.State.CONSENTED:
        raise AlreadySigned
    was = Party.State(party.state)
    new = take_over(request, party, to, why)
    record(PartyReplaced(party_id=party.pk, new_party_id=new.pk), about=request, by=by)
    if was != Party.State.LATER:
        new = ask(request, new)
    if was not in {Party.State.LATER, Party.State.DECLINED}:
        letters.replaced(request, party, new, current_organisation().name)
    _tell(request, party, new)
    return new


@transaction.atomic
def correct_address(party: Party, email: str, *, by: Actor) -> None:
    """Send the letters to another address from now on; who is waited for is asked again there.

    Raises NotOpen, AlreadySigned and BadAddress.
    """
    request, party = _locked(party)
    if not request.is_open or party.state in {Party.State.REPLACED, Party.State.DECLINED}:
        raise NotOpen
    if party.is_finished:
        raise AlreadySigned
    before = party.email
    if email == before:
        return
    party.email = email
    party.save(update_fields=["email"])
    record(AddressCorrected(party_id=party.pk), about=request, by=by)
    if party.state in Party.WAITING:
        letters.address_corrected(request, before, letters.language_of(request, party))
        resend(request, party)


def _locked(party: Party) -> tuple[SigningRequest, Party]:
    """The request first, as everywhere; then the party as she is now."""
    request = SigningRequest.objects.locked(party.request)
    party = Party.objects.locked(party)
    party.request = request
    return request, party


def _tell(request: SigningRequest, old: Party, new: Party) -> None:
    for reader in telling.concerned(request):
        letters.taken_over(request, old, new, reader)
