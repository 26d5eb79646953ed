"""Evidence, and keeping from culling."""

from typing import Any
from uuid import UUID

from django.http import FileResponse

from armkrok.core.access.rest import operation
from armkrok.services.signing import access
from armkrok.services.signing.actions import delivering, retaining
from armkrok.services.signing.rest.answers import state_of
from armkrok.services.signing.rest.routing import router
from armkrok.services.signing.rest.schemas import REFUSALS, Reason, RequestState


@router.get(
    "/requests/{uuid:request_id}/evidence",
    response={200: bytes, **REFUSALS},
    summary="The sealed evidence package",
    operation_id="download_evidence",
)
@operation("signing.send")
def evidence(request: Any, organisation: str, request_id: UUID) -> FileResponse:
    """Signed files, reports, event log and e-ID signatures in one sealed archive (ASiC-E)."""
    found = access.sent_request(request.actor, request_id)
    with delivering.evidence(found, by=request.actor) as built:
        opened = built.path.open("rb")  # the response closes it; the name may go meanwhile
    return FileResponse(
        opened, as_attachment=True, filename=f"bevis-{found.pk}.asice", content_type=built.media_type
    )


@router.post(
    "/requests/{uuid:request_id}/hold",
    response={200: RequestState, **REFUSALS},
    summary="Keep from culling",
    operation_id="hold_request",
)
@operation("signing.archive")
def hold(request: Any, organisation: str, request_id: UUID, reason: Reason) -> Any:
    """A legal hold: it is not culled until the hold is lifted."""
    found = access.sent_request(request.actor, request_id)
    retaining.hold(found, reason.reason, by=request.actor)
    return state_of(access.sent_request(request.actor, request_id))


@router.post(
    "/requests/{uuid:request_id}/lift",
    response={200: RequestState, **REFUSALS},
    summary="Lift a hold",
    operation_id="lift_hold",
)
@operation("signing.archive")
def lift(request: Any, organisation: str, request_id: UUID) -> Any:
    """The rule of the document's type counts again."""
    retaining.lift(access.sent_request(request.actor, request_id), by=request.actor)
    return state_of(access.sent_request(request.actor, request_id))
