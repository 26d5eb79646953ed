"""What is kept how long: what may be culled, from which day, and time stamps to be renewed.

A decision to cull is a person's, on the page, so the API only shows what it would be about.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from ninja import Schema

from armkrok.core.access.rest import operation
from armkrok.services.signing import archive_access, archive_queries, retention
from armkrok.services.signing.actions import retaining
from armkrok.services.signing.models import SigningPolicy, SigningRequest
from armkrok.services.signing.rest.routing import router
from armkrok.services.signing.rest.schemas import REFUSALS

MOST = 100


class ToCull(Schema):
    """A request whose first day has come."""

    id: UUID
    title: str
    type: str
    cull_from: date | None


class CullingPreview(Schema):
    """What a decision would be about now: how many, the digest of this very list, and a page of it."""

    count: int
    digest: str
    items: list[ToCull]
    next: UUID | None


class FirstDay(Schema):
    """The day that only people know: when a contract expired or a case was closed."""

    day: date


class CullDay(Schema):
    """The first day a request may be culled."""

    id: UUID
    cull_from: date


class StampMonth(Schema):
    """How many archive time stamps end in a month."""

    first: date
    count: int


class FailedRenewal(Schema):
    """A document whose time stamp could not be renewed, and when it must be at the latest."""

    request_id: UUID
    place: int
    failure: str
    tried_at: datetime | None
    stamp_until: datetime | None


class Renewals(Schema):
    """When archive time stamps end, and the hundred most urgent of the renewals that failed."""

    renew_before: int
    months: list[StampMonth]
    failed: list[FailedRenewal]


@router.get(
    "/archive/culling",
    response={200: CullingPreview, **REFUSALS},
    summary="What may be culled",
    operation_id="preview_culling",
)
@operation("signing.cull")
def preview(request: Any, organisation: str, after: UUID | None = None, limit: int = 50) -> Any:
    """The list as it is today, the oldest first. A person decides on it, on the page; no system can."""
    shown = retention.preview()
    start = shown.ids.index(after) + 1 if after in shown.ids else 0
    chosen = shown.ids[start : start + max(1, min(limit, MOST))]
    rows = SigningRequest.objects.filter(pk__in=chosen).order_by("cull_from", "pk")
    more = start + len(chosen) < len(shown.ids)
    return {
        "count": len(shown.ids),
        "digest": shown.digest,
        "items": [
            {"id": one.pk, "title": one.title, "type": one.type_key, "cull_from": one.cull_from}
            for one in rows
        ],
        "next": chosen[-1] if chosen and more else None,
    }


@router.post(
    "/archive/requests/{uuid:request_id}/cull-from",
    response={200: CullDay, **REFUSALS},
    summary="Say from which day the years are counted",
    operation_id="count_from",
)
@operation("signing.archive")
def count_from(request: Any, organisation: str, request_id: UUID, wanted: FirstDay) -> Any:
    """For a type whose rule counts from a day that people set. Nothing is culled by it."""
    found = archive_access.finished_request(request_id)
    return {"id": found.pk, "cull_from": retaining.count_from(found, wanted.day, by=request.actor)}


@router.get(
    "/archive/renewals",
    response={200: Renewals, **REFUSALS},
    summary="Archive time stamps to renew",
    operation_id="read_renewals",
)
@operation("signing.archive")
def renewals(request: Any, organisation: str) -> Any:
    """They are renewed by themselves, `renew_before` days before they end."""
    policy = SigningPolicy.objects.first() or SigningPolicy()
    return {
        "renew_before": policy.renew_before,
        "months": [{"first": one.first, "count": one.count} for one in archive_queries.stamps_by_month()],
        "failed": [
            {
                "request_id": one.request_id,
                "place": one.position,
                "failure": one.renewal_failure,
                "tried_at": one.renewal_tried_at,
                "stamp_until": one.stamp_until,
            }
            for one in archive_queries.renewals_failed()[:MOST]
        ],
    }
