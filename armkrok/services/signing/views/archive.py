"""The archive's pages: finished requests, evidence, deliveries and receipts."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from armkrok.core.access.actor import ActorRequest
from armkrok.core.access.routes import permission
from armkrok.core.documents import files
from armkrok.kit.refusals import Refusal
from armkrok.kit.visible_text import readable
from armkrok.services.signing import archive_access, archive_queries, packing, retention
from armkrok.services.signing.actions import delivering, keeping_settings
from armkrok.services.signing.archive.names import safe_name
from armkrok.services.signing.forms.archive import ArchiveForm, HoldForm, ReceiptForm, TriggerForm
from armkrok.services.signing.models import Delivery, SigningPolicy, SigningRequest
from armkrok.services.signing.views.drafting import town

ARCHIVE = "signing.archive"
PAGE, MOST = 30, 100


@permission(ARCHIVE)
def kept_list(request: ActorRequest) -> HttpResponse:
    """Finished requests and how far they are on their way to the e-archive."""
    view = request.GET.get("visa", "")
    view = view if view in archive_queries.VIEWS else archive_queries.VIEWS[0]
    words = readable(request.GET.get("q", ""))[:100]
    text = request.GET.get("sida", "1")
    number = max(1, int(text)) if text.isascii() and text.isdecimal() and len(text) < 6 else 1
    start = (number - 1) * PAGE
    rows = list(archive_queries.kept(view, words)[start : start + PAGE + 1])
    shown, own = rows[:PAGE], {"visa": view} | ({"q": words} if words else {})
    names = archive_queries.type_names(shown)
    context = {
        "views": _views(request, view),
        "view": view,
        "query": words,
        "rows": [_row(request, one, names) for one in shown],
        "page_text": _("Visar {first}–{last}").format(first=start + 1, last=start + len(shown))
        if number > 1 or len(rows) > PAGE
        else "",
        "next_url": "?" + urlencode({**own, "sida": number + 1}) if len(rows) > PAGE else "",
        "previous_url": "?" + urlencode({**own, "sida": number - 1}) if number > 1 else "",
        "missing_archive": not delivering.agreement().archive,
        "empty_text": _empty(view, words),
    }
    return render(request, "signing/archive.html", context)


def _views(request: ActorRequest, chosen: str) -> list[dict[str, Any]]:
    names = {
        "att-leverera": _("Att leverera"),
        "utan-kvittens": _("Väntar på kvittens"),
        "kvitterade": _("Kvitterade"),
        "sparrade": _("Spärrade"),
        "alla": _("Alla"),
    }
    url = reverse("signing:archive", args=[town(request).slug])
    return [
        {"name": name, "url": f"{url}?visa={key}", "current": key == chosen} for key, name in names.items()
    ]


def _empty(view: str, words: str) -> str:
    texts = {
        "att-leverera": _("Allt som ska bevaras är levererat."),
        "utan-kvittens": _("Ingen kvittens saknas."),
        "kvitterade": _("Inget är kvitterat än."),
        "sparrade": _("Inget är spärrat från gallring."),
    }
    return _("Ta bort något i sökningen.") if words else texts.get(view, _("Inga begäranden är klara än."))


def _row(request: ActorRequest, one: SigningRequest, names: dict[str, str]) -> dict[str, Any]:
    kind, text = archive_queries.delivery_status(one)
    return {
        "title": one.title,
        "url": reverse("signing:archive-one", args=[town(request).slug, one.pk]),
        "type": names.get(str(one.pk), ""),
        "completed_at": one.completed_at,
        "is_held": one.held_at is not None,
        "status_kind": kind,
        "status_text": text,
    }


@permission(ARCHIVE)
def one(request: ActorRequest, request_id: UUID) -> HttpResponse:
    """One finished request: its evidence, its packages, its days."""
    return shown_one(request, archive_access.finished_request(request_id))


def shown_one(request: ActorRequest, found: SigningRequest, **more: Any) -> HttpResponse:
    """The page of one request; `more` replaces forms that were not filled in right."""
    kind = packing.document_type(found)
    slug = town(request).slug
    context = {
        "signing": found,
        "type": kind.name if kind else "",
        "disposal": packing.disposal(kind),
        "needs_receipt": retention.needs_receipt(found),
        "awaits_day": retention.awaits_day(kind) and found.cull_from is None,
        "is_finished": found.told_at is not None and found.state == SigningRequest.State.COMPLETED,
        "deliveries": [_delivery(slug, one) for one in archive_queries.deliveries_of(found)],
        "hold_form": HoldForm(prefix="hold"),
        "trigger_form": TriggerForm(prefix="trigger"),
        "back_url": reverse("signing:archive", args=[slug]),
        "back_text": _("Arkiv"),
    }
    context |= more
    status = 422 if any(getattr(value, "errors", None) for value in more.values()) else 200
    return render(request, "signing/archive_one.html", context, status=status)


def _delivery(slug: str, one: Delivery) -> dict[str, Any]:
    kind, text = _state(one)
    return {
        "made": one,
        "status_kind": kind,
        "status_text": text,
        "package_url": reverse("signing:archive-package", args=[slug, one.pk]) if one.package_id else "",
        "receipt_url": reverse("signing:archive-receipt", args=[slug, one.pk])
        if one.sha256 and not one.receipt_at
        else "",
    }


def _state(one: Delivery) -> tuple[str, str]:
    if one.receipt_at:
        return "done", _("Kvitterad")
    if one.failure:
        return "stop", _("Gick inte att göra")
    if not one.sha256:
        return "turn", _("Görs")
    if one.delivered_at:
        return "wait", _("Väntar på kvittens")
    return "soon", _("Klart att hämta")


@permission(ARCHIVE)
def evidence(request: ActorRequest, request_id: UUID) -> HttpResponseBase:
    """The sealed evidence package, made now."""
    found = archive_access.finished_request(request_id)
    with delivering.evidence(found, by=request.actor) as built:
        source = built.path.open("rb")  # stays readable when the workplace is gone
    name = f"{safe_name(found.title)}-bevis.asice"
    response = FileResponse(source, as_attachment=True, filename=name, content_type=built.media_type)
    response["Content-Length"] = str(built.size)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
@permission(ARCHIVE)
def deliver(request: ActorRequest, request_id: UUID) -> HttpResponse:
    """Ask for a package for the e-archive."""
    found = archive_access.finished_request(request_id)
    delivering.order(found, by=request.actor)
    messages.success(request, _("Paketet görs nu. Läs in sidan igen om en stund."))
    return redirect("signing:archive-one", town(request).slug, found.pk)


@require_POST
@permission(ARCHIVE)
def deliver_all(request: ActorRequest) -> HttpResponse:
    """Ask for packages of all that waits to be delivered, a hundred at a time."""
    waiting = archive_queries.unordered()[:MOST]
    count = delivering.order_all(waiting, by=request.actor)
    text = ngettext("{count} paket görs nu.", "{count} paket görs nu.", count)
    messages.success(request, text.format(count=count))
    return redirect("signing:archive", town(request).slug)


@permission(ARCHIVE)
def package(request: ActorRequest, package_id: UUID) -> HttpResponseBase:
    """The package's file."""
    found = archive_access.delivery(package_id)
    stored = delivering.take(found, by=request.actor)
    ending = ".tar" if stored.media_type == "application/x-tar" else ".zip"
    return files.handed_out(stored, f"{found.identifier}{ending}")


@permission(ARCHIVE)
def receipt(request: ActorRequest, package_id: UUID) -> HttpResponse:
    """Register what the e-archive answered."""
    found = archive_access.delivery(package_id)
    form = ReceiptForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        try:
            _received(request, found, form)
        except Refusal as refusal:
            form.add_error("named", str(refusal.text))
        else:
            messages.success(request, _("Kvittensen är registrerad."))
            if found.request_id:
                return redirect("signing:archive-one", town(request).slug, found.request_id)
            return redirect("signing:archive", town(request).slug)
    context = {
        "delivery": found,
        "form": form,
        "back_url": reverse("signing:archive-one", args=[town(request).slug, found.request_uuid]),
        "back_text": found.request.title if found.request else _("Arkiv"),
    }
    return render(request, "signing/archive_receipt.html", context, status=422 if form.errors else 200)


def _received(request: ActorRequest, found: Delivery, form: ReceiptForm) -> None:
    wanted = form.cleaned_data
    with files.workplace() as folder:
        file = wanted["file"]
        kept = files.receive(file.chunks(), folder / "receipt", 10_000_000) if file else None
        delivering.receive(found, named=wanted["named"], text=wanted["text"], file=kept, by=request.actor)


@permission(ARCHIVE)
def settings(request: ActorRequest) -> HttpResponse:
    """What is agreed with the e-archive."""
    policy = SigningPolicy.objects.first() or SigningPolicy()
    start = {"archive_form": policy.archive_form, "renew_before": policy.renew_before}
    form = ArchiveForm(request.POST or None, instance=policy, initial=start)
    if form.is_valid():
        keeping_settings.agree(dict(form.cleaned_data), by=request.actor)
        messages.success(request, _("Uppgifterna är sparade."))
        return redirect("signing:archive", town(request).slug)
    back = {"back_url": reverse("signing:archive", args=[town(request).slug]), "back_text": _("Arkiv")}
    context = {"form": form, **back}
    return render(request, "signing/archive_settings.html", context, status=422 if form.errors else 200)
