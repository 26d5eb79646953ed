"""What the sender can do about the people while they sign."""

from datetime import date
from typing import Any
from uuid import UUID

from ninja import Schema
from pydantic import Field

from armkrok.core.access.rest import operation
from armkrok.core.identity.people import find_or_add, read_number
from armkrok.kit.visible_text import readable
from armkrok.services.signing import access
from armkrok.services.signing.actions import following, handing_over
from armkrok.services.signing.actions.taking_over import Substitute
from armkrok.services.signing.orders import EMAIL
from armkrok.services.signing.rest.answers import state_of
from armkrok.services.signing.rest.routing import router
from armkrok.services.signing.rest.schemas import REFUSALS, Reminded, RequestState


class NewDay(Schema):
    """The new last day, later than the present one."""

    sign_by: date


class NewAddress(Schema):
    """Where letters go from now on."""

    email: str = Field(max_length=254, pattern=EMAIL)


class Replacement(Schema):
    """Who is asked instead, and why."""

    name: str = Field(max_length=200)
    email: str = Field(max_length=254, pattern=EMAIL)
    personal_number: str = Field(max_length=20, description="twelve digits")
    title: str = Field("", max_length=120)
    reason: str = Field("", max_length=500)


@router.post(
    "/requests/{uuid:request_id}/extend",
    response={200: RequestState, **REFUSALS},
    summary="Give more time",
    operation_id="extend_request",
)
@operation("signing.send")
def extend(request: Any, organisation: str, request_id: UUID, wanted: NewDay) -> Any:
    """A later last day; those who are waited for are told."""
    following.extend(access.sent_request(request.actor, request_id), wanted.sign_by, by=request.actor)
    return state_of(access.sent_request(request.actor, request_id))


@router.post(
    "/requests/{uuid:request_id}/people/{uuid:party_id}/remind",
    response={200: Reminded, **REFUSALS},
    summary="Remind one person",
    operation_id="remind_person",
)
@operation("signing.send")
def remind_one(request: Any, organisation: str, request_id: UUID, party_id: UUID) -> Any:
    """At most once a day."""
    party = access.asked(request.actor, request_id, party_id)
    return {"people": following.remind(party.request, party_id=party.pk, by=request.actor)}


@router.post(
    "/requests/{uuid:request_id}/people/{uuid:party_id}/replace",
    response={200: RequestState, **REFUSALS},
    summary="Ask somebody else instead",
    operation_id="replace_person",
)
@operation("signing.send")
def replace(request: Any, organisation: str, request_id: UUID, party_id: UUID, wanted: Replacement) -> Any:
    """For one who has not done her part, or has said no. The others are told."""
    party = access.asked(request.actor, request_id, party_id)
    person = find_or_add(read_number(wanted.personal_number), readable(wanted.name))
    to = Substitute(person, wanted.name, wanted.email, wanted.title)
    handing_over.replace(party, to, wanted.reason, by=request.actor)
    return state_of(access.sent_request(request.actor, request_id))


@router.post(
    "/requests/{uuid:request_id}/people/{uuid:party_id}/address",
    response={200: RequestState, **REFUSALS},
    summary="Correct an e-mail address",
    operation_id="correct_address",
)
@operation("signing.send")
def correct(request: Any, organisation: str, request_id: UUID, party_id: UUID, wanted: NewAddress) -> Any:
    """Who is waited for is asked again at the new address."""
    handing_over.correct_address(
        access.asked(request.actor, request_id, party_id), wanted.email, by=request.actor
    )
    return state_of(access.sent_request(request.actor, request_id))
