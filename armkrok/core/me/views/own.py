"""What is known of a person, for herself: data, log-ins, a copy of everything."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from armkrok.core.access.actor import ActorRequest
from armkrok.core.access.models import RoleAssignment
from armkrok.core.access.routes import permission
from armkrok.core.eid.login import log_out
from armkrok.core.identity.models import IdentityNumber, Session
from armkrok.core.me import access, queries
from armkrok.core.me.actions import own
from armkrok.core.me.models import DataExport
from armkrok.core.me.queries import SIZE, Place
from armkrok.kit.days import now, today
from armkrok.kit.ids import read_uuid


@permission("person", for_bound=True)
def my_data(request: ActorRequest) -> HttpResponse:
    """What the platform knows of the person, and who has read it."""
    actor, person = request.actor, request.actor.person
    found = queries.own_reads(actor.person_id, read_uuid(request.GET.get("fore", "")))
    more = len(found) > SIZE
    context = {
        "person": person,
        "numbers": [] if actor.only_id else [_number(one) for one in queries.numbers(actor.person_id)],
        "is_bound": actor.only_id is not None,
        "places": [_place(one) for one in queries.places(actor.person_id)],
        "ways": queries.ways_used(actor),
        "accesses": found[:SIZE],
        "is_later_page": "fore" in request.GET,
        "next_url": f"?fore={found[SIZE - 1].id}#lasningar" if more else "",
        "previous_url": f"{reverse('my-data')}#lasningar" if "fore" in request.GET else "",
        "page_text": "",
    }
    return render(request, "me/data.html", context)


def _number(number: IdentityNumber) -> dict[str, Any]:
    swedish = number.kind in {IdentityNumber.Kind.PERSONAL, IdentityNumber.Kind.COORDINATION}
    return {
        "kind": number.get_kind_display(),
        "masked": number.masked() if swedish else "",
        "since": number.since,
        "until": number.until,
    }


def _place(place: Place) -> dict[str, Any]:
    member = place.member
    return {
        "organisation": place.organisation,
        "member": member,
        "unit": member.unit.name if member and member.unit else "",
        "left": (member.left_at or member.ends_on) if member else None,
        "roles": [_role(role) for role in place.roles],
    }


def _role(role: RoleAssignment) -> dict[str, Any]:
    return {
        "name": queries.role_name(role.role),
        "limit": queries.role_limit(role),
        "starts": role.starts,
        "ends": role.ended_at or role.ends,
        "is_over": role.is_over or role.starts > today(),
        "used_on": role.used_on,
    }


@permission("person", for_bound=True)
def sessions(request: ActorRequest) -> HttpResponse:
    """The person's own log-ins, newest first; a POST ends one of them, or all the others."""
    if request.method == "POST":
        return _ended(request)
    found = list(queries.sessions(request.actor)[: queries.SESSIONS])
    names = queries.organisations(one.organisation_id for one in found)
    rows = [_session(one, names) for one in found]
    present = request.actor.session
    others = [one for one in rows if one["is_running"] and present and one["id"] != present.pk]
    context = {"sessions": rows, "present": present, "has_others": bool(others)}
    return render(request, "me/sessions.html", context)


def _ended(request: ActorRequest) -> HttpResponse:
    if request.POST.get("others"):
        count = own.end_others(by=request.actor)
        text = ngettext("En annan inloggning är avslutad.", "%(n)s andra inloggningar är avslutade.", count)
        messages.success(request, text % {"n": count})
    elif (wanted := read_uuid(request.POST.get("session", ""))) and own.end_session(wanted, by=request.actor):
        messages.success(request, _("Inloggningen är avslutad."))
    return redirect("my-sessions")


def _session(session: Session, names: dict[UUID, str]) -> dict[str, Any]:
    place = names.get(session.organisation_id, "") if session.organisation_id else ""
    return {
        "id": session.pk,
        "created_at": session.created_at,
        "seen_at": session.seen_at,
        "way": session.provider or session.method,
        "level": level(session.strength),
        "place": place,
        "user_agent": session.user_agent,
        "is_running": queries.is_running(session),
        "ended_why": session.get_ended_why_display(),
    }


def level(strength: int) -> str:
    """How safe a log-in was, in words."""
    words = {2: _("Nivå 2, enkel"), 3: _("Nivå 3, säker"), 4: _("Nivå 4, mycket säker")}
    return words.get(strength, _("För låg nivå"))


@permission("person", for_bound=True)
def export(request: ActorRequest) -> HttpResponse:
    """Ask for a copy of one's data, see how it goes, and where to fetch it."""
    if request.method == "POST":
        own.ask(by=request.actor)
        messages.success(request, _("Vi förbereder din kopia. Det brukar ta någon minut."))
        return redirect("my-export")
    newest = queries.exports(request.actor).first()
    is_here = newest is not None and newest.state == DataExport.State.READY and newest.gone_at > now()
    context = {
        "export": newest,
        "is_waiting": newest is not None and newest.state == DataExport.State.WAITING,
        "is_ready": is_here,
        "is_fresh": queries.is_fresh(request.actor.session),
        "is_bound": request.actor.only_id is not None,
        "back_url": reverse("my-data"),
        "back_text": _("Mina uppgifter"),
    }
    return render(request, "me/export.html", context)


@require_POST
@permission("person", for_bound=True)
def fetch(request: ActorRequest) -> HttpResponse:
    """The copy as a file."""
    export = access.ready_export(request.actor)
    response = HttpResponse(own.fetch(export, by=request.actor), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="mina-uppgifter-{export.ready_at:%Y-%m-%d}.zip"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
@permission("person", own_transactions=True, for_bound=True)
def log_in_again(request: ActorRequest) -> HttpResponse:
    """End the log-in, and come back by a new one."""
    log_out(request, request.actor)
    target = "my-add" if request.POST.get("next") == "my-add" else "my-export"
    response = redirect(f"{reverse('login')}?{urlencode({'next': reverse(target)})}")
    response.delete_cookie(settings.LOGIN_COOKIE, path="/", samesite="Lax")
    return response
