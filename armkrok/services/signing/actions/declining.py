"""Saying no."""

from django.db import transaction

from armkrok.core.access.actor import Actor
from armkrok.core.events.recording import record
from armkrok.core.notifications import tasks
from armkrok.kit.visible_text import readable_lines
from armkrok.services.signing import letters
from armkrok.services.signing.actions import telling
from armkrok.services.signing.actions.finishing import may_act
from armkrok.services.signing.events.requests import SigningDeclined
from armkrok.services.signing.models import Party, SigningRequest


@transaction.atomic
def decline(party: Party, why: str, *, by: Actor) -> None:
    """The person does not want to; the sender decides what happens then, and those who are done are told.

    Raises AlreadySigned, NotOpen and NotYourTurn.
    """
    request = SigningRequest.objects.locked(party.request)
    party = Party.objects.locked(party)
    party.request = request
    may_act(party, Party.Role(party.role))
    party.state, party.declined_why = Party.State.DECLINED, readable_lines(why)[:500]
    party.save(update_fields=["state", "declined_why"])
    tasks.done(party.request_id, person_id=party.person_id)
    for reader in telling.concerned(request):
        letters.declined(request, party, reader)
    record(SigningDeclined(party_id=party.pk), about=request, by=by)
