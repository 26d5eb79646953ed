"""From an id and an actor to a request, or nothing at all."""

from operator import attrgetter
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from armkrok.core.access.actor import Actor
from armkrok.core.members.models import Member
from armkrok.kit.refusals import NotFound, existing
from armkrok.services.signing.models import (
    Act,
    Body,
    Bulk,
    Document,
    Party,
    Revocation,
    SigningRequest,
    StandIn,
)

REGISTER = "signing.register_for"
SEND = "signing.send"
UNSENT = (SigningRequest.State.DRAFT, SigningRequest.State.TEMPLATE)


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


def to_copy(actor: Actor, request_id: UUID) -> SigningRequest:
    """A request of the actor's own, or a template that a colleague shares."""
    request = _requests().filter(pk=request_id).first()
    if request is None:
        raise NotFound
    is_lent = request.state == SigningRequest.State.TEMPLATE and request.is_shared and not actor.client_id
    if not is_lent and not _is_sender(actor, request):
        raise NotFound
    return request


def own_template(actor: Actor, request_id: UUID) -> SigningRequest:
    """A template that the actor made."""
    request = sent_request(actor, request_id)
    if request.state != SigningRequest.State.TEMPLATE or request.bulk_id:
        raise NotFound
    return request


def bulk(actor: Actor, bulk_id: UUID) -> Bulk:
    """A bulk sending that the actor began."""
    found = (
        Bulk.objects.filter(pk=bulk_id).exclude(state=Bulk.State.PREVIEW).select_related("template").first()
    )
    if found is None or actor.person is None or found.sender_id != actor.person.pk:
        raise NotFound
    return found


def lone_draft(actor: Actor, request_id: UUID) -> SigningRequest:
    """A draft of a single file that nobody is asked to sign: only such a one is sealed and thrown away."""
    request = draft(actor, request_id)
    is_listed = Bulk.objects.filter(template=request).exists()
    if is_listed or Party.objects.filter(request=request).exists():
        raise NotFound
    if Document.objects.filter(request=request).count() != 1:
        raise NotFound
    return request


def party(actor: Actor, request_id: UUID) -> Party:
    """The part, in a request that has been sent, of the actor or of the person she acts for."""
    return _present(_own_parts(actor, request_id))


def once_party(actor: Actor, request_id: UUID) -> Party:
    """As party(), but also for somebody whose place another has got: what she has begun must be ended."""
    mine = _own_parts(actor, request_id)
    return mine[-1] if _all_replaced(mine) else _present(mine)


def is_replaced(actor: Actor, request_id: UUID) -> bool:
    """Whether the actor was asked once, and somebody else has got her place."""
    return _all_replaced(_own_parts(actor, request_id))


def _own_parts(actor: Actor, request_id: UUID) -> list[Party]:
    """Every part that the actor, or whom she acts for, has had in the request, the oldest first."""
    whole = Party.objects.select_related("request__sender").order_by()
    return sorted(whole.filter(request_id=request_id, person_id=actor.for_id), key=attrgetter("pk"))


def _present(mine: list[Party]) -> Party:
    found = next((one for one in mine if one.state != Party.State.REPLACED), None)
    if found is None or found.request.state in UNSENT:
        raise NotFound
    return found


def _all_replaced(mine: list[Party]) -> bool:
    return {one.state for one in mine} == {Party.State.REPLACED}


def asked(actor: Actor, request_id: UUID, party_id: UUID) -> Party:
    """Somebody who is asked in a request that the actor sent."""
    request = sent_request(actor, request_id)
    found = Party.objects.filter(request=request, pk=party_id).exclude(state=Party.State.REPLACED).first()
    if found is None or request.state in UNSENT:
        raise NotFound
    found.request = request
    return found


def registrable_request(actor: Actor, request_id: UUID) -> SigningRequest:
    """A request in which the actor may register answers: her own, or with the permission any that is sent."""
    if REGISTER not in actor.permissions:
        request: SigningRequest | None = sent_request(actor, request_id)
    else:
        request = _requests().filter(pk=request_id).first()
    if request is None or request.state in UNSENT:
        raise NotFound
    return request


def registrable(actor: Actor, request_id: UUID, party_id: UUID) -> Party:
    """Somebody in such a request."""
    request = registrable_request(actor, request_id)
    whole = Party.objects.filter(request=request, pk=party_id).exclude(state=Party.State.REPLACED)
    found = whole.exclude(role=Party.Role.COPY).select_related("registration__registered_by").first()
    if found is None:
        raise NotFound
    found.request = request
    return found


def registrable_by_code(code: str) -> SigningRequest:
    """The request whose code is printed on a paper that has come in."""
    return existing(_requests().exclude(state__in=UNSENT).filter(code=code).first())


def act(actor: Actor, act_id: UUID) -> Act:
    """What the actor has signed by one use of her e-ID."""
    return existing(Act.objects.filter(pk=act_id, person_id=actor.person_id).first())


def act_of_order(actor: Actor, order_ref: str) -> Act | None:
    """What came of an order of the actor's, if it was answered and accepted."""
    return Act.objects.filter(order_ref=order_ref, person_id=actor.person_id).first()


def member(actor: Actor) -> Member:
    """The actor as somebody who works in the organisation in scope."""
    return existing(Member.objects.filter(person_id=actor.person_id, left_at=None).first())


def stand_in(actor: Actor, stand_in_id: UUID) -> StandIn:
    """A stand-in whom the actor has named."""
    return existing(StandIn.objects.filter(pk=stand_in_id, person_id=actor.person_id).first())


def party_request(actor: Actor, request_id: UUID) -> SigningRequest:
    """A request that the actor sent or is asked to sign, or one that whom she acts for is asked to sign."""
    mine = Party.objects.none()
    if actor.person:
        mine = Party.objects.filter(request=OuterRef("pk"), person_id=actor.for_id)
    mine = mine.exclude(state=Party.State.REPLACED)
    try:
        request = _requests().annotate(asks_actor=Exists(mine)).get(pk=request_id)
    except SigningRequest.DoesNotExist as error:
        raise NotFound from error
    still_sends = SEND in actor.permissions  # who has left, or lost the role, is no longer the sender here
    if (still_sends and _is_sender(actor, request)) or (request.asks_actor and request.state not in UNSENT):
        return request
    raise NotFound


def document(actor: Actor, request_id: UUID, place: int) -> Document:
    """One file, by its place, of a request that the actor sent or is asked to sign."""
    request = party_request(actor, request_id)
    found = Document.objects.filter(request=request, position=place)
    one = found.select_related("original", "current").first()
    if one is None:
        raise NotFound
    one.request = request
    return one


def body(body_id: UUID) -> Body:
    """A body of the organisation in scope whose minutes are adjusted."""
    return existing(Body.objects.filter(pk=body_id).first())


def revocation(revocation_id: UUID) -> Revocation:
    """A revocation that somebody in the organisation has asked for."""
    try:
        return Revocation.objects.select_related("asked_by").get(pk=revocation_id)
    except Revocation.DoesNotExist as error:
        raise NotFound from error


def _is_sender(actor: Actor, request: SigningRequest) -> bool:
    if actor.client_id:
        return request.client_id == actor.client_id
    if actor.person is None or actor.principal_id:  # whoever acts for another is not there as herself
        return False
    return request.sender_id == actor.person.pk


def _requests() -> QuerySet[SigningRequest]:
    return SigningRequest.objects.select_related("sender")
