"""Asking in one go, as machines do: documents, people, wishes and sending in one transaction."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction

from armkrok.core.access.actor import Actor
from armkrok.core.identity.people import find_or_add, read_number
from armkrok.kit.visible_text import readable
from armkrok.services.signing.actions import drafting, register, sending, uploading
from armkrok.services.signing.errors import NobodyInvited
from armkrok.services.signing.models import Document, SigningRequest
from armkrok.services.signing.orders import Order, PersonToAsk


@dataclass(frozen=True)
class Paper:
    """A PDF on its way in."""

    chunks: Iterable[bytes]
    name: str


@transaction.atomic
def ask(
    order: Order, papers: Sequence[Paper], attachments: Sequence[Paper] = (), *, by: Actor, send: bool = True
) -> SigningRequest:
    """Make a request of documents to sign and to read, and send it unless it shall stay a draft.

    Raises what each step raises; then nothing has been done.
    """
    if not order.people and send:
        raise NobodyInvited
    first, *more = papers
    request = uploading.upload(first.chunks, first.name, by=by, as_is=order.as_is)
    for paper in more:
        uploading.add_document(
            request, paper.chunks, paper.name, Document.Kind.SIGN, by=by, as_is=order.as_is
        )
    for paper in attachments:
        uploading.add_document(request, paper.chunks, paper.name, Document.Kind.ATTACHMENT, by=by)
    if order.type:
        register.choose_type(request, order.type)
    if order.title:
        drafting.name(request, order.title)
    for person in order.people:
        _put(request, person)
    drafting.write(
        request,
        message=order.message,
        sign_by=order.sign_by,
        remind_last=order.remind,
        remind_after=order.remind_after,
        remind_every=order.remind_every,
        may_forward=order.may_forward,
        may_stand_in=order.may_stand_in,
        language=order.language,
    )
    return sending.send(request, by=by) if send else request


def _put(request: SigningRequest, one: PersonToAsk) -> None:
    drafting.add_person(
        request,
        find_or_add(read_number(one.personal_number), readable(one.name)),
        name=one.name,
        email=one.email,
        title=one.title,
        role=one.role,
        turn=one.turn,
        message=one.message,
        language=one.language,
        seat=one.seat,
        principal=one.principal,
        principal_number=one.principal_number,
        mandate=one.mandate,
        mandate_until=one.mandate_until,
    )
