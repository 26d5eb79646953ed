"""One document to many, each their own copy: the list, and how it goes."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from armkrok.core.access.actor import ActorRequest
from armkrok.core.access.routes import acting, permission
from armkrok.core.reading.log import read
from armkrok.kit.csv_lists import MOST_BYTES
from armkrok.kit.refusals import NotFound, Refusal
from armkrok.kit.spreadsheets import download
from armkrok.services.signing import access, drafts, queries
from armkrok.services.signing.actions import bulk as sending
from armkrok.services.signing.actions import listing
from armkrok.services.signing.errors import ListRefused
from armkrok.services.signing.forms import ListForm, ReasonForm
from armkrok.services.signing.models import Bulk, BulkRow, SigningRequest
from armkrok.services.signing.views.drafting import SEND, number, town
from armkrok.services.signing.views.reviewing import review

SHOWN = 50
CHIPS = {
    Bulk.State.SENDING: "wait",
    Bulk.State.DONE: "done",
    Bulk.State.CANCELLED: "stop",
}


@permission(SEND)
def upload(request: ActorRequest, request_id: UUID) -> HttpResponse:
    """Choose the list."""
    draft = access.draft(request.actor, request_id)
    form = ListForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            listing.take_list(draft, file.read(MOST_BYTES + 1), file.name, by=request.actor)
            return redirect("signing:list-preview", town(request).slug, draft.pk)
        except ListRefused as refusal:
            form.add_error("file", str(refusal.text))
    context = {"form": form, "draft_id": draft.pk, "bulk": drafts.list_of(draft)}
    return render(request, "signing/list_upload.html", context, status=422 if form.errors else 200)


@permission(SEND)
def preview(request: ActorRequest, request_id: UUID) -> HttpResponse:
    """What was read: the lines that are wrong first, then the first of the others."""
    draft, found = _list(request, request_id)
    bad = drafts.lines(found, bad=True)
    people = [one.name for one in queries.people_of(draft)]
    context = {
        "draft_id": draft.pk,
        "bulk": drafts.list_summary(found),
        "bad": list(bad[:SHOWN]),
        "good": list(drafts.lines(found, bad=False)[:10]),
        "shown": SHOWN,
        "others": people,
    }
    return render(request, "signing/list_preview.html", context)


def _list(request: ActorRequest, request_id: UUID) -> tuple[SigningRequest, Bulk]:
    draft = access.draft(request.actor, request_id)
    found = drafts.list_of(draft)
    if found is None:
        raise NotFound
    return draft, found


@permission(SEND)
def errors(request: ActorRequest, request_id: UUID) -> HttpResponse:
    """The lines that are wrong, as a file for the one who keeps the list. Numbers are not in it."""
    _draft, found = _list(request, request_id)
    rows = [(one.line, one.name, one.email, one.problem) for one in drafts.lines(found, bad=True)]
    return download("fel-i-listan.csv", [(_("Rad"), _("Namn"), _("E-post"), _("Fel")), *rows])


@require_POST
@permission(SEND)
def discard(request: ActorRequest, request_id: UUID) -> HttpResponse:
    """Take the list away."""
    draft = access.draft(request.actor, request_id)
    listing.discard_list(draft, by=request.actor)
    messages.success(request, _("Listan är borttagen."))
    return redirect("signing:people", town(request).slug, draft.pk)


@require_POST
@permission(SEND, own_transactions=True)
def accept(request: ActorRequest, request_id: UUID) -> HttpResponse:
    """Send to everybody on the list."""
    try:
        with acting(request.actor):
            draft = access.draft(request.actor, request_id)
            only_good = request.POST.get("only_good") == "on"
            bulk = listing.accept(draft, only_good=only_good, by=request.actor)
    except Refusal as refusal:
        if refusal.status == 404:
            raise
        with acting(request.actor):
            return review(request, access.draft(request.actor, request_id), str(refusal.text))
    return redirect("signing:bulk", town(request).slug, bulk.pk)


@permission(SEND)
def listed(request: ActorRequest) -> HttpResponse:
    """The person's bulk sendings."""
    rows = [
        {
            "url": reverse("signing:bulk", args=[town(request).slug, one.pk]),
            "title": one.template.title,
            "people": one.people,  # type: ignore[attr-defined]
            "sent": one.sent,  # type: ignore[attr-defined]
            "at": one.accepted_at,
            "chip": CHIPS[Bulk.State(one.state)],
            "chip_text": Bulk.State(one.state).label,
        }
        for one in drafts.bulks(request.actor.person_id)[:SHOWN]
    ]
    return render(request, "signing/bulks.html", {"rows": rows})


@permission(SEND)
def progress(request: ActorRequest, bulk_id: UUID) -> HttpResponse:
    """How it goes, and every copy."""
    found = access.bulk(request.actor, bulk_id)
    counts = drafts.standing(found)
    kind = request.GET.get("lage", "")
    kind = kind if kind in counts or kind == "unsent" else ""
    page = max(1, number(request.GET.get("sida", "1")))
    start = (page - 1) * SHOWN
    rows = list(drafts.copies(found, kind)[start : start + SHOWN + 1])
    own = {"lage": kind} if kind else {}
    context = {
        "bulk": found,
        "title": found.template.title,
        "counts": counts | {"finished": counts["completed"] + counts["withdrawn"]},
        "is_sending": found.state == Bulk.State.SENDING,
        "is_cancelled": found.state == Bulk.State.CANCELLED,
        "chip": CHIPS[Bulk.State(found.state)],
        "chip_text": Bulk.State(found.state).label,
        "states": _states(request, found, counts, kind),
        "rows": [_row(request, one) for one in rows[:SHOWN]],
        "page_text": _("Visar {first}–{last}").format(first=start + 1, last=start + len(rows[:SHOWN])),
        "next_url": "?" + urlencode({**own, "sida": page + 1}) if len(rows) > SHOWN else "",
        "previous_url": "?" + urlencode({**own, "sida": page - 1}) if page > 1 else "",
    }
    if getattr(request, "htmx", False):
        response = render(request, "signing/parts/bulk_work.html", context)
        if not context["is_sending"]:
            response["HX-Refresh"] = "true"
        return response
    shown = [one.person_id for one in rows[:SHOWN] if one.person_id]
    read(request.actor, shown, "signing.bulk", about=found.pk)
    return render(request, "signing/bulk.html", context)


def _states(request: ActorRequest, found: Bulk, counts: dict[str, int], kind: str) -> list[dict[str, Any]]:
    url = reverse("signing:bulk", args=[town(request).slug, found.pk])
    names = {
        "": (_("Alla"), counts["people"]),
        "unsent": (_("Inte skickade"), counts["people"] - counts["sent"]),
        "open": (_("Väntar"), counts["open"]),
        "completed": (_("Klara"), counts["completed"]),
        "declined": (_("Vill inte"), counts["declined"]),
        "withdrawn": (_("Tillbakadragna"), counts["withdrawn"]),
    }
    return [
        {"name": name, "count": count, "url": f"{url}?lage={key}" if key else url, "current": key == kind}
        for key, (name, count) in names.items()
        if count or key in ("", kind)
    ]


def _row(request: ActorRequest, one: BulkRow) -> dict[str, Any]:
    chip, text = _standing(one)
    url = reverse("signing:progress", args=[town(request).slug, one.request_id]) if one.request_id else ""
    return {"line": one.line, "name": one.name, "email": one.email, "url": url, "chip": chip, "text": text}


def _standing(one: BulkRow) -> tuple[str, str]:
    if one.request is None:
        return "wait", _("Inte skickad")
    if one.is_declined and one.request.is_open:  # type: ignore[attr-defined]
        return "stop", _("Vill inte")
    return queries.status(one.request)


@require_POST
@permission(SEND)
def remind(request: ActorRequest, bulk_id: UUID) -> HttpResponse:
    """Remind everybody who is left."""
    found = access.bulk(request.actor, bulk_id)
    sending.remind_all(found, by=request.actor)
    messages.success(request, _("Alla som är kvar får en påminnelse. Den som fick en i dag får ingen till."))
    return redirect("signing:bulk", town(request).slug, found.pk)


@permission(SEND)
def cancel(request: ActorRequest, bulk_id: UUID) -> HttpResponse:
    """Stop, and take back what is not completed, with a reason."""
    found = access.bulk(request.actor, bulk_id)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        try:
            sending.cancel(found, form.cleaned_data["reason"], by=request.actor)
            messages.success(request, _("Resten dras tillbaka. Det kan ta en stund."))
        except Refusal as refusal:
            messages.warning(request, str(refusal.text))
        return redirect("signing:bulk", town(request).slug, found.pk)
    context = {"form": form, "title": found.template.title, "counts": drafts.standing(found), "bulk": found}
    return render(request, "signing/bulk_cancel.html", context, status=422 if form.errors else 200)
