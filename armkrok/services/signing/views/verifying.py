"""The public check, and the same for those who took part."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from armkrok.core.access.actor import ActorRequest
from armkrok.core.access.limits import hit
from armkrok.core.access.routes import permission
from armkrok.core.documents import files
from armkrok.core.documents.errors import TooLarge
from armkrok.core.documents.models import StoredFile
from armkrok.kit.refusals import NotFound
from armkrok.services.signing import access, queries, verdicts
from armkrok.services.signing.checking import checked, checked_upload
from armkrok.services.signing.engine import Report
from armkrok.services.signing.errors import TooManyChecks
from armkrok.services.signing.forms import CheckForm
from armkrok.services.signing.models import Party, Signature, SigningRequest
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
        raise NotFound
    return _page(request, found)


def _page(request: ActorRequest, found: SigningRequest | None) -> HttpResponse:
    form = CheckForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"form": form, "verify_url": request.path, "known": _known(request, found)}
    if request.method == "POST" and form.is_valid():
        hit("verify", request.actor.ip, PER_MINUTE, TooManyChecks)
        try:
            report = checked_upload(form.cleaned_data["file"].chunks(1 << 20))
            context["verdict"] = verdicts.shown(report, matches=_matches(found, report))
        except TooLarge as refusal:
            context["problem"] = str(refusal.text)
    elif found and _signed_count(found) and (signed := _signed(found)):
        hit("verify", request.actor.ip, PER_MINUTE, TooManyChecks)
        context["verdict"] = verdicts.shown(_of_stored(signed[0]))
        context["own_copy"] = True
    return render(request, "signing/verify.html", context)


def _of_stored(stored: StoredFile) -> Report:
    with files.on_disk(stored) as path:
        return checked(path)


def _matches(found: SigningRequest | None, report: Report) -> bool | None:
    """Whether the file is one of the request's own versions; None when no request is meant."""
    if found is None or not report.sha256:
        return None
    if any(one.sha256 == report.sha256 for one in _signed(found)):
        return True
    return Signature.objects.filter(document__request=found, revision_sha256=report.sha256).exists()


def _signed(found: SigningRequest) -> list[StoredFile]:
    """The request's files that carry signatures, or room for them, as they are now."""
    return [one.current for one in queries.documents_of(found) if one.current]


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
    }


@signing_route
def check(request: ActorRequest, request_id: UUID) -> HttpResponse:
    """The check of one's own request."""
    found = access.party_request(request.actor, request_id)
    signed = _signed(found)
    if not signed:
        raise NotFound
    context = {
        "verdict": verdicts.shown(_of_stored(signed[0]), matches=True),
        "back_url": reverse("signing:done", args=[town(request).slug, found.pk]),
        "back_text": _("Tillbaka"),
    }
    return render(request, "signing/check.html", context)
