"""Holds, days, and culling: a person looks, decides, and sees what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from armkrok.core.access.actor import ActorRequest
from armkrok.core.access.routes import permission
from armkrok.kit.days import local, today
from armkrok.kit.refusals import Refusal
from armkrok.kit.spreadsheets import download
from armkrok.services.signing import archive_access, archive_queries, packing, retention
from armkrok.services.signing.actions import retaining
from armkrok.services.signing.forms.archive import DecisionForm, HoldForm, TriggerForm
from armkrok.services.signing.models import SigningRequest
from armkrok.services.signing.views.archive import ARCHIVE, shown_one
from armkrok.services.signing.views.drafting import town
from armkrok.ui.words import full_day

SHOWN = 200
CULL = "signing.cull"


@require_POST
@permission(ARCHIVE)
def hold(request: ActorRequest, request_id: UUID) -> HttpResponse:
    """Keep a request from being culled."""
    found = archive_access.finished_request(request_id)
    form = HoldForm(request.POST, prefix="hold")
    if not form.is_valid():
        return shown_one(request, found, hold_form=form)
    retaining.hold(found, form.cleaned_data["why"], by=request.actor)
    messages.success(request, _("Begäran är spärrad och gallras inte."))
    return redirect("signing:archive-one", town(request).slug, request_id)


@require_POST
@permission(ARCHIVE)
def lift(request: ActorRequest, request_id: UUID) -> HttpResponse:
    """End a hold."""
    retaining.lift(archive_access.finished_request(request_id), by=request.actor)
    messages.success(request, _("Spärren är hävd."))
    return redirect("signing:archive-one", town(request).slug, request_id)


@require_POST
@permission(ARCHIVE)
def count_from(request: ActorRequest, request_id: UUID) -> HttpResponse:
    """Say from which day the years are counted."""
    found = archive_access.finished_request(request_id)
    form = TriggerForm(request.POST, prefix="trigger")
    if not form.is_valid():
        return shown_one(request, found, trigger_form=form)
    first = retaining.count_from(found, form.cleaned_data["day"], by=request.actor)
    messages.success(request, _("Begäran får gallras från {day}.").format(day=full_day(first)))
    return redirect("signing:archive-one", town(request).slug, request_id)


@permission(CULL)
def preview(request: ActorRequest) -> HttpResponse:
    """What may be culled today, and the decision."""
    shown = retention.preview()
    form = DecisionForm(request.POST or None, initial={"digest": shown.digest})
    if form.is_valid():
        wanted = form.cleaned_data
        try:
            culling = retaining.decide(wanted["reference"], wanted["digest"], by=request.actor)
        except Refusal as refusal:
            form = DecisionForm({**request.POST.dict(), "digest": shown.digest})  # the list as it is now
            form.add_error(None, str(refusal.text))
        else:
            return redirect("signing:culling", town(request).slug, culling.pk)
    context = {
        "form": form,
        "count": len(shown.ids),
        "shown": SHOWN,
        "rows": [_row(request, one) for one in _requests(shown.ids[:SHOWN])],
        "held": [_held(request, one) for one in retention.held()[:SHOWN]],
        "cullings": archive_queries.cullings()[:20],
        "today": today(),
    }
    return render(request, "signing/retention.html", context, status=422 if form.errors else 200)


def _requests(ids: Sequence[UUID]) -> list[SigningRequest]:
    found = SigningRequest.objects.filter(pk__in=ids).select_related("sender", "unit")
    return list(found.order_by("cull_from", "pk"))


def _row(request: ActorRequest, one: SigningRequest) -> dict[str, Any]:
    kind = packing.document_type(one)
    return {
        "title": one.title,
        "url": reverse("signing:archive-one", args=[town(request).slug, one.pk]),
        "type": kind.name if kind else "",
        "disposal": packing.disposal(kind),
        "ended_at": one.completed_at or one.withdrawn_at,
        "cull_from": one.cull_from,
    }


def _held(request: ActorRequest, one: SigningRequest) -> dict[str, Any]:
    return {
        "title": one.title,
        "url": reverse("signing:archive-one", args=[town(request).slug, one.pk]),
        "why": one.held_why,
        "since": one.held_at,
    }


@permission(CULL)
def preview_csv(request: ActorRequest) -> HttpResponse:
    """The whole list to read elsewhere."""
    rows = [(_("Id"), _("Namn"), _("Dokumenttyp"), _("Regel"), _("Klar"), _("Får gallras från"))]
    for one in _requests(retention.preview().ids):
        row = _row(request, one)
        ended = local(row["ended_at"]).date().isoformat() if row["ended_at"] else ""
        cells = (str(one.pk), row["title"], row["type"], row["disposal"], ended, str(row["cull_from"]))
        rows.append(cells)
    return download(f"gallring-{today().isoformat()}.csv", rows)


@permission(CULL)
def culling(request: ActorRequest, culling_id: UUID) -> HttpResponse:
    """How a culling goes, or went."""
    found = archive_access.culling(culling_id)
    tallied: Any = archive_queries.cullings().get(pk=found.pk)
    context = {
        "culling": tallied,
        "waiting": tallied.total - tallied.done - tallied.left,
        "left": [_reason(why, count) for why, count in archive_queries.left_in(found)],
        "back_url": reverse("signing:retention", args=[town(request).slug]),
        "back_text": _("Gallring"),
    }
    return render(request, "signing/retention_culling.html", context)


def _reason(why: str, count: int) -> str:
    reasons = {
        "held": _("spärrades innan den gallrades"),
        "receipt": _("saknar e-arkivets kvittens"),
        "day": _("får inte gallras än"),
        "gone": _("fanns inte längre"),
        "bound": _("används av något annat i Armkrok, och den som sköter driften får veta det"),
    }
    counted = ngettext("{count} begäran", "{count} begäranden", count).format(count=count)
    return f"{counted} {reasons.get(why, why)}"
