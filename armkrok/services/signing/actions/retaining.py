"""Holding, deciding and culling (gallring): a person decides, a job does it one request at a time."""

from __future__ import annotations

import logging
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError, Q, QuerySet

from armkrok.core.access.actor import Actor
from armkrok.core.documents import files
from armkrok.core.documents.models import StoredFile
from armkrok.core.events.recording import record
from armkrok.core.jobs import job
from armkrok.core.notifications.models import Message, Task
from armkrok.core.tenants.scope import scope
from armkrok.kit.days import now, today
from armkrok.kit.refusals import NotFound
from armkrok.kit.visible_text import readable_lines
from armkrok.services.signing import packing, retention
from armkrok.services.signing.archive_errors import (
    AlreadyHeld,
    NoSuchTrigger,
    NotHeld,
    NothingToCull,
    PreviewChanged,
)
from armkrok.services.signing.events.archive import (
    CullDaySet,
    CullingDecided,
    HoldLifted,
    RequestCulled,
    RequestHeld,
    RequestLeft,
)
from armkrok.services.signing.models import (
    Act,
    BulkRow,
    Consent,
    Culled,
    Culling,
    Delivery,
    Document,
    ExternalSigning,
    OnPaper,
    Signature,
    SigningRequest,
)

BATCH = 500
log = logging.getLogger(__name__)


@transaction.atomic
def hold(request: SigningRequest, why: str, *, by: Actor) -> None:
    """Keep a request from being culled until somebody lifts the hold; raises AlreadyHeld.

    Waits for the row: a job that is culling it just now is finished first, and then there is nothing to hold.
    """
    request = locked(request)
    if request.held_at:
        raise AlreadyHeld
    request.held_at, request.held_by, request.held_why = now(), by.person, readable_lines(why)[:500]
    request.save(update_fields=["held_at", "held_by", "held_why"])
    record(RequestHeld(), about=request, by=by)


@transaction.atomic
def lift(request: SigningRequest, *, by: Actor) -> None:
    """End a hold; raises NotHeld."""
    request = locked(request)
    if not request.held_at:
        raise NotHeld
    request.held_at, request.held_by, request.held_why = None, None, ""
    request.save(update_fields=["held_at", "held_by", "held_why"])
    record(HoldLifted(), about=request, by=by)


@transaction.atomic
def count_from(request: SigningRequest, day: date, *, by: Actor) -> date:
    """Say from which day the years of the type's rule are counted; the first day it may be culled.

    Raises NoSuchTrigger for a type that counts from what the system knows by itself, or does not cull.
    """
    request = locked(request)
    if not retention.awaits_day(packing.document_type(request)):
        raise NoSuchTrigger
    first = retention.first_day(request, day)
    if first is None:
        raise NoSuchTrigger
    request.cull_from = first
    request.save(update_fields=["cull_from"])
    record(CullDaySet(trigger=day, cull_from=first), about=request, by=by)
    return first


def locked(request: SigningRequest) -> SigningRequest:
    """The request read again under its lock; raises NotFound when it was culled while we waited."""
    try:
        return SigningRequest.objects.locked(request)
    except SigningRequest.DoesNotExist as error:
        raise NotFound from error


def note_days() -> int:
    """Give finished requests in scope their first day, as far as it is known; how many got one."""
    given = []
    for request in retention.without_day().exclude(type_values=None).iterator():
        request.cull_from = retention.first_day(request)
        if request.cull_from:
            given.append(request)
    for start in range(0, len(given), BATCH):
        SigningRequest.objects.bulk_update(given[start : start + BATCH], ["cull_from"])
    return len(given)


@transaction.atomic
def decide(reference: str, digest: str, *, by: Actor) -> Culling:
    """Decide to cull what the preview with this digest showed; a job does it.

    `reference` names the decision or the records plan it rests on. Raises NothingToCull, and PreviewChanged
    when the list is another by now.
    """
    shown = retention.preview()
    if not shown.ids:
        raise NothingToCull
    if shown.digest != digest:
        raise PreviewChanged
    culling: Culling = Culling.objects.create(
        decided_by_id=by.person_id, reference=readable_lines(reference)[:200]
    )
    requests = SigningRequest.objects.filter(pk__in=shown.ids)
    Culled.objects.bulk_create([_listed(culling, one) for one in requests], batch_size=BATCH)
    record(CullingDecided(reference=culling.reference, requests=len(shown.ids)), about=culling, by=by)
    cull_later.defer(organisation_id=str(culling.organisation_id), culling_id=str(culling.pk))
    return culling


def _listed(culling: Culling, request: SigningRequest) -> Culled:
    ended = request.completed_at or request.withdrawn_at
    return Culled(
        culling=culling,
        request_id=request.pk,
        code=request.code,
        type_key=request.type_key,
        completed_at=ended,
    )


@job("signing.cull")
def cull_later(organisation_id: str, culling_id: str) -> None:
    """Cull one request at a time, each in its own transaction; a job that was killed goes on where it was."""
    organisation, culling = UUID(organisation_id), UUID(culling_id)
    while item := _one_culled(organisation, culling):
        log.info("culled", extra={"organisation": organisation_id, "item": str(item)})
    with scope(organisation):
        if not _waiting(culling).exists():
            Culling.objects.filter(pk=culling, done_at=None).update(done_at=now())


def _one_culled(organisation: UUID, culling: UUID) -> UUID | None:
    """Deal with the next request of a list; which item it was, or None when nobody else's is left.

    A request that something unforeseen holds on to is left, so that it does not stop the others.
    """
    taken: UUID | None = None
    try:
        with scope(organisation):
            item = _waiting(culling).select_for_update(skip_locked=True).order_by("pk").first()
            if item:
                taken = item.pk
                _cull(item)
    except (ProtectedError, IntegrityError):
        log.exception("not culled", extra={"organisation": str(organisation)})
        with scope(organisation):
            _leave(Culled.objects.locked(Culled(pk=taken)), "bound")
    return taken


def _leave(item: Culled, reason: str, about: SigningRequest | None = None) -> None:
    item.left_at, item.why = now(), reason
    item.save(update_fields=["left_at", "why"])
    record(RequestLeft(culling_id=item.culling_id, reason=reason), about=about or item)


def _waiting(culling: UUID) -> QuerySet[Culled]:
    return Culled.objects.filter(culling_id=culling, done_at=None, left_at=None)


def _cull(item: Culled) -> None:
    """One request: looked at again under its lock, then gone with all that tells of people, or left."""
    request = SigningRequest.objects.select_for_update(of=("self",)).filter(pk=item.request_id).first()
    reason = _reason_to_leave(request)
    if request is None or reason:
        _leave(item, reason, request)
        return
    item.sha256s = [one.newest.sha256 for one in _documents(request)]
    event = RequestCulled(culling_id=item.culling_id, type_key=request.type_key, sha256=item.sha256s)
    record(event, about=request)
    _delete(request)
    item.done_at = now()
    item.save(update_fields=["sha256s", "done_at"])


def _reason_to_leave(request: SigningRequest | None) -> str:
    """Why a request on the list is not to be culled after all; empty when it is. A code of `LEFT`."""
    if request is None:
        return "gone"
    if request.held_at:
        return "held"
    if request.cull_from is None or request.cull_from > today():
        return "day"
    if retention.needs_receipt(request) and not retention.is_received(request):
        return "receipt"
    return ""


def _documents(request: SigningRequest) -> list[Document]:
    return list(Document.objects.filter(request=request).select_related("original", "current"))


def _delete(request: SigningRequest) -> None:
    """The rows that lead to people, the request with all that hangs on it, the files nobody else has."""
    stored = {file.pk: file for one in _documents(request) for file in (one.original, one.current) if file}
    registered = OnPaper.objects.filter(request=request, scan__isnull=False).select_related("scan")
    stored |= {one.scan.pk: one.scan for one in registered}
    deliveries = Delivery.objects.filter(request_uuid=request.pk)
    stored |= {one.package.pk: one.package for one in deliveries.select_related("package") if one.package}
    deliveries.update(package=None, request=None)
    acts = list(Consent.objects.filter(party__request=request).values_list("act_id", flat=True))
    Signature.objects.filter(consent__party__request=request).delete()
    Consent.objects.filter(party__request=request).delete()
    Act.objects.filter(pk__in=acts, consents=None).delete()
    ExternalSigning.objects.filter(party__request=request).delete()
    BulkRow.objects.filter(request=request).update(person=None, name="", email="", title="", message="")
    Task.objects.filter(about_id=request.pk).delete()
    Message.objects.filter(created_at__gte=request.created_at, body__contains=str(request.pk)).delete()
    request.delete()
    for file in stored.values():
        _forget(file)


def _forget(file: StoredFile) -> None:
    """Forget a file that no other request has; its bytes go with the nightly sweep."""
    others = Document.objects.filter(Q(original=file) | Q(current=file)).exists()
    others = others or OnPaper.objects.filter(scan=file).exists()
    if not others and not Delivery.objects.filter(Q(package=file) | Q(receipt_file=file)).exists():
        files.discard(file)
