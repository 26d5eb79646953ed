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
from armkrok.services.signing import archive_stamp, letters
from armkrok.services.signing.events import DocumentSealed, RequestCompleted
from armkrok.services.signing.models import Signatory, SigningRequest


def complete(request: SigningRequest) -> None:
    """Everybody has signed: close the request and leave the rest to a job."""
    request.state, request.completed_at = SigningRequest.State.COMPLETED, now()
    request.save(update_fields=["state", "completed_at"])
    tasks.done(request.pk, kind=Task.Kind.FOLLOWING)
    record(RequestCompleted(sha256=request.current.sha256), about=request)
    seal_later.defer(organisation_id=str(request.organisation_id), request_id=str(request.pk))


@job("signing.seal")
def seal_later(organisation_id: str, request_id: str) -> None:
    """Stamp the file for the archive, once, then tell everybody that it is there.

    If the time-stamp authority is away the job is tried again; nobody gets a copy that lacks its stamp.
    """
    with scope(UUID(organisation_id)):
        request = SigningRequest.objects.locked(SigningRequest(pk=UUID(request_id)))
        if request.state != SigningRequest.State.COMPLETED or request.is_sealed:
            return
        before = request.current
        request.current, request.is_sealed = archive_stamp.stamped(request), True
        request.save(update_fields=["current", "is_sealed"])
        files.discard(before)
        record(DocumentSealed(sha256=request.current.sha256), about=request)
        _tell(request)


def _tell(request: SigningRequest) -> None:
    """The receipt: everybody who signed, and the sender, once each."""
    slug = current_organisation().slug
    url = settings.BASE_URL + reverse("signing:done", args=[slug, request.pk])
    people = list(Signatory.objects.filter(request=request))
    names = [f"{one.name}, {one.title}" if one.title else one.name for one in people]
    told = {one.email: one.name for one in people}
    sender = Member.objects.select_related("person").filter(person=request.sender).first()
    if sender:
        told.setdefault(sender.email, sender.person.name)
    for email, name in told.items():
        letters.completed(request, email, name, names, url)
