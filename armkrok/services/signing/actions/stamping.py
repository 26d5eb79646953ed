"""Time stamps during an outage: wait for them, or sign now and stamp later, as the organisation has chosen.

Never silently: a document without its stamp says so in the log, on its pages and in the API until a job has
put a document time stamp over it.
"""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from armkrok.core.documents import files
from armkrok.core.events.recording import record
from armkrok.core.jobs import job
from armkrok.core.tenants.scope import scope
from armkrok.kit.days import now
from armkrok.services.signing import issuing
from armkrok.services.signing.engine import Signed, TimestampUnavailable
from armkrok.services.signing.engine.seal import stamp
from armkrok.services.signing.engine.timestamp import Stamping
from armkrok.services.signing.errors import Busy
from armkrok.services.signing.events.stamping import StampAdded, StampMissing
from armkrok.services.signing.models import Document, Signature, SigningPolicy, SigningRequest

FIRST_TRY = 60
"""Seconds until the first attempt to stamp later."""


def may_sign_without_stamp() -> bool:
    """Whether the organisation in scope signs during an outage and stamps later."""
    policy = SigningPolicy.objects.only("without_stamp").first()
    return policy is not None and policy.without_stamp == SigningPolicy.Outage.LATER


def stamped_if_possible(sign: Callable[[Stamping | None], Signed], document: Document) -> Signed:
    """Sign with a time stamp; during an outage without one, if the organisation has chosen that.

    Raises TimestampUnavailable when it has chosen to wait; then nothing has been signed.
    """
    try:
        return sign(issuing.timestamper())
    except TimestampUnavailable as error:
        if not may_sign_without_stamp():
            raise
        signed = sign(None)
        _note_missing(document, error.code)
        return signed


def _note_missing(document: Document, reason: str) -> None:
    if not document.awaits_stamp:
        document.awaits_stamp = True
        document.save(update_fields=["awaits_stamp"])
        stamp_later.defer_in(
            FIRST_TRY, organisation_id=str(document.organisation_id), document_id=str(document.pk)
        )
    record(StampMissing(document_id=document.pk, reason=reason), about=_request(document))


@job("signing.stamp")
def stamp_later(organisation_id: str, document_id: str) -> None:
    """Put a document time stamp over signatures that lack one; raises TimestampUnavailable until it can.

    Done before, or sealed meanwhile: nothing.
    """
    with scope(UUID(organisation_id)):
        request_id = Document.objects.values_list("request_id", flat=True).get(pk=UUID(document_id))
        request = SigningRequest.objects.locked(SigningRequest(pk=request_id))
        document = Document.objects.select_related("current").get(pk=UUID(document_id))
        if not document.awaits_stamp or document.current is None:
            return
        if document.reserved_until and document.reserved_until > now():
            raise Busy
        document.request = request
        _stamp(document)


def _stamp(document: Document) -> None:
    before = document.current
    with files.workplace() as folder, files.on_disk(document.newest) as source:
        target = folder / "stamped.pdf"
        done = stamp(source, target, issuing.timestamper())
        incoming = files.Incoming(target, done.sha256, done.size)
        document.current = files.store(incoming, "application/pdf")
    document.save(update_fields=["current"])
    if before:
        files.discard(before)
    arrived(document, done.at)
    record(StampAdded(document_id=document.pk, sha256=done.sha256), about=document.request)


def arrived(document: Document, at: datetime) -> None:
    """A time stamp covers the whole document since `at`: none of its signatures lacks one any more."""
    if not document.awaits_stamp:
        return
    document.awaits_stamp = False
    document.save(update_fields=["awaits_stamp"])
    Signature.objects.filter(document=document, timestamp_at=None).update(timestamp_at=at)


def _request(document: Document) -> SigningRequest:
    return SigningRequest.objects.get(pk=document.request_id)
