"""Asking people to sign."""

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from armkrok.core.access.actor import Actor
from armkrok.core.documents import files
from armkrok.core.documents.models import StoredFile
from armkrok.core.events.recording import record
from armkrok.core.notifications import tasks
from armkrok.core.tenants.models import Organisation, current_organisation
from armkrok.kit.days import now, today
from armkrok.services.signing import issuing, letters
from armkrok.services.signing.engine import FontFiles, PageFacts, bounded_prepare
from armkrok.services.signing.engine import Signatory as Box
from armkrok.services.signing.errors import DayPassed, NobodyInvited, NotADraft, legible
from armkrok.services.signing.events import RequestSent
from armkrok.services.signing.models import Signatory, SigningRequest


@transaction.atomic
def send(request: SigningRequest, *, by: Actor) -> SigningRequest:
    """Make the signature page, open the request and tell everybody: all of it or nothing."""
    request = SigningRequest.objects.locked(request)
    if request.state != SigningRequest.State.DRAFT:
        raise NotADraft
    people = list(Signatory.objects.filter(request=request).select_related("person"))
    if not people:
        raise NobodyInvited
    if request.sign_by and request.sign_by < today():
        raise DayPassed
    organisation = current_organisation()
    issuing.issuer()
    request.current = _prepared(request, people, organisation.name, _sender_name(by))
    request.state, request.sent_at = SigningRequest.State.OPEN, now()
    request.save(update_fields=["current", "state", "sent_at"])
    for signatory in people:
        _ask(request, signatory, organisation, _sender_name(by))
    _let_sender_follow(request, organisation)
    record(RequestSent(sha256=request.original.sha256, people=len(people)), about=request, by=by)
    return request


def verify_url(request: SigningRequest) -> str:
    """The printed link: shows the document's state to anyone, and takes the file to compare."""
    slug = current_organisation().slug
    return settings.BASE_URL + reverse("verify-code", args=[slug, request.code])


def _prepared(request: SigningRequest, people: list[Signatory], organisation: str, sender: str) -> StoredFile:
    facts = PageFacts(
        document=request.title,
        organisation=organisation,
        sender=sender,
        verify_url=verify_url(request),
        language="en" if request.language == "en" else "sv",
    )
    boxes = [Box(name=signatory.name, role=signatory.title) for signatory in people]
    with files.workplace() as folder, files.on_disk(request.original) as clean, legible():
        target = folder / "prepared.pdf"
        prepared = bounded_prepare(clean, target, facts, boxes, FontFiles.in_packages(settings.FONTS))
        for place, (signatory, field) in enumerate(zip(people, prepared.fields, strict=True), 1):
            signatory.position, signatory.field = place, field
        Signatory.objects.bulk_update(people, ["position", "field"])
        return files.store(files.measure(target), "application/pdf")


def _ask(request: SigningRequest, signatory: Signatory, organisation: Organisation, sender: str) -> None:
    url = reverse("signing:sign", args=[organisation.slug, request.pk])
    tasks.ask(
        signatory.person_id,
        service_key="signing",
        about_id=request.pk,
        title=letters.task_title(request),
        text=letters.task_text(request, sender),
        button=letters.task_button(),
        url=url,
        due=request.sign_by,
    )
    letters.invite(request, signatory, sender, organisation.name, settings.BASE_URL + url)


def _let_sender_follow(request: SigningRequest, organisation: Organisation) -> None:
    if request.sender_id is None:
        return
    url = reverse("signing:progress", args=[organisation.slug, request.pk])
    tasks.follow(
        request.sender_id,
        service_key="signing",
        about_id=request.pk,
        title=request.title,
        text=letters.follow_text(request),
        url=url,
    )


def _sender_name(by: Actor) -> str:
    return by.person.name if by.person else (by.organisation.name if by.organisation else "")
