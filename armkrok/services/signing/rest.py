"""The API of Underskrift: ask, follow, fetch, check. Everything is what the pages do, by the same actions."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import FileResponse, HttpRequest
from ninja import File, Form, Header, Router, Schema, Status
from ninja.files import UploadedFile
from pydantic import AfterValidator, Field, TypeAdapter

from armkrok.core.access.idempotency import once
from armkrok.core.access.rest import bearer, operation
from armkrok.core.documents import files
from armkrok.core.events.recording import record
from armkrok.core.identity.people import find_or_add, read_number
from armkrok.kit.visible_text import readable
from armkrok.services.signing import access, queries
from armkrok.services.signing.actions import drafting, following, sending, uploading
from armkrok.services.signing.actions.preparing import verify_url
from armkrok.services.signing.checking import checked_upload
from armkrok.services.signing.errors import NobodyInvited
from armkrok.services.signing.events.requests import DocumentDownloaded
from armkrok.services.signing.models import Document, Party, SigningRequest

router = Router(tags=["signing"], auth=bearer)


class Problem(Schema):
    """RFC 9457 problem details."""

    type: str
    title: str
    status: int
    code: str = ""


class PersonToAsk(Schema):
    """Somebody who is to sign."""

    name: str = Field(max_length=200)
    email: str = Field(max_length=254, pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")
    personal_number: str = Field(max_length=20, description="twelve digits")
    title: str = Field("", max_length=120)


def _list_of_people(text: str) -> str:
    """The text, when it is a JSON list of people; ninja would take a field of type list apart before that."""
    PEOPLE.validate_json(text)
    return text


PEOPLE = TypeAdapter(list[PersonToAsk])


class NewRequest(Schema):
    """The text parts of the form; `people` is a JSON list."""

    people: Annotated[str, AfterValidator(_list_of_people)] = Field(
        description="JSON list of objects with name, email, personal_number and title (may be left out)"
    )
    title: str = Field("", max_length=200)
    message: str = Field("", max_length=2000)
    sign_by: date | None = None
    remind: bool = True
    language: Literal["sv", "en"] = "sv"


class PersonState(Schema):
    """How far one person has come. Personal numbers never leave."""

    id: UUID
    name: str
    title: str
    state: str
    opened_at: datetime | None
    done_at: datetime | None


class DocumentState(Schema):
    """A file of a request. `sha256` is of the file as it was presented; `place` counts from 1."""

    place: int = Field(alias="position")
    kind: str
    title: str
    file_name: str
    sha256: str
    pages: int
    is_sealed: bool


class RequestState(Schema):
    """A request as it stands."""

    id: UUID
    title: str
    state: str
    documents: list[DocumentState]
    sign_by: date | None
    sent_at: datetime | None
    completed_at: datetime | None
    verify_url: str
    people: list[PersonState]


class RequestPage(Schema):
    """Newest first; ask again with `after` = `next`."""

    items: list[RequestState]
    next: UUID | None


class Reason(Schema):
    """Why."""

    reason: str = Field(max_length=500)


REFUSALS: dict[int, Any] = dict.fromkeys((400, 401, 403, 404, 409, 413, 422, 507), Problem)


@router.post("/requests", response={201: RequestState, **REFUSALS}, summary="Ask people to sign a PDF")
@operation("signing.send")
def create(
    request: Any,
    organisation: str,
    file: File[UploadedFile],
    form: Form[NewRequest],
    idempotency_key: str = Header("", alias="Idempotency-Key", max_length=100),  # type: ignore[type-arg]
) -> Any:
    """Upload, invite and send in one call. With the same Idempotency-Key the first answer is given again."""
    made = once(request.actor, idempotency_key, lambda: str(_made(request, file, form).pk))
    return Status(201, _state(access.sent_request(request.actor, UUID(made))))


def _made(request: Any, file: UploadedFile, form: NewRequest) -> SigningRequest:
    people = PEOPLE.validate_json(form.people)
    if not people:
        raise NobodyInvited
    draft = uploading.upload(file.chunks(1 << 20), file.name or "dokument.pdf", by=request.actor)
    if form.title:
        drafting.name(draft, form.title)
    for one in people:
        person = find_or_add(read_number(one.personal_number), readable(one.name))
        drafting.add_person(draft, person, name=one.name, email=one.email, title=one.title)
    drafting.write(
        draft,
        message=form.message,
        sign_by=form.sign_by,
        remind_last=form.remind,
        language=form.language,
    )
    return sending.send(draft, by=request.actor)


@router.get("/requests", response={200: RequestPage, **REFUSALS}, summary="The client's requests")
@operation("signing.send")
def requests(request: Any, organisation: str, after: UUID | None = None, limit: int = 50) -> Any:
    """Cursor pages of at most a hundred."""
    most = max(1, min(limit, 100))
    found = SigningRequest.objects.filter(client_id=request.actor.client_id)
    if after:
        found = found.filter(pk__lt=after)
    rows = list(found.order_by("-pk")[: most + 1])
    people = queries.people_by_request(rows[:most])
    documents = queries.documents_by_request(rows[:most])
    items = [_state(row, people.get(row.pk, []), documents.get(row.pk, [])) for row in rows[:most]]
    return {"items": items, "next": rows[most - 1].pk if len(rows) > most else None}


@router.get("/requests/{uuid:request_id}", response={200: RequestState, **REFUSALS}, summary="One request")
@operation("signing.send")
def read(request: Any, organisation: str, request_id: UUID) -> Any:
    """How it stands."""
    return _state(access.sent_request(request.actor, request_id))


@router.get(
    "/requests/{uuid:request_id}/documents/{int:place}/file",
    summary="The newest file",
    response={200: bytes, **REFUSALS},
)
@operation("signing.send")
def download(request: Any, organisation: str, request_id: UUID, place: int) -> FileResponse:
    """The PDF with the signatures given so far; the finished copy when the state is completed."""
    found = access.sent_request(request.actor, request_id)
    document = access.document(request.actor, request_id, place)
    record(DocumentDownloaded(sha256=document.newest.sha256), about=found, by=request.actor)
    return files.handed_out(document.newest, document.file_name)


@router.post(
    "/requests/{uuid:request_id}/withdraw", response={200: RequestState, **REFUSALS}, summary="Take it back"
)
@operation("signing.send")
def withdraw(request: Any, organisation: str, request_id: UUID, reason: Reason) -> Any:
    """Nothing more can be signed."""
    found = access.sent_request(request.actor, request_id)
    following.withdraw(found, reason.reason, by=request.actor)
    return _state(access.sent_request(request.actor, request_id))


@router.post("/verify", response={200: dict[str, Any], **REFUSALS}, summary="Check a signed PDF")
@operation("signing.verify")
def verify(request: HttpRequest, organisation: str, file: File[UploadedFile]) -> Any:
    """The same object as `armkrok verify FILE --json`. Nothing is stored."""
    return checked_upload(file.chunks(1 << 20)).as_dict()


def _state(
    found: SigningRequest, people: list[Party] | None = None, documents: list[Document] | None = None
) -> dict[str, Any]:
    chosen = people if people is not None else queries.people_of(found)
    papers = documents if documents is not None else queries.documents_of(found)
    return {
        "id": found.pk,
        "title": found.title,
        "state": found.state,
        "documents": papers,
        "sign_by": found.sign_by,
        "sent_at": found.sent_at,
        "completed_at": found.completed_at,
        "verify_url": verify_url(found),
        "people": chosen,
    }
