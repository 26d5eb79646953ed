"""Minutes: which meeting they are of, their announcement, and the copy for publication."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from armkrok.core.access.actor import ActorRequest
from armkrok.core.access.routes import acting, permission
from armkrok.kit.days import today
from armkrok.kit.refusals import NotFound, Refusal
from armkrok.services.signing import access, policy, register
from armkrok.services.signing.actions import minutes as actions
from armkrok.services.signing.actions import publishing
from armkrok.services.signing.actions import register as deciding
from armkrok.services.signing.forms.minutes import DayForm, MeetingForm
from armkrok.services.signing.models import Document, Minutes, SigningRequest
from armkrok.services.signing.policy.kinds import Publish
from armkrok.services.signing.register_errors import NotAdjusted, NotAnnounced
from armkrok.services.signing.views.drafting import SEND, town
from armkrok.ui.words import full_day

CHIPS = {"done": "done", "late": "late", "next": "soon", "later": "wait"}


@permission(SEND)
def meeting(request: ActorRequest, request_id: UUID) -> HttpResponse:
    """Which meeting a draft's minutes are of."""
    draft = access.draft(request.actor, request_id)
    known = register.minutes_of(draft)
    names = ("meeting_day", "paragraphs", "is_immediate", "secretary")
    initial = {"body": known.body, **{name: getattr(known, name) for name in names}} if known else {}
    form = MeetingForm(request.POST or None, initial=initial)
    if form.is_valid():
        facts = dict(form.cleaned_data)
        deciding.describe_meeting(draft, facts.pop("body").pk, **facts)
        return redirect("signing:people", town(request).slug, draft.pk)
    context = {
        "form": form,
        "has_bodies": form.fields["body"].queryset.exists(),  # type: ignore[attr-defined]
        "may_add": "signing.policy" in request.actor.permissions,
        "draft_id": draft.pk,
    }
    return render(request, "signing/minutes_meeting.html", context, status=422 if form.errors else 200)


def part(request: ActorRequest, sent: SigningRequest) -> dict[str, Any]:
    """What the sender's page of one request shows of its minutes, and where copies are made."""
    slug, context = town(request).slug, dict[str, Any]()
    found = register.minutes_of(sent)
    if found is not None:
        days = actions.deadlines_of(found)
        context["minutes"] = {
            "steps": steps_of(found),
            "url": reverse("signing:announcement", args=[slug, sent.pk]),
            "announce_by": days.announce_by if days.announced is None else None,
        }
    if sent.completed_at and register.type_of(sent).publish is not Publish.NO:
        places = Document.objects.filter(request=sent, kind=Document.Kind.SIGN).order_by("position")
        context["copies"] = [
            {
                "title": one.title,
                "url": reverse("signing:publication-copy", args=[slug, sent.pk, one.position]),
            }
            for one in places
        ]
    return context


def steps_of(found: Minutes) -> list[dict[str, Any]]:
    """The days that follow from the meeting, for signing/parts/minutes.html."""
    rows = policy.steps(actions.deadlines_of(found), today(), found.taken_down_day)
    return [
        {
            "heading": str(one.heading),
            "day": one.day,
            "chip": CHIPS[one.state],
            "chip_text": _state_text(one.state),
            "note": str(one.note),
            "law": one.law,
        }
        for one in rows
    ]


def _state_text(state: str) -> str:
    return {
        "done": _("Klart"),
        "late": _("För sent"),
        "next": _("Näst på tur"),
        "later": pgettext("steg", "Sedan"),
    }[state]


@permission(SEND)
def announcement(request: ActorRequest, request_id: UUID) -> HttpResponse:
    """The announcement's text, and the days when it was put up and taken down."""
    sent = access.sent_request(request.actor, request_id)
    found = register.minutes_of(sent)
    if found is None or sent.state == SigningRequest.State.DRAFT:
        raise NotFound
    deed = request.POST.get("deed", "")
    up = DayForm(_("Dag då anslaget sattes upp"), request.POST if deed == "up" else None, prefix="up")
    down = DayForm(_("Dag då anslaget togs ner"), request.POST if deed == "down" else None, prefix="down")
    form = {"up": up, "down": down}.get(deed)
    if deed and found.adjusted_day is None:
        raise NotAdjusted
    if deed == "down" and found.announced_day is None:
        raise NotAnnounced
    if form is not None and form.is_valid() and _noted(request, found, deed, form):
        return redirect("signing:announcement", town(request).slug, request_id)
    context = {
        "signing": {"id": sent.pk, "title": sent.title},
        "minutes": {
            "body": found.body.name,
            "meeting_day": found.meeting_day,
            "board_url": found.body.notice_board,
        },
        "text": actions.announcement_of(found),
        "steps": steps_of(found),
        "is_adjusted": found.adjusted_day is not None,
        "announced_day": found.announced_day,
        "taken_down_day": found.taken_down_day,
        "up": up,
        "down": down,
        "forms": [form] if form is not None else [],
        "back_url": reverse("signing:progress", args=[town(request).slug, sent.pk]),
        "back_text": sent.title,
    }
    return render(request, "signing/minutes_announcement.html", context, status=422 if form else 200)


def _noted(request: ActorRequest, found: Minutes, deed: str, form: DayForm) -> bool:
    day = form.cleaned_data["day"]
    try:
        if deed == "up":
            days = actions.put_up(found, day, by=request.actor)
            text = _("Antecknat. Sista dag att överklaga är {day}.")
            messages.success(request, text.format(day=full_day(days.appeal_by) if days.appeal_by else ""))
        else:
            actions.take_down(found, day, by=request.actor)
            messages.success(request, _("Antecknat. Protokollets väg är klar."))
    except Refusal as refusal:
        form.add_error("day", str(refusal.text))
        return False
    return True


@permission(SEND, own_transactions=True)
def publication_copy(request: ActorRequest, request_id: UUID, place: int) -> HttpResponseBase:
    """A page about the copy for publication of a completed document; on POST the copy itself."""
    with acting(request.actor):
        sent = access.sent_request(request.actor, request_id)
        document = access.document(request.actor, sent.pk, place)
        if request.method != "POST":
            context = {
                "document": {"title": document.title, "place": place},
                "request_id": sent.pk,
                "is_completed": sent.state == SigningRequest.State.COMPLETED,
                "back_url": reverse("signing:progress", args=[town(request).slug, sent.pk]),
                "back_text": sent.title,
            }
            return render(request, "signing/publication_copy.html", context)
    made = publishing.copy_for_publication(document, by=request.actor)
    response = FileResponse(
        made.content, as_attachment=True, filename=made.name, content_type="application/pdf"
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
