"""What goes in and out of the API, for every part of it."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from ninja import Schema
from pydantic import AfterValidator, Field, TypeAdapter

from armkrok.services.signing.orders import PersonToAsk, Wanted


class Problem(Schema):
    """RFC 9457 problem details."""

    type: str
    title: str
    status: int
    code: str = ""


REFUSALS: dict[int, Any] = dict.fromkeys((400, 401, 403, 404, 409, 413, 422, 507), Problem)
PEOPLE = TypeAdapter(list[PersonToAsk])


def _list_of_people(text: str) -> str:
    """The text, when it is a JSON list of people; ninja would take a field of type list apart before that."""
    PEOPLE.validate_json(text)
    return text


class NewRequest(Wanted):
    """The text parts of the form; `people` is a JSON list."""

    people: Annotated[str, AfterValidator(_list_of_people)] = Field(
        description="JSON list of people",
        json_schema_extra={
            "contentMediaType": "application/json",
            "contentSchema": {"type": "array", "items": PersonToAsk.model_json_schema()},
        },
    )
    draft: bool = Field(False, description="leave it as a draft instead of sending it")


class RegisteredState(Schema):
    """That staff, or a system, have registered the person's answer: it was not given with an e-ID."""

    how: str = Field(description="paper, phone or visit")
    day: date
    reason: str = Field(description="no_eid, cannot, will_not or other")
    registered_at: datetime


class PersonState(Schema):
    """How far one person has come; `on_paper` is signed by hand. Personal numbers never leave."""

    id: UUID
    name: str
    title: str
    role: str
    turn: int
    state: str
    opened_at: datetime | None
    done_at: datetime | None
    declined_why: str
    registration: RegisteredState | None = Field(description="if somebody else has registered the answer")


class DocumentState(Schema):
    """A file of a request. `sha256` is of the file as it was presented; `place` counts from 1."""

    place: int = Field(alias="position")
    kind: str
    title: str
    file_name: str
    sha256: str
    pages: int
    awaits_stamp: bool = Field(description="signed while no time stamp could be had; it comes later")
    is_sealed: bool


class RequestState(Schema):
    """A request as it stands. `ready_at`: sealed, and the finished copy sent out."""

    id: UUID
    title: str
    state: str
    type: str
    documents: list[DocumentState]
    sign_by: date | None
    sent_at: datetime | None
    completed_at: datetime | None
    ready_at: datetime | None
    withdrawn_at: datetime | None
    withdrawn_why: str
    held_at: datetime | None
    verify_url: str
    people: list[PersonState]


class RequestPage(Schema):
    """Newest first; ask again with `after` = `next`."""

    items: list[RequestState]
    next: UUID | None


class Reason(Schema):
    """Why."""

    reason: str = Field(max_length=500)


class Reminded(Schema):
    """How many people were reminded."""

    people: int


class DocumentTypeState(Schema):
    """A type of document in the organisation's register, and what it asks for."""

    key: str
    name: str
    group: str
    reason: str
    law: str
    is_off: bool
    is_blocked: bool
    level: str
    loa: int
    seats: list[str]
