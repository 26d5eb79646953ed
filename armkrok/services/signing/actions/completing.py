"""After the last signature: the archive time stamp, and the signed copy to everybody."""

from uuid import UUID

from django.conf import settings
from django.urls import reverse

from armkrok.core.documents import files
from armkrok.core.events.recording import record
from armkrok.core.jobs import job
from armkrok.core.members.models import Member
from armkrok.core.notifications import tasks
from armkrok.core.notifications.models import Task
from armkrok.core.tenants.models import current_organisation
from armkrok.core.tenants.scope import scope
from armkrok.kit.days import now
from armkrok.services.signing import archive_stamp, letters, retention
from armkrok.services.signing.actions import minutes
from armkrok.services.signing.actions.conversing import closed
from armkrok.services.signing.actions.stamping import arrived
from armkrok.services.signing.engine.renewal import stamp_expires
from armkrok.services.signing.events.requests import DocumentSealed, RequestCompleted
from armkrok.services.signing.models import Document, Party, Signature, SigningRequest


def complete(request: SigningRequest) -> None:
    """Everybody has signed: close the request and leave the rest to a job."""
    request.state, request.completed_at = SigningRequest.State.COMPLETED, now()
    request.cull_from = retention.first_day(request)
    request.save(update_fields=["state", "completed_at", "cull_from"])
    tasks.done(request.pk, kind=Task.Kind.FOLLOWING)
    closed(request)
    record(RequestCompleted(sha256=[one.newest.sha256 for one in _signed_documents(request)]), about=request)
    minutes.note_adjusted(request)
    seal_later.defer(organisation_id=str(request.organisation_id), request_id=str(request.pk))


@job("signing.seal")
def seal_later(organisation_id: str, request_id: str) -> None:
    """Stamp the file for the archive, once, then tell everybody that it is there.

    If the time-stamp authority is away the job is tried again; nobody gets a copy that lacks its stamp.
    """
    with scope(UUID(organisation_id)):
        request = SigningRequest.objects.locked(SigningRequest(pk=UUID(request_id)))
        documents = [one for one in _signed_documents(request) if not one.is_sealed]
        if request.state != SigningRequest.State.COMPLETED or request.told_at:
            return
        for document in documents:
            _seal(document)
        request.told_at = now()
        request.save(update_fields=["told_at"])
        _tell(request)


def _signed_documents(request: SigningRequest) -> list[Document]:
    to_sign = Document.objects.filter(request=request, kind=Document.Kind.SIGN)
    return list(to_sign.select_related("current", "original", "request"))


def _seal(document: Document) -> None:
    before = document.current
    if before is None or not Signature.objects.filter(document=document).exists():
        return  # approved, read, or signed on paper only: there is no signature to preserve
    document.current, document.is_sealed = archive_stamp.stamped(document), True
    arrived(document, now())
    with files.on_disk(document.current) as path:
        document.stamp_until = stamp_expires(path)
    document.save(update_fields=["current", "is_sealed", "stamp_until"])
    files.discard(before)
    event = DocumentSealed(document_id=document.pk, sha256=document.current.sha256)
    record(event, about=document.request)


def _tell(request: SigningRequest) -> None:
    """The receipt: everybody who took part, and the sender, once each."""
    slug = current_organisation().slug
    url = settings.BASE_URL + reverse("signing:done", args=[slug, request.pk])
    people = [
        one
        for one in Party.objects.filter(request=request).select_related(
            "replaces", "registration__registered_by"
        )
        if one.state not in {Party.State.REPLACED, Party.State.DECLINED}
    ]
    told = {one.email: (one.name, one.language) for one in people}
    sender = Member.objects.select_related("person").filter(person=request.sender).first()
    if sender and not request.bulk_id:  # five thousand letters are not a receipt; the page shows them
        told.setdefault(sender.email, (sender.person.name, ""))
    for email, (name, language) in told.items():
        letters.completed(request, email, name, language, people, url)
