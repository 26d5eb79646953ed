"""From an id and an actor to a request, or nothing at all."""

from uuid import UUID

from django.db.models import QuerySet

from armkrok.core.access.actor import Actor
from armkrok.kit.refusals import NotFound
from armkrok.services.signing.models import Signatory, SigningRequest


def sent_request(actor: Actor, request_id: UUID) -> SigningRequest:
    """A request that the actor sent; a colleague's is unknown to her."""
    request = _requests().filter(pk=request_id).first()
    if request is None or not _is_sender(actor, request):
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
    found = (
        Signatory.objects.select_related(
            "request", "request__original", "request__current", "request__sender"
        )
        .filter(request_id=request_id, person_id=actor.person_id)
        .exclude(request__state=SigningRequest.State.DRAFT)
        .first()
    )
    if found is None:
        raise NotFound
    return found


def party_request(actor: Actor, request_id: UUID) -> SigningRequest:
    """A request that the actor sent or is asked to sign."""
    request = _requests().filter(pk=request_id).first()
    if request is None:
        raise NotFound
    if _is_sender(actor, request):
        return request
    if actor.person is None or request.state == SigningRequest.State.DRAFT:
        raise NotFound
    if not Signatory.objects.filter(request=request, person=actor.person).exists():
        raise NotFound
    return request


def _is_sender(actor: Actor, request: SigningRequest) -> bool:
    if actor.client_id:
        return request.client_id == actor.client_id
    return actor.person is not None and request.sender_id == actor.person.pk


def _requests() -> QuerySet[SigningRequest]:
    return SigningRequest.objects.select_related("original", "current", "sender")
