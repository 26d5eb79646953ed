"""Templates, and doing something again."""

from typing import Any
from uuid import UUID

from ninja import Header, Schema, Status
from pydantic import Field

from armkrok.core.access.idempotency import once
from armkrok.core.access.rest import operation
from armkrok.services.signing import access
from armkrok.services.signing.actions import copying
from armkrok.services.signing.models import SigningRequest
from armkrok.services.signing.rest.answers import state_of
from armkrok.services.signing.rest.routing import router
from armkrok.services.signing.rest.schemas import REFUSALS, RequestState


class NewTemplate(Schema):
    """What it is called, and whether the documents belong to it."""

    title: str = Field("", max_length=200)
    with_documents: bool = True


@router.get(
    "/templates",
    response={200: list[RequestState], **REFUSALS},
    summary="The system's templates",
    operation_id="list_templates",
)
@operation("signing.send")
def templates(request: Any, organisation: str) -> Any:
    """Requests that are never sent, only copied; at most a hundred, the newest first."""
    mine = SigningRequest.objects.filter(
        client_id=request.actor.client_id, state=SigningRequest.State.TEMPLATE, bulk_id=None
    )
    return [state_of(one) for one in mine.order_by("-pk")[:100]]


@router.post(
    "/requests/{uuid:request_id}/template",
    response={201: RequestState, **REFUSALS},
    summary="Keep as a template",
    operation_id="save_template",
)
@operation("signing.send")
def save(
    request: Any,
    organisation: str,
    request_id: UUID,
    wanted: NewTemplate,
    idempotency_key: str = Header("", alias="Idempotency-Key", max_length=80),  # type: ignore[type-arg]
) -> Any:
    """The request itself stays as it is. With the same Idempotency-Key the first answer is given again."""
    found = access.sent_request(request.actor, request_id)

    def made() -> str:
        title, parts = wanted.title or found.title, wanted.with_documents
        kept = copying.save_template(found, title, with_documents=parts, is_shared=False, by=request.actor)
        return str(kept.pk)

    key = idempotency_key and f"template {idempotency_key}"
    return Status(201, state_of(access.sent_request(request.actor, UUID(once(request.actor, key, made)))))


@router.post(
    "/requests/{uuid:request_id}/copy",
    response={201: RequestState, **REFUSALS},
    summary="Do it again",
    operation_id="copy_request",
)
@operation("signing.send")
def copy(
    request: Any,
    organisation: str,
    request_id: UUID,
    idempotency_key: str = Header("", alias="Idempotency-Key", max_length=80),  # type: ignore[type-arg]
) -> Any:
    """A draft with the same documents, people and wishes, from an earlier request or a template.

    With the same Idempotency-Key the first answer is given again.
    """
    found = access.to_copy(request.actor, request_id)
    key = idempotency_key and f"copy {idempotency_key}"
    made = once(request.actor, key, lambda: str(copying.begin(found, by=request.actor).pk))
    return Status(201, state_of(access.sent_request(request.actor, UUID(made))))
