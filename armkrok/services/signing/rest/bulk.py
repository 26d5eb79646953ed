"""One document to many, each their own copy."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from ninja import File, Schema
from ninja.files import UploadedFile

from armkrok.core.access.rest import operation
from armkrok.kit.csv_lists import MOST_BYTES
from armkrok.kit.refusals import NotFound
from armkrok.services.signing import access
from armkrok.services.signing.actions import bulk as sending
from armkrok.services.signing.actions import listing
from armkrok.services.signing.errors import ListRefused
from armkrok.services.signing.models import Bulk, BulkRow, SigningRequest
from armkrok.services.signing.rest.routing import router
from armkrok.services.signing.rest.schemas import REFUSALS, Reason

MOST_PROBLEMS = 100


class LineProblem(Schema):
    """A line of the list that is wrong; its number counts from the first line of the file."""

    line: int
    problem: str


class BulkState(Schema):
    """How far it has come. `problems` are the first hundred lines that are wrong."""

    id: UUID
    state: str
    lines: int
    good: int
    sent: int
    completed: int
    problems: list[LineProblem]
    accepted_at: datetime | None
    done_at: datetime | None


class Acceptance(Schema):
    """Whether to leave out the lines that are wrong; else they must be mended first."""

    only_good: bool = False


@router.post(
    "/requests/{uuid:request_id}/list",
    response={200: BulkState, **REFUSALS},
    summary="Give a draft a list of people",
    operation_id="give_list",
)
@operation("signing.send")
def give(
    request: Any,
    organisation: str,
    request_id: UUID,
    file: UploadedFile | None = File(None),  # type: ignore[type-arg]  # noqa: B008 (ninja's way)
) -> Any:
    """A CSV with name, e-mail, personal number and title: each gets a copy of the draft's documents.

    The people on the draft take part in every copy. Nothing is sent yet.
    """
    draft = access.draft(request.actor, request_id)
    if file is None:
        raise ListRefused
    content = file.read(MOST_BYTES + 1)
    return _state(listing.take_list(draft, content, file.name or "lista.csv", by=request.actor))


@router.post(
    "/requests/{uuid:request_id}/list/send",
    response={200: BulkState, **REFUSALS},
    summary="Send to everybody on the list",
    operation_id="send_list",
)
@operation("signing.send")
def send(request: Any, organisation: str, request_id: UUID, wanted: Acceptance) -> Any:
    """A job sends the copies; follow it by its id."""
    draft = access.draft(request.actor, request_id)
    return _state(listing.accept(draft, only_good=wanted.only_good, by=request.actor))


@router.get(
    "/bulks/{uuid:bulk_id}",
    response={200: BulkState, **REFUSALS},
    summary="How a bulk sending goes",
    operation_id="read_bulk",
)
@operation("signing.send")
def read(request: Any, organisation: str, bulk_id: UUID) -> Any:
    """The copies are in the list of requests."""
    return _state(_own(request, bulk_id))


@router.post(
    "/bulks/{uuid:bulk_id}/cancel",
    response={200: BulkState, **REFUSALS},
    summary="Stop a bulk sending",
    operation_id="cancel_bulk",
)
@operation("signing.send")
def cancel(request: Any, organisation: str, bulk_id: UUID, reason: Reason) -> Any:
    """No more is sent, and what is not completed is taken back."""
    sending.cancel(_own(request, bulk_id), reason.reason, by=request.actor)
    return _state(_own(request, bulk_id))


def _own(request: Any, bulk_id: UUID) -> Bulk:
    """A bulk sending that the system began."""
    found = Bulk.objects.filter(pk=bulk_id, client_id=request.actor.client_id).select_related("template")
    if (one := found.first()) is None:
        raise NotFound
    return one


def _state(bulk: Bulk) -> dict[str, Any]:
    rows: QuerySet[BulkRow] = BulkRow.objects.filter(bulk=bulk)
    copies = SigningRequest.objects.filter(bulk_id=bulk.pk).exclude(state=SigningRequest.State.TEMPLATE)
    wrong = rows.exclude(problem="")
    return {
        "id": bulk.pk,
        "state": bulk.state,
        "lines": rows.count(),
        "good": rows.filter(problem="").count(),
        "sent": rows.filter(sent_at__isnull=False).count(),
        "completed": copies.filter(state=SigningRequest.State.COMPLETED).count(),
        "problems": list(wrong.order_by("line").values("line", "problem")[:MOST_PROBLEMS]),
        "accepted_at": bulk.accepted_at,
        "done_at": bulk.done_at,
    }
