"""What is said of a draft before it is sent: where the boxes lie, and which meeting minutes are of."""

from datetime import date
from typing import Any
from uuid import UUID

from ninja import Schema, Status
from pydantic import Field

from armkrok.core.access.rest import operation
from armkrok.kit.refusals import NotFound
from armkrok.kit.visible_text import readable
from armkrok.services.signing import access, register
from armkrok.services.signing.actions import minutes as deadlines
from armkrok.services.signing.actions import placing
from armkrok.services.signing.actions import register as deciding
from armkrok.services.signing.models import Body, Document, Minutes, Placement
from armkrok.services.signing.rest.routing import router
from armkrok.services.signing.rest.schemas import REFUSALS


class Box(Schema):
    """The lower left corner of a signer's box, in points from the page's lower left as it is shown."""

    page: int = Field(ge=1, description="from 1")
    x: float = Field(ge=0, allow_inf_nan=False)
    y: float = Field(ge=0, allow_inf_nan=False)


class PlacedBox(Box):
    """A box, and whose it is."""

    person_id: UUID


class BodyState(Schema):
    """A body whose minutes are adjusted, and what its arbetsordning says of doing so electronically."""

    id: UUID
    name: str
    kind: str
    rule: str
    rule_reference: str
    adjusters: int


class Meeting(Schema):
    """Which meeting the minutes are of; `body_id` is one of the bodies."""

    body_id: UUID
    meeting_day: date
    paragraphs: str = Field("", max_length=120)
    is_immediate: bool = False
    secretary: str = Field("", max_length=120)


class MeetingState(Meeting):
    """A meeting with the days that follow from it; what is not known yet is null.

    That the announcement is put up and taken down is said on the page, by the person who did it.
    """

    body: str
    adjust_by: date
    adjusted_day: date | None
    announce_by: date | None
    announced_day: date | None
    appeal_by: date | None
    take_down_from: date | None
    taken_down_day: date | None
    announcement: str


@router.get(
    "/requests/{uuid:request_id}/documents/{int:place}/boxes",
    response={200: list[PlacedBox], **REFUSALS},
    summary="Where the boxes lie",
    operation_id="list_boxes",
)
@operation("signing.send")
def boxes(request: Any, organisation: str, request_id: UUID, place: int) -> Any:
    """Of those who have one; the others' are on the signature page."""
    return _boxes(access.document(request.actor, request_id, place))


@router.put(
    "/requests/{uuid:request_id}/documents/{int:place}/boxes/{uuid:party_id}",
    response={200: list[PlacedBox], **REFUSALS},
    summary="Place a box",
    operation_id="place_box",
)
@operation("signing.send")
def put(request: Any, organisation: str, request_id: UUID, place: int, party_id: UUID, wanted: Box) -> Any:
    """Only in a draft. Put again, it is moved."""
    draft = access.draft(request.actor, request_id)
    document = access.document(request.actor, request_id, place)
    placing.place_box(draft, document, party_id, wanted.page, wanted.x, wanted.y)
    return _boxes(document)


@router.delete(
    "/requests/{uuid:request_id}/documents/{int:place}/boxes/{uuid:party_id}",
    response={204: None, **REFUSALS},
    summary="Take a box away",
    operation_id="remove_box",
)
@operation("signing.send")
def remove(request: Any, organisation: str, request_id: UUID, place: int, party_id: UUID) -> Any:
    """It is on the signature page then."""
    draft = access.draft(request.actor, request_id)
    placing.take_box_away(draft, access.document(request.actor, request_id, place), party_id)
    return Status(204, None)


@router.get(
    "/bodies",
    response={200: list[BodyState], **REFUSALS},
    summary="Bodies that adjust minutes",
    operation_id="list_bodies",
)
@operation("signing.send")
def bodies(request: Any, organisation: str) -> Any:
    """Those in use, by name."""
    return list(Body.objects.filter(is_active=True))


@router.put(
    "/requests/{uuid:request_id}/meeting",
    response={200: MeetingState, **REFUSALS},
    summary="Say which meeting minutes are of",
    operation_id="describe_meeting",
)
@operation("signing.send")
def describe(request: Any, organisation: str, request_id: UUID, wanted: Meeting) -> Any:
    """Only in a draft. Minutes cannot be sent without it."""
    draft = access.draft(request.actor, request_id)
    body = access.body(wanted.body_id)
    if not body.is_active:
        raise NotFound
    deciding.describe_meeting(
        draft,
        body.pk,
        meeting_day=wanted.meeting_day,
        paragraphs=readable(wanted.paragraphs),
        is_immediate=wanted.is_immediate,
        secretary=readable(wanted.secretary),
    )
    return _meeting(register.minutes_of(draft))


@router.get(
    "/requests/{uuid:request_id}/meeting",
    response={200: MeetingState, **REFUSALS},
    summary="The meeting, and the days that follow",
    operation_id="read_meeting",
)
@operation("signing.send")
def meeting(request: Any, organisation: str, request_id: UUID) -> Any:
    """With the announcement's text once the minutes are adjusted."""
    return _meeting(register.minutes_of(access.sent_request(request.actor, request_id)))


def _boxes(document: Document) -> list[dict[str, Any]]:
    rows = Placement.objects.filter(document=document).order_by("page", "pk")
    return [{"person_id": one.party_id, "page": one.page, "x": one.x, "y": one.y} for one in rows]


def _meeting(found: Minutes | None) -> dict[str, Any]:
    if found is None:
        raise NotFound
    days = deadlines.deadlines_of(found)
    names = ("body_id", "meeting_day", "paragraphs", "is_immediate", "secretary")
    own = ("adjusted_day", "announced_day", "taken_down_day", "announcement")
    later = ("adjust_by", "announce_by", "appeal_by", "take_down_from")
    return {
        "body": found.body.name,
        **{name: getattr(found, name) for name in (*names, *own)},
        **{name: getattr(days, name) for name in later},
    }
