"""From an id to what the archive's pages are about, for those who keep the whole organisation's."""

from uuid import UUID

from armkrok.kit.refusals import existing
from armkrok.services.signing.archive_errors import CulledAway
from armkrok.services.signing.models import Culled, Culling, Delivery, SigningRequest

ENDED = (SigningRequest.State.COMPLETED, SigningRequest.State.WITHDRAWN)


def finished_request(request_id: UUID) -> SigningRequest:
    """A completed or withdrawn request, whoever sent it."""
    requests = SigningRequest.objects.select_related("sender", "unit", "held_by")
    return existing(requests.filter(pk=request_id, state__in=ENDED).first())


def delivery(delivery_id: UUID) -> Delivery:
    """A package for the e-archive."""
    return existing(Delivery.objects.select_related("request", "package").filter(pk=delivery_id).first())


def deny_culled(code: str) -> None:
    """Raises CulledAway when the code of a printed link led to a document that is culled."""
    if Culled.objects.filter(code=code, done_at__isnull=False).exists():
        raise CulledAway


def culling(culling_id: UUID) -> Culling:
    """A decision to cull."""
    return existing(Culling.objects.select_related("decided_by").filter(pk=culling_id).first())
