"""Keys in an organisation's settings."""

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
from armkrok.core.administration.views.saving import slug, status, tried
from armkrok.core.passkeys import access, queries
from armkrok.core.passkeys.actions import break_glass as switching
from armkrok.core.passkeys.actions import invitations as inviting
from armkrok.core.passkeys.actions import keys as actions
from armkrok.core.passkeys.forms import InviteForm, ReasonForm
from armkrok.core.passkeys.models import Passkey
from armkrok.core.tenants.models import current_organisation

MANAGE = "administration.manage"


@permission(MANAGE, service="passkeys")
def keys(request: ActorRequest) -> HttpResponse:
    """Who has a key, who is invited; a POST invites."""
    form = InviteForm(request.POST or None)
    if request.method == "POST" and tried(
        form, lambda: inviting.invite(form.cleaned_data["person"], by=request.actor)
    ):
        return _done(request, _("Länken är skickad. Den gäller i 24 timmar."))
    context = {
        "form": form,
        "is_operator": current_organisation().is_operator,
        "opened": queries.opened(),
        "is_open": queries.is_open(),
        "rows": [_row(request, one) for one in queries.passkeys()],
        "invitations": [_invitation(request, one) for one in queries.invitations()],
        "history": queries.history(),
    }
    return render(request, "passkeys/keys.html", context, status=status(form))


def standing(passkey: Passkey) -> tuple[str, str]:
    """How it stands with a key: the kind of the mark, and words."""
    if passkey.suspected_at:
        return "late", _("Spärrad: kan vara kopierad")
    return "done", _("Gäller")


def _row(request: ActorRequest, one: Passkey) -> dict[str, Any]:
    kind, text = standing(one)
    return {
        "name": one.name,
        "person_name": one.person.name,
        "created_at": one.created_at,
        "used_at": one.used_at,
        "is_syncable": one.is_syncable,
        "status_kind": kind,
        "status_text": text,
        "remove_url": reverse("passkeys:remove", args=[slug(request), one.pk]),
    }


def _invitation(request: ActorRequest, one: Any) -> dict[str, Any]:
    return {
        "person_name": one.person.name,
        "expires_at": one.expires_at,
        "withdraw_url": reverse("passkeys:withdraw", args=[slug(request), one.pk]),
    }


@permission(MANAGE, service="passkeys")
def break_glass(request: ActorRequest) -> HttpResponse:
    """Let people in by key, with a reason; or stop doing so."""
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and request.POST.get("state") == "off":
        ended = switching.close(by=request.actor)
        text = ngettext(
            "Inloggning med nyckel är avstängd. %(n)s inloggning avslutades.",
            "Inloggning med nyckel är avstängd. %(n)s inloggningar avslutades.",
            ended,
        )
        return _done(request, text % {"n": ended})
    if request.method == "POST" and tried(
        form, lambda: switching.open_up(form.cleaned_data["reason"], by=request.actor)
    ):
        return _done(request, _("Inloggning med nyckel är på. Lägg till nycklar nu, innan de behövs."))
    context = {"form": form, "opened": queries.opened(), **_back(request)}
    return render(request, "passkeys/break_glass.html", context, status=status(form))


@require_POST
@permission(MANAGE, service="passkeys")
def withdraw(request: ActorRequest, invitation_id: UUID) -> HttpResponse:
    """A link holds no longer."""
    inviting.withdraw(access.invitation_for(invitation_id), by=request.actor)
    return _done(request, _("Länken gäller inte längre."))


@permission(MANAGE, service="passkeys")
def remove(request: ActorRequest, passkey_id: UUID) -> HttpResponse:
    """Ask once, then remove somebody's key."""
    found = access.passkey_for(passkey_id)
    if request.method == "POST":
        actions.remove(found, by=request.actor)
        return _done(request, _("Nyckeln är borttagen."))
    context = {"passkey": found, "person_name": found.person.name, **_back(request)}
    return render(request, "passkeys/remove.html", context)


def _done(request: ActorRequest, text: str) -> HttpResponse:
    messages.success(request, text)
    return redirect("passkeys:keys", organisation=slug(request))


def _back(request: ActorRequest) -> dict[str, str]:
    return {"back_url": reverse("passkeys:keys", args=[slug(request)]), "back_text": _("Nycklar")}
