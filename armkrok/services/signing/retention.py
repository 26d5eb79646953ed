"""When a request may be culled, and which may be now (arkivlagen (1990:782) 10 §)."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from armkrok.kit.days import local, today
from armkrok.services.signing.models import Delivery, Party, SigningRequest
from armkrok.services.signing.packing import document_type
from armkrok.services.signing.policy import DocumentType
from armkrok.services.signing.policy.kinds import Action, Trigger

STATES = (SigningRequest.State.COMPLETED, SigningRequest.State.WITHDRAWN)


@dataclass(frozen=True)
class Preview:
    """What would be culled now. `digest` names exactly this list: a decision must carry it."""

    ids: tuple[UUID, ...]
    digest: str


def first_day(request: SigningRequest, trigger: date | None = None) -> date | None:
    """The first day a request may be culled by its type's rule; None when it may not, or is not known yet.

    Whole years after the trigger: until the same day of the year, or the first of January after a year's end.
    `trigger` is the day that only people know: when a contract expired or a case was closed.
    """
    kind = document_type(request)
    if kind is None or kind.retention.action is not Action.CULL or kind.retention.years is None:
        return None
    if kind.retention.trigger in (Trigger.COMPLETED, Trigger.YEAR_END):
        ended = request.completed_at or request.withdrawn_at
        trigger = local(ended).date() if ended else None
    if trigger is None:
        return None
    if kind.retention.trigger is Trigger.YEAR_END:
        return date(trigger.year + kind.retention.years + 1, 1, 1)
    return years_after(trigger, kind.retention.years)


def years_after(day: date, years: int) -> date:
    """The same day of a later year; from 29 February to 1 March when that year has none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def awaits_day(kind: DocumentType | None) -> bool:
    """Whether a person must say from which day the years are counted."""
    return (
        kind is not None
        and kind.retention.action is Action.CULL
        and kind.retention.trigger
        not in (
            Trigger.COMPLETED,
            Trigger.YEAR_END,
        )
    )


def needs_receipt(request: SigningRequest) -> bool:
    """Whether our copy may go only when the e-archive has confirmed that it has its own.

    All that is not to be culled is to be kept somewhere: by the type, or for lack of one.
    """
    kind = document_type(request)
    return kind is None or kind.retention.action is not Action.CULL


def is_received(request: SigningRequest) -> bool:
    """Whether the e-archive has confirmed a package of it."""
    return Delivery.objects.filter(request_uuid=request.pk, receipt_at__isnull=False).exists()


def may_go() -> QuerySet[SigningRequest]:
    """Requests whose first day has come, that are not held and that nobody is still signing."""
    received = Delivery.objects.filter(request_uuid=OuterRef("pk"), receipt_at__isnull=False)
    pending = Party.objects.filter(request=OuterRef("pk"), state=Party.State.CONSENTED)
    due = SigningRequest.objects.filter(state__in=STATES, held_at=None, cull_from__lte=today())
    return due.annotate(is_received=Exists(received)).exclude(Exists(pending)).order_by("cull_from", "pk")


def preview() -> Preview:
    """The list that a decision would be about, the oldest first."""
    ids = tuple(one.pk for one in may_go().only(*_COLUMNS).iterator() if fits(one))
    return Preview(ids, digest_of(ids))


def fits(request: SigningRequest) -> bool:
    """Whether a request of `may_go` is covered by a receipt when it must be."""
    return not needs_receipt(request) or bool(getattr(request, "is_received", False))


def digest_of(ids: Sequence[UUID]) -> str:
    """SHA-256 of the ids in their order."""
    return hashlib.sha256(b"".join(one.bytes for one in ids)).hexdigest()


def held() -> QuerySet[SigningRequest]:
    """Requests under a hold, the newest hold first."""
    return SigningRequest.objects.filter(held_at__isnull=False).select_related("held_by").order_by("-held_at")


def without_day() -> QuerySet[SigningRequest]:
    """Finished requests that have no first day yet."""
    return SigningRequest.objects.filter(Q(state__in=STATES), cull_from=None)


_COLUMNS = ("pk", "organisation_id", "type_key", "type_values", "cull_from")
