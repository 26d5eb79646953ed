"""A business system registers an answer that a person has given in another way than with an e-ID."""

from datetime import date
from typing import Any, Literal
from uuid import UUID

from ninja import File, Form, Schema
from ninja.files import UploadedFile
from pydantic import Field

from armkrok.core.access.rest import operation
from armkrok.services.signing import access
from armkrok.services.signing.actions import on_behalf
from armkrok.services.signing.actions.asking import Paper
from armkrok.services.signing.rest.answers import state_of
from armkrok.services.signing.rest.routing import router
from armkrok.services.signing.rest.schemas import REFUSALS, RequestState

CHUNK = 1 << 20


class PaperAnswer(Schema):
    """How and when the person answered, why not with an e-ID, and how it is known who it was.

    No personal numbers in the texts.
    """

    how: Literal["paper", "phone", "visit"] = "paper"
    day: date
    reason: Literal["no_eid", "cannot", "will_not", "other"]
    identified: str = Field(min_length=1, max_length=300)
    note: str = Field("", max_length=500)


@router.post(
    "/requests/{uuid:request_id}/people/{uuid:party_id}/paper",
    response={200: RequestState, **REFUSALS},
    summary="Register an answer given on paper, by telephone or at a visit",
    operation_id="register_on_paper",
)
@operation("signing.send")
def register(
    request: Any,
    organisation: str,
    request_id: UUID,
    party_id: UUID,
    form: Form[PaperAnswer],
    file: UploadedFile | None = File(None),  # type: ignore[type-arg]  # noqa: B008 (ninja's way)
) -> Any:
    """For one who is waited for now in the system's request. A signature needs its scanned paper, `file`."""
    party = access.asked(request.actor, request_id, party_id)
    answer = on_behalf.Answer(form.how, form.day, form.reason, form.identified, form.note)
    paper = Paper(file.chunks(CHUNK), file.name or "papper.pdf") if file else None
    on_behalf.register(party, answer, paper, by=request.actor)
    return state_of(access.sent_request(request.actor, request_id))


@router.post(
    "/requests/{uuid:request_id}/people/{uuid:party_id}/paper/undo",
    response={200: RequestState, **REFUSALS},
    summary="Take back a registered answer",
    operation_id="undo_on_paper",
)
@operation("signing.send")
def undo(request: Any, organisation: str, request_id: UUID, party_id: UUID) -> Any:
    """As long as the request is open; the person is asked again."""
    on_behalf.undo(access.asked(request.actor, request_id, party_id), by=request.actor)
    return state_of(access.sent_request(request.actor, request_id))
