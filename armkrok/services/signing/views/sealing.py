"""The organisation's seal on an outgoing document: choose a file, look at it, seal it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from armkrok.core.access.actor import ActorRequest
from armkrok.core.access.routes import acting, permission
from armkrok.kit.refusals import Refusal
from armkrok.services.signing import access, queries
from armkrok.services.signing.actions import drafting, sealing
from armkrok.services.signing.actions.uploading import upload
from armkrok.services.signing.forms import DocumentForm
from armkrok.services.signing.models import SigningRequest
from armkrok.services.signing.removals import explained
from armkrok.services.signing.views.drafting import saved, town

STAMP = "signing.stamp"


@permission(STAMP, own_transactions=True)
def new(request: ActorRequest) -> HttpResponse:
    """Choose a file; one that others have signed is kept as it is."""
    form = DocumentForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        draft = saved(
            form, lambda file, as_is: upload(file.chunks(1 << 20), file.name, by=request.actor, as_is=as_is)
        )
        if draft:
            return redirect("signing:stamp-confirm", town(request).slug, draft.pk)
    with acting(request.actor):
        context = {"form": form, "organisation_name": town(request).name}
        return render(request, "signing/stamp.html", context, status=422 if form.errors else 200)


@permission(STAMP, own_transactions=True)
def confirm(request: ActorRequest, request_id: UUID) -> HttpResponseBase:
    """See what will be sealed; on POST the sealed file."""
    with acting(request.actor):
        draft = access.lone_draft(request.actor, request_id)
        if request.method != "POST":
            return render(request, "signing/stamp_confirm.html", _context(request, draft))
    try:
        made = sealing.stamp_draft(draft, by=request.actor)
    except Refusal as refusal:
        if refusal.status == 404:
            raise
        with acting(request.actor):
            context = _context(request, access.lone_draft(request.actor, request_id)) | {
                "problem": refusal.text
            }
            return render(request, "signing/stamp_confirm.html", context, status=refusal.status)
    response = FileResponse(
        made.content, as_attachment=True, filename=made.file_name, content_type="application/pdf"
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def _context(request: ActorRequest, draft: SigningRequest) -> dict[str, Any]:
    first, place = queries.documents_of(draft)[0], town(request)
    start = request.GET.get("fran", "")
    begin = min(int(start) - 1, first.pages - 1) if start.isdecimal() and 0 < len(start) < 6 else 0
    return {
        "draft_id": draft.pk,
        "organisation_name": place.name,
        "uploaded": {
            "file_name": first.file_name,
            "size": first.original.size,
            "as_is": first.as_is,
            "removed": explained(first.removed),
            **queries.page_pictures(first, place, max(begin, 0)),
        },
        "back_url": reverse("signing:stamp", args=[place.slug]),
        "back_text": _("Välj en annan fil"),
    }


@require_POST
@permission(STAMP)
def discard(request: ActorRequest, request_id: UUID) -> HttpResponse:
    """Not this file."""
    drafting.discard(access.lone_draft(request.actor, request_id), by=request.actor)
    messages.success(request, _("Filen är borttagen. Ingenting stämplades."))
    return redirect("signing:stamp", town(request).slug)
