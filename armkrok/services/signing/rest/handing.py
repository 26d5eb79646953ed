"""Sending a person here to sign, and hearing what she did."""

from datetime import datetime
from typing import Any
from uuid import UUID

from ninja import Schema, Status
from pydantic import Field

from armkrok.core.access.rest import operation
from armkrok.kit.refusals import NotFound
from armkrok.services.signing import access, handing
from armkrok.services.signing.actions import handing as actions
from armkrok.services.signing.models import Handoff, Party
from armkrok.services.signing.rest.routing import router
from armkrok.services.signing.rest.schemas import REFUSALS


class NewHandoff(Schema):
    """Where the person is to be sent back, and what the system wants to hear again then."""

    return_url: str = Field("", max_length=500, description="one of the addresses registered for the system")
    state: str = Field("", max_length=200, description="given back as it is; something unguessable")


class MadeHandoff(Schema):
    """`url` works once; `return_secret` checks the signature when the person comes back."""

    id: UUID
    url: str
    expires_at: datetime
    return_secret: str


class HandoffState(Schema):
    """How it went. `result` is empty until the person has gone back, or signed, declined or cancelled."""

    id: UUID
    request_id: UUID
    person_id: UUID
    state: str
    result: str
    person_state: str
    used_at: datetime | None
    returned_at: datetime | None
    expires_at: datetime


@router.post(
    "/requests/{uuid:request_id}/people/{uuid:party_id}/handoff",
    response={201: MadeHandoff, **REFUSALS},
    summary="Send a person here to sign",
    operation_id="create_handoff",
)
@operation("signing.send")
def create(request: Any, organisation: str, request_id: UUID, party_id: UUID, wanted: NewHandoff) -> Any:
    """A link for the person's browser, good once within ten minutes. She identifies herself by e-ID here."""
    found = access.sent_request(request.actor, request_id)
    party = Party.objects.select_related("request").filter(request=found, pk=party_id).first()
    if party is None:
        raise NotFound
    made = actions.hand_over(party, wanted.return_url, wanted.state, by=request.actor)
    told = {
        "id": made.handoff.pk,
        "url": made.url,
        "expires_at": made.handoff.expires_at,
        "return_secret": handing.return_secret(made.handoff),
    }
    return Status(201, told)


@router.get(
    "/handoffs/{uuid:handoff_id}",
    response={200: HandoffState, **REFUSALS},
    summary="How a handoff went",
    operation_id="read_handoff",
)
@operation("signing.send")
def read(request: Any, organisation: str, handoff_id: UUID) -> Any:
    """The truth, whatever the browser brought."""
    rows = Handoff.objects.select_related("party").filter(client_id=request.actor.client_id)
    found = rows.filter(pk=handoff_id).first()
    if found is None:
        raise NotFound
    return {
        "id": found.pk,
        "request_id": found.party.request_id,
        "person_id": found.party_id,
        "state": found.state,
        "result": found.result,
        "person_state": found.party.state,
        "used_at": found.used_at,
        "returned_at": found.returned_at,
        "expires_at": found.expires_at,
    }
