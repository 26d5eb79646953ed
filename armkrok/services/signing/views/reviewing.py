"""Steps 3 and 4 of a new request: when, and whether everything is right; and what follows."""

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from armkrok.core.access.actor import ActorRequest
from armkrok.core.access.routes import acting, permission
from armkrok.core.identity.guarding import may_see_all
from armkrok.core.identity.protection import any_protected
from armkrok.kit.days import today
from armkrok.kit.refusals import Refusal
from armkrok.services.signing import access, drafts, queries, register
from armkrok.services.signing.actions import drafting, sending
from armkrok.services.signing.forms import MessageForm
from armkrok.services.signing.models import Document, Party, SigningRequest
from armkrok.services.signing.policy import deadlines, stops
from armkrok.services.signing.views.drafting import SEND, town
from armkrok.services.signing.views.inviting import detail, seats_of
from armkrok.ui.words import in_words


@permission(SEND)
def message(request: ActorRequest, request_id: UUID) -> HttpResponse:
    """Step 3: what to say, and by when."""
    draft = access.draft(request.actor, request_id)
    known = {name: getattr(draft, name) for name in MessageForm.base_fields}
    known["sign_by"] = draft.sign_by or _usual_day(draft)
    form = MessageForm(request.POST or None, initial=known)
    if form.is_valid():
        drafting.write(draft, **form.cleaned_data)
        return redirect("signing:confirm", town(request).slug, draft.pk)
    context = {
        "form": form,
        "draft_id": draft.pk,
        "simple": [one for one in form if one.name not in MessageForm.MORE],
        "more": [form[name] for name in MessageForm.MORE],
        "open_more": bool(draft.remind_after) or any(form[name].errors for name in MessageForm.MORE),
    }
    return render(request, "signing/new_message.html", context)


def _usual_day(draft: SigningRequest) -> date | None:
    """The last day that the law gives for minutes, while there is time."""
    meeting = register.meeting_of(draft)
    last = deadlines(meeting.day).adjust_by if meeting else None
    return last if last and last >= today() else None


@permission(SEND)
def confirm(request: ActorRequest, request_id: UUID) -> HttpResponse:
    """Step 4: check the answers."""
    return review(request, access.draft(request.actor, request_id))


def review(request: ActorRequest, draft: SigningRequest, problem: str = "") -> HttpResponse:
    """The page of step 4, with why it could not be sent."""
    chosen = queries.people_of(draft)
    bulk = drafts.list_of(draft)
    judge = drafts.list_findings if bulk else register.findings_for
    findings = judge(draft, by=request.actor)
    seats = dict(seats_of(draft))
    turns = sorted({one.turn for one in chosen})
    context = {
        "draft": _draft(draft),
        "people": [_row(one, seats) for one in chosen],
        "turns": [[_row(one, seats) for one in chosen if one.turn == turn] for turn in turns],
        "in_turns": len(turns) > 1,
        "findings": findings,
        "is_stopped": bool(stops(findings)) and not problem,
        "can_place": any(one.role == Party.Role.SIGNER for one in chosen) and not bulk,
        "placed_text": _placed_text(draft),
        "bulk": drafts.list_summary(bulk) if bulk else None,
        "protected": {"any": any_protected(chosen), "seen": may_see_all()},
        "problem": problem,
    }
    return render(request, "signing/new_check.html", context, status=409 if problem else 200)


def _draft(draft: SigningRequest) -> dict[str, Any]:
    return {
        "id": draft.pk,
        "title": draft.title,
        "documents": queries.documents_of(draft),
        "last_day": draft.sign_by,
        "message": draft.message,
        "reminder_text": _reminders(draft),
        "loa_text": _("Tillitsnivå 3, till exempel BankID"),
        "type_name": register.entry(draft.type_key).kind.name if draft.type_key else "",
        "reason": register.entry(draft.type_key).kind.reason if draft.type_key else "",
    }


def _row(one: Party, seats: dict[str, str]) -> dict[str, str]:
    role = "" if one.role == Party.Role.SIGNER else str(Party.Role(one.role).label)
    parts = (detail(one), seats.get(one.seat, ""), role)
    return {"name": one.name, "detail": ", ".join(part for part in parts if part)}


def _reminders(draft: SigningRequest) -> str:
    found = []
    if draft.remind_after:
        text = ngettext("En dag efter inbjudan", "{days} dagar efter inbjudan", draft.remind_after)
        found.append(text.format(days=in_words(draft.remind_after)).capitalize())
    if draft.remind_after and draft.remind_every:
        text = ngettext("sedan varje dag", "sedan med {days} dagars mellanrum", draft.remind_every)
        found.append(text.format(days=in_words(draft.remind_every)))
    if draft.remind_last and draft.sign_by:
        text = _("dagen före sista dagen")
        found.append(text if found else text.capitalize())
    return ", ".join(found) or _("Ingen")


def _placed_text(draft: SigningRequest) -> str:
    count = drafts.placed_count(draft)
    if not count:
        as_is = Document.objects.filter(request=draft, as_is=True).exists()
        return _("Syns inte på sidorna") if as_is else _("På underskriftssidan, sist i dokumentet")
    text = ngettext("En ruta är placerad i dokumentet", "{count} rutor är placerade i dokumentet", count)
    return text.format(count=in_words(count)).capitalize()


@require_POST
@permission(SEND, own_transactions=True)
def send(request: ActorRequest, request_id: UUID) -> HttpResponse:
    """Ask everybody."""
    try:
        with acting(request.actor):
            sending.send(access.draft(request.actor, request_id), by=request.actor)
    except Refusal as refusal:
        if refusal.status == 404:
            raise
        with acting(request.actor):
            return review(request, access.draft(request.actor, request_id), str(refusal.text))
    return redirect("signing:sent", town(request).slug, request_id)


@permission(SEND)
def sent(request: ActorRequest, request_id: UUID) -> HttpResponse:
    """It is sent; what happens now."""
    found = access.sent_request(request.actor, request_id)
    chosen = queries.people_of(found)
    mine = any(one.person_id == request.actor.person_id and one.state in Party.WAITING for one in chosen)
    context = {
        "signing": queries.summary(found, chosen),
        "people_count": len(chosen),
        "asked_count": sum(one.state in Party.WAITING for one in chosen),
        "later_count": sum(one.state == Party.State.LATER for one in chosen),
        "you_sign_url": reverse("signing:sign", args=[town(request).slug, found.pk]) if mine else "",
    }
    return render(request, "signing/sent.html", context)
