"""Renewing archive time stamps (PAdES B-LTA) before the authority's certificate expires."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import lru_cache
from uuid import UUID

from django.db.models import Q, QuerySet

from armkrok.core.documents import files
from armkrok.core.documents.errors import Missing
from armkrok.core.documents.models import StoredFile
from armkrok.core.events.recording import record
from armkrok.core.jobs import job
from armkrok.core.tenants.scope import scope
from armkrok.kit.days import now
from armkrok.services.signing import stamping
from armkrok.services.signing.engine import CannotSign, TimestampUnavailable
from armkrok.services.signing.engine.renewal import newest_stamp, renew, stamp_expires
from armkrok.services.signing.events.archive import RenewalFailed, StampRenewed
from armkrok.services.signing.models import Document, SigningPolicy

BATCH, PERIOD = 50, 600
REST = timedelta(hours=20)


def due() -> QuerySet[Document]:
    """Sealed documents whose newest time stamp is to be renewed by now, and that were not tried today."""
    policy = SigningPolicy.objects.first() or SigningPolicy()
    soon = now() + timedelta(days=policy.renew_before)
    rested = Q(renewal_tried_at=None) | Q(renewal_tried_at__lt=now() - REST)
    return Document.objects.filter(rested, is_sealed=True, stamp_until__lt=soon).order_by("stamp_until", "pk")


def renew_due(organisation_id: UUID) -> int:
    """Put everything due in the organisation in scope into jobs; how many documents."""
    ids = [str(one) for one in due().values_list("pk", flat=True)]
    for start in range(0, len(ids), BATCH):
        renew_some.defer(organisation_id=str(organisation_id), document_ids=ids[start : start + BATCH])
    return len(ids)


@job("signing.renew-some", tries=3)
def renew_some(organisation_id: str, document_ids: list[str]) -> None:
    """Renew these one by one, each in its own transaction; what was done before a kill is not done again."""
    for document_id in document_ids:
        with scope(UUID(organisation_id)):
            renew_one(UUID(document_id))


def renew_one(document_id: UUID) -> None:
    """Renew one document's time stamp if it still is due; a failure is noted and tried again tomorrow."""
    document = due().select_for_update(of=("self",), skip_locked=True).filter(pk=document_id).first()
    if document is None or document.current is None:
        return
    before = document.current
    document.renewal_tried_at = now()
    try:
        document.current, document.stamp_until = _renewed(document)
    except (CannotSign, TimestampUnavailable) as error:
        _failed(document, error.code)
        return
    except Missing:
        _failed(document, "missing")
        return
    document.renewal_failure = ""
    document.save(update_fields=["current", "stamp_until", "renewal_tried_at", "renewal_failure"])
    files.discard(before)
    event = StampRenewed(document_id=document.pk, sha256=document.current.sha256)
    record(event, about=document.request)


def _renewed(document: Document) -> tuple[StoredFile, datetime | None]:
    """The file with one more time stamp, stored, and the last moment of the new stamp's certificate."""
    client = stamping.timestamper()
    with files.workplace() as folder, files.on_disk(document.newest) as source:
        newest = newest_stamp(source)
        theirs = _certificates(int(now().timestamp() / PERIOD))
        certificates, lists = stamping.needed_for((*(newest.certificates if newest else ()), *theirs))
        target = folder / "renewed.pdf"
        renew(source, target, client, certificates=certificates, revocation_lists=lists)
        return files.store(files.measure(target), "application/pdf"), stamp_expires(target)


@lru_cache(maxsize=2)
def _certificates(period: int) -> tuple[bytes, ...]:
    """Those of the authority that answers now, asked once in each period by each process."""
    return tuple(stamping.timestamper().token(stamping.SAMPLE).certificates)


def _failed(document: Document, code: str) -> None:
    document.renewal_failure = code
    document.save(update_fields=["renewal_tried_at", "renewal_failure"])
    record(RenewalFailed(document_id=document.pk, reason=code), about=document.request)
