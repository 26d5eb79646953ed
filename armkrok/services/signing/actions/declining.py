"""Saying no."""

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from armkrok.core.access.actor import Actor
from armkrok.core.events.recording import record
from armkrok.core.members.models import Member
from armkrok.core.notifications import tasks
from armkrok.kit.visible_text import readable_lines
from armkrok.services.signing import letters
from armkrok.services.signing.actions.finishing import may_act
from armkrok.services.signing.events.requests import SigningDeclined
from armkrok.services.signing.models import Party


@transaction.atomic
def decline(party: Party, why: str, *, by: Actor) -> None:
    """The person does not want to sign; the sender decides what happens then."""
    party = Party.objects.select_related("request").get(pk=Party.objects.locked(party).pk)
    may_act(party, Party.Role(party.role))
    party.state, party.declined_why = Party.State.DECLINED, readable_lines(why)[:500]
    party.save(update_fields=["state", "declined_why"])
    tasks.done(party.request_id, person_id=party.person_id)
    _tell_sender(party)
    record(SigningDeclined(party_id=party.pk), about=party.request, by=by)


def _tell_sender(party: Party) -> None:
    sender = Member.objects.filter(person_id=party.request.sender_id).select_related("organisation").first()
    if sender:
        url = reverse("signing:progress", args=[sender.organisation.slug, party.request_id])
        letters.declined(party.request, party, sender.email, settings.BASE_URL + url)
