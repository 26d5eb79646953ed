"""A business system sends a person here to sign, and gets her back with a result."""

import secrets
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from armkrok.core.access.actor import Actor
from armkrok.core.access.models import ApiClient
from armkrok.core.events.recording import record
from armkrok.core.tenants.models import current_organisation
from armkrok.kit.days import now
from armkrok.services.signing import handing
from armkrok.services.signing.errors import NotOpen, NotYourTurn
from armkrok.services.signing.events.handing import HandoffEnded, HandoffMade, HandoffUsed
from armkrok.services.signing.handing import (
    LinkExpired,
    LinkForAnother,
    LinkUnknown,
    LinkUsed,
    ReturnNotRegistered,
)
from armkrok.services.signing.models import Handoff, Party


@dataclass(frozen=True)
class Ticket:
    """A handoff, and the link that is told once."""

    handoff: Handoff
    url: str


@transaction.atomic
def hand_over(party: Party, return_url: str, state: str, *, by: Actor) -> Ticket:
    """A link by which this one person may come here, once, within ten minutes.

    Raises ReturnNotRegistered unless an administrator has written that very return address for the system,
    and NotOpen or NotYourTurn when the person cannot sign now.
    """
    client = ApiClient.objects.filter(pk=by.client_id).first() if by.client_id else None
    if client is None or return_url not in client.return_urls:
        raise ReturnNotRegistered
    if not party.request.is_open or party.state == Party.State.DECLINED:
        raise NotOpen
    if party.state not in Party.WAITING:
        raise NotYourTurn
    secret = secrets.token_urlsafe(32)
    handoff: Handoff = Handoff.objects.create(
        party=party,
        client_id=client.pk,
        return_url=return_url,
        state=state,
        secret_hash=handing.hashed(secret),
        expires_at=now() + handing.LIFETIME,
    )
    record(HandoffMade(party_id=party.pk, handoff_id=handoff.pk), about=party.request, by=by)
    path = reverse("signing:handoff", args=[current_organisation().slug, secret])
    return Ticket(handoff, settings.BASE_URL + path)


@transaction.atomic
def arrive(secret: str, *, by: Actor) -> Handoff:
    """The person has come by the link: it is used up. The link alone proves nothing about who she is.

    Raises LinkUnknown, LinkForAnother (the link stays good for the right person), LinkUsed or LinkExpired.
    """
    rows = Handoff.objects.select_related("party", "party__request").filter(
        secret_hash=handing.hashed(secret)
    )
    found = rows.select_for_update(of=("self",)).first()
    if found is None:
        raise LinkUnknown
    if found.party.person_id != by.person_id:
        raise LinkForAnother
    if found.used_at:
        raise LinkUsed
    if found.expires_at < now():
        raise LinkExpired
    found.used_at = now()
    found.save(update_fields=["used_at"])
    event = HandoffUsed(party_id=found.party_id, handoff_id=found.pk)
    record(event, about=found.party.request, by=by)
    return found


@transaction.atomic
def leave(handoff: Handoff, *, by: Actor) -> str:
    """The person goes back: note the result. Gives the system's address, signed."""
    found = Handoff.objects.locked(handoff)
    found.party = handoff.party
    if found.returned_at is None:
        found.returned_at, found.result = now(), handing.result_of(found.party)
        found.save(update_fields=["returned_at", "result"])
        event = HandoffEnded(party_id=found.party_id, handoff_id=found.pk, result=found.result)
        record(event, about=found.party.request, by=by)
    return handing.return_address(found)
