"""The public check, and the same for those who took part."""

from collections.abc import Sequence
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from armkrok.core.access.actor import ActorRequest
from armkrok.core.access.limits import hit
from armkrok.core.access.routes import permission
from armkrok.core.documents import files
from armkrok.core.documents.errors import TooLarge
from armkrok.core.events.recording import record
from armkrok.kit.refusals import NotFound
from armkrok.services.signing import access, archive_access, queries, verdicts
from armkrok.services.signing.check_reports import (
    Checked,
    as_json,
    as_pdf,
    as_xml,
    brought_back,
    carried,
    just_checked,
)
from armkrok.services.signing.checking import checked, checked_upload, cut_stored, cut_upload
from armkrok.services.signing.engine import Report
from armkrok.services.signing.errors import TooManyChecks
from armkrok.services.signing.events.requests import DocumentDownloaded
from armkrok.services.signing.forms import CheckForm, RevisionForm
from armkrok.services.signing.models import Document, Party, Signature, SigningRequest
from armkrok.services.signing.views.drafting import town
from armkrok.services.signing.views.signing import signing_route

PER_MINUTE = 20


@permission("public", own_transactions=True)
def verify(request: ActorRequest) -> HttpResponse:
    """Check any file, without logging in."""
    return _page(request, None)


@permission("public")
def verify_code(request: ActorRequest, code: str) -> HttpResponse:
    """The printed link: what is stored, and a place for one's own copy."""
    found = SigningRequest.objects.filter(code=code).first()
    if found is None or found.state in access.UNSENT:
        archive_access.deny_culled(code)
        raise NotFound
    return _page(request, found)


def _page(request: ActorRequest, found: SigningRequest | None) -> HttpResponse:
    if "rapport" in request.POST:
        return _report(request)
    if "number" in request.POST:
        return _revision(request)
    form = CheckForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"form": form, "verify_url": request.path, "known": _known(request, found)}
    if request.method == "POST" and form.is_valid():
        try:
            context |= _answer(_checked_files(request, form.cleaned_data["file"]), found)
        except TooLarge as refusal:
            context["problem"] = str(refusal.text)
    elif found and _signed_count(found) and (signed := _signed(found)):
        hit("verify", request.actor.ip, PER_MINUTE, TooManyChecks)
        context |= _answer(_stored(signed), None) | {"own_copy": True, "single": False, "carried": ""}
        context["revision_form"] = None
    return render(request, "signing/verify.html", context)


def _checked_files(request: ActorRequest, uploads: "Sequence[UploadedFile[Any]]") -> Checked:
    """Each file by itself, and each counted."""
    found = []
    for one in uploads:
        hit("verify", request.actor.ip, PER_MINUTE, TooManyChecks)
        found.append((one.name or "fil.pdf", checked_upload(one.chunks(1 << 20))))
    return just_checked(found)


def _answer(checked: Checked, found: SigningRequest | None) -> dict[str, Any]:
    """What the page tells of one file, or of several in one table."""
    shown = [
        {"name": one.name, "verdict": verdicts.shown(one.report, matches=_matches(found, one.report))}
        for one in checked.files
    ]
    context: dict[str, Any] = {"carried": carried(checked)}
    if len(shown) > 1:
        return context | {"results": shown, "summary": verdicts.summary(checked.files)}
    signers = verdicts.revisions(checked.files[0].report)
    form = RevisionForm(signers=signers) if signers else None
    return context | {"verdict": shown[0]["verdict"], "single": True, "revision_form": form}


def _report(request: ActorRequest) -> HttpResponse:
    """The report of an answer that the page carried."""
    hit("verify-report", request.actor.ip, PER_MINUTE, TooManyChecks)
    checked = brought_back(request.POST.get("svar", ""))
    kind = request.POST["rapport"]
    if kind == "json":
        return _attachment(as_json(checked), "application/json", "kontroll.json")
    if kind == "xml" and len(checked.files) == 1:
        return _attachment(as_xml(checked), "application/xml", "kontroll.xml")
    if kind != "pdf":
        raise NotFound
    return _attachment(as_pdf(checked), "application/pdf", "kontroll.pdf")


def _revision(request: ActorRequest) -> HttpResponse:
    """The file as it was when somebody signed; the file comes again, and is not kept."""
    hit("verify", request.actor.ip, PER_MINUTE, TooManyChecks)
    form = RevisionForm(request.POST, request.FILES)
    if not form.is_valid():
        return render(request, "signing/verify_revision.html", {"form": form, "verify_url": request.path})
    number = form.cleaned_data["number"]
    return _attachment(
        cut_upload(form.cleaned_data["file"].chunks(1 << 20), number),
        "application/pdf",
        f"version-{number}.pdf",
    )


def _attachment(content: bytes, media_type: str, name: str) -> HttpResponse:
    return HttpResponse(
        content,
        content_type=media_type,
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "no-store",
        },
    )


def _stored(documents: Sequence[Document]) -> Checked:
    """The stored files with the signatures given so far."""
    found = []
    for one in documents:
        with files.on_disk(one.newest) as path:
            found.append((one.title, checked(path)))
    return just_checked(found)


def _matches(found: SigningRequest | None, report: Report) -> bool | None:
    """Whether the file is one of the request's own versions; None when no request is meant."""
    if found is None or not report.sha256:
        return None
    if any(one.newest.sha256 == report.sha256 for one in _signed(found)):
        return True
    return Signature.objects.filter(document__request=found, revision_sha256=report.sha256).exists()


def _signed(found: SigningRequest) -> list[Document]:
    """The request's documents that carry signatures, or room for them."""
    return [one for one in queries.documents_of(found) if one.current]


def _signed_count(found: SigningRequest) -> int:
    return Party.objects.filter(request=found, state=Party.State.SIGNED).count()


def _known(request: ActorRequest, found: SigningRequest | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "title": found.title,
        "organisation_name": town(request).name,
        "completed_at": found.completed_at,
        "signed_count": _signed_count(found),
        "paper_count": Party.objects.filter(request=found, state=Party.State.ON_PAPER).count(),
    }


@signing_route
def check(request: ActorRequest, request_id: UUID) -> HttpResponse:
    """The check of one's own request: an overview when there are several documents, then each."""
    found = access.party_request(request.actor, request_id)
    signed = _signed(found)
    if not signed:
        raise NotFound
    stored = _stored(signed)
    context = _answer(stored, found) | {
        "revision_form": None,
        "verify_url": reverse("verify"),
        "back_url": reverse("signing:done", args=[town(request).slug, found.pk]),
        "back_text": _("Tillbaka"),
    }
    links = [
        _revision_links(request, found, document, one.report)
        for document, one in zip(signed, stored.files, strict=True)
    ]
    for shown, of_document in zip(context.get("results", ()), links, strict=False):
        shown["revisions"] = of_document
    return render(request, "signing/check.html", context | {"revisions": links[0] if len(links) == 1 else []})


def _revision_links(
    request: ActorRequest, found: SigningRequest, document: Document, report: Report
) -> list[dict[str, str]]:
    slug, place = town(request).slug, document.position
    return [
        {"text": name, "url": reverse("signing:check-revision", args=[slug, found.pk, place, number])}
        for number, name in verdicts.revisions(report)
    ]


@signing_route
def check_revision(request: ActorRequest, request_id: UUID, place: int, number: int) -> HttpResponse:
    """A document of one's own request as it was when somebody signed."""
    found = access.party_request(request.actor, request_id)
    document = next((one for one in _signed(found) if one.position == place), None)
    if document is None:
        raise NotFound
    with files.on_disk(document.newest) as path:
        content = cut_stored(path, number)
    record(DocumentDownloaded(sha256=sha256(content).hexdigest()), about=found, by=request.actor)
    return _attachment(content, "application/pdf", f"version-{number}.pdf")
