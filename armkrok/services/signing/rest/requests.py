"""Asking, and following what was asked."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from ninja import File, Form, Header, Status
from ninja.files import UploadedFile

from armkrok.core.access.idempotency import once
from armkrok.core.access.rest import operation
from armkrok.core.reading.log import read as note_read
from armkrok.core.reading.models import How
from armkrok.services.signing import access, queries
from armkrok.services.signing.actions import asking, drafting, following, sending
from armkrok.services.signing.models import SigningRequest
from armkrok.services.signing.orders import Order
from armkrok.services.signing.rest.answers import state_of
from armkrok.services.signing.rest.routing import router
from armkrok.services.signing.rest.schemas import (
    PEOPLE,
    REFUSALS,
    NewRequest,
    Reason,
    Reminded,
    RequestPage,
    RequestState,
)

CHUNK = 1 << 20
MOST = 100


@router.post(
    "/requests",
    response={201: RequestState, **REFUSALS},
    summary="Ask people to sign PDFs",
    operation_id="create_request",
)
@operation("signing.send")
def create(
    request: Any,
    organisation: str,
    file: File[UploadedFile],
    form: Form[NewRequest],
    more: File[list[UploadedFile]] = [],  # noqa: B006 (ninja's way)
    attachments: File[list[UploadedFile]] = [],  # noqa: B006 (ninja's way)
    idempotency_key: str = Header("", alias="Idempotency-Key", max_length=100),  # type: ignore[type-arg]
) -> Any:
    """Upload, invite and send in one call: `file`, `more` documents to sign, `attachments` to read.

    With the same Idempotency-Key the first answer is given again.
    """

    def made() -> str:
        said = form.model_dump(exclude={"people", "draft"})
        order = Order(people=PEOPLE.validate_json(form.people), **said)
        papers, others = _papers([file, *more]), _papers(attachments)
        return str(asking.ask(order, papers, others, by=request.actor, send=not form.draft).pk)

    return Status(201, state_of(_own(request, UUID(once(request.actor, idempotency_key, made)))))


def _papers(files: Sequence[UploadedFile]) -> list[asking.Paper]:
    return [asking.Paper(one.chunks(CHUNK), one.name or "dokument.pdf") for one in files]


def _own(request: Any, request_id: UUID) -> SigningRequest:
    """The system's own request, sent or not."""
    draft = SigningRequest.objects.filter(
        pk=request_id, client_id=request.actor.client_id, state=SigningRequest.State.DRAFT
    ).first()
    return draft or access.sent_request(request.actor, request_id)


@router.get(
    "/requests",
    response={200: RequestPage, **REFUSALS},
    summary="The system's requests",
    operation_id="list_requests",
)
@operation("signing.send")
def requests(
    request: Any, organisation: str, after: UUID | None = None, limit: int = 50, state: str = ""
) -> Any:
    """Cursor pages of at most a hundred, perhaps of one state only."""
    most = max(1, min(limit, MOST))
    found = SigningRequest.objects.filter(client_id=request.actor.client_id)
    found = found.exclude(state=SigningRequest.State.TEMPLATE)
    if state:
        found = found.filter(state=state)
    if after:
        found = found.filter(pk__lt=after)
    rows = list(found.order_by("-pk")[: most + 1])
    people = queries.people_by_request(rows[:most])
    documents = queries.documents_by_request(rows[:most])
    shown = [one.person_id for found_people in people.values() for one in found_people]
    note_read(request.actor, shown, "signing.request", how=How.API)
    items = [state_of(row, people.get(row.pk, []), documents.get(row.pk, [])) for row in rows[:most]]
    return {"items": items, "next": rows[most - 1].pk if len(rows) > most else None}


@router.get(
    "/requests/{uuid:request_id}",
    response={200: RequestState, **REFUSALS},
    summary="One request",
    operation_id="read_request",
)
@operation("signing.send")
def read(request: Any, organisation: str, request_id: UUID) -> Any:
    """How it stands."""
    found = _own(request, request_id)
    people = queries.people_of(found)
    shown = [one.person_id for one in people]
    note_read(request.actor, shown, "signing.request", about=found.pk, how=How.API)
    return state_of(found, people)


@router.post(
    "/requests/{uuid:request_id}/send",
    response={200: RequestState, **REFUSALS},
    summary="Send a draft",
    operation_id="send_request",
)
@operation("signing.send")
def send(request: Any, organisation: str, request_id: UUID) -> Any:
    """Ask the people on it."""
    sending.send(access.draft(request.actor, request_id), by=request.actor)
    return state_of(_own(request, request_id))


@router.delete(
    "/requests/{uuid:request_id}",
    response={204: None, **REFUSALS},
    summary="Throw a draft away",
    operation_id="discard_request",
)
@operation("signing.send")
def discard(request: Any, organisation: str, request_id: UUID) -> Any:
    """Its files go with it. What has been sent is withdrawn instead."""
    drafting.discard(access.draft(request.actor, request_id), by=request.actor)
    return Status(204, None)


@router.post(
    "/requests/{uuid:request_id}/withdraw",
    response={200: RequestState, **REFUSALS},
    summary="Take it back",
    operation_id="withdraw_request",
)
@operation("signing.send")
def withdraw(request: Any, organisation: str, request_id: UUID, reason: Reason) -> Any:
    """Nothing more can be signed."""
    following.withdraw(access.sent_request(request.actor, request_id), reason.reason, by=request.actor)
    return state_of(_own(request, request_id))


@router.post(
    "/requests/{uuid:request_id}/remind",
    response={200: Reminded, **REFUSALS},
    summary="Remind those who have not signed",
    operation_id="remind_request",
)
@operation("signing.send")
def remind(request: Any, organisation: str, request_id: UUID) -> Any:
    """A letter to everybody whose turn it is, at most once a day each."""
    return {"people": following.remind(access.sent_request(request.actor, request_id), by=request.actor)}
