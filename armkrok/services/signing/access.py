"""From an id and an actor to a request, or nothing at all."""

from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from armkrok.core.access.actor import Actor
from armkrok.kit.refusals import NotFound
from armkrok.services.signing.models import Signatory, SigningRequest


def sent_request(actor: Actor, request_id: UUID) -> SigningRequest:
    """A request that the actor sent; a colleague's is unknown to her."""
    try:
        request = _requests().get(pk=request_id)
    except SigningRequest.DoesNotExist as error:
        raise NotFound from error
    if not _is_sender(actor, request):
        raise NotFound
    return request


def draft(actor: Actor, request_id: UUID) -> SigningRequest:
    """A request of the actor's that is not sent yet."""
    request = sent_request(actor, request_id)
    if request.state != SigningRequest.State.DRAFT:
        raise NotFound
    return request


def signatory(actor: Actor, request_id: UUID) -> Signatory:
    """The actor's own part in a request that has been sent."""
    whole = Signatory.objects.select_related("request__original", "request__sender")
    try:
        found = whole.get(request_id=request_id, person_id=actor.person_id)
    except Signatory.DoesNotExist as error:
        raise NotFound from error
    if found.request.state == SigningRequest.State.DRAFT:
        raise NotFound
    return found


def party_request(actor: Actor, request_id: UUID) -> SigningRequest:
    """A request that the actor sent or is asked to sign."""
    mine = Signatory.objects.filter(request=OuterRef("pk"), person=actor.person)
    try:
        request = _requests().annotate(asks_actor=Exists(mine)).get(pk=request_id)
    except SigningRequest.DoesNotExist as error:
        raise NotFound from error
    if _is_sender(actor, request) or (request.asks_actor and request.state != SigningRequest.State.DRAFT):
        return request
    raise NotFound


def _is_sender(actor: Actor, request: SigningRequest) -> bool:
    if actor.client_id:
        return request.client_id == actor.client_id
    return actor.person is not None and request.sender_id == actor.person.pk


def _requests() -> QuerySet[SigningRequest]:
    return SigningRequest.objects.select_related("original", "current", "sender")
