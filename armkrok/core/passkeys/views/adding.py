"""A new key: one's own, or by invitation."""

import logging
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from armkrok.core.access.actor import ActorRequest
from armkrok.core.access.routes import acting, permission
from armkrok.core.administration.views.saving import slug, status, tried
from armkrok.core.eid.login import log_out
from armkrok.core.passkeys import access, queries
from armkrok.core.passkeys.actions import keys as actions
from armkrok.core.passkeys.ceremonies import begin, take
from armkrok.core.passkeys.errors import BreakGlassIsClosed, ChallengeGone, KeyRefused
from armkrok.core.passkeys.forms import AddForm
from armkrok.core.passkeys.models import Ceremony, Invitation
from armkrok.core.passkeys.proving import handle, proved_new, read, to_add
from armkrok.core.passkeys.views.asking import options, place
from armkrok.core.tenants.models import current_organisation

MANAGE = "administration.manage"
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Adding:
    """Who is to get a key in the organisation of the address, and by which invitation."""

    person_id: UUID
    invitation: Invitation | None = None


@permission(MANAGE, service="passkeys", own_transactions=True)
def add(request: ActorRequest) -> HttpResponse:
    """An administrator's own key, after a fresh log-in of another kind."""
    adding, form = Adding(request.actor.person_id), AddForm(request.POST or None)
    if request.method == "POST":
        access.demand_fresh(request.actor)
        if tried(form, lambda: _keep(request, adding, form)):
            messages.success(request, _("Nyckeln är sparad. Du kan logga in med den nu."))
            return redirect("passkeys:keys", organisation=slug(request))
    more = {"is_fresh": access.is_fresh(request.actor.session), "is_invited": False}
    return _page(request, form, reverse("passkeys:add-start", args=[slug(request)]), more)


@require_POST
@permission(MANAGE, service="passkeys", own_transactions=True)
def add_start(request: ActorRequest) -> HttpResponse:
    """Options for an administrator's own key."""

    def make() -> dict[str, Any]:
        access.demand_fresh(request.actor)
        return _options(request, Adding(request.actor.person_id))

    return options(request, make)


@require_POST
@permission(MANAGE, service="passkeys", own_transactions=True)
def again(request: ActorRequest) -> HttpResponse:
    """Out, and in again by e-ID, back to the page where the key is added."""
    target = reverse("passkeys:add", args=[slug(request)])
    log_out(request, request.actor)
    response = redirect(f"{reverse('login')}?{urlencode({'next': target})}")
    response.delete_cookie(settings.LOGIN_COOKIE, path="/", samesite="Lax")
    return response


@permission("public", service="passkeys", own_transactions=True)
def invited(request: ActorRequest, invitation: str) -> HttpResponse:
    """The page behind the link in the letter. It does not say to whom the letter went."""
    adding, form = _by_link(request, invitation), AddForm(request.POST or None)
    if request.method == "POST" and tried(form, lambda: _keep(request, adding, form)):
        messages.success(request, _("Nyckeln är sparad. Logga in med den för att se att den fungerar."))
        return redirect("my-passkeys" if request.actor.person else "login-passkey")
    url = reverse("passkeys:invited-start", args=[slug(request), invitation])
    return _page(request, form, url, {"is_fresh": True, "is_invited": True})


@require_POST
@permission("public", service="passkeys", own_transactions=True)
def invited_start(request: ActorRequest, invitation: str) -> HttpResponse:
    """Options for the one who has the link."""
    return options(request, lambda: _options(request, _by_link(request, invitation)))


def _by_link(request: ActorRequest, token: str) -> Adding:
    with acting(request.actor):
        found = access.invited(request.actor, token)
    return Adding(found.person_id, found)


def _options(request: ActorRequest, adding: Adding) -> dict[str, Any]:
    with acting(request.actor):
        if not queries.is_open():
            raise BreakGlassIsClosed
        here = current_organisation()
        known = [bytes(one.credential_id) for one in queries.passkeys_of(adding.person_id)]
        user_name = queries.email_of(adding.person_id) or here.name
    ceremony = begin(
        request, Ceremony.Purpose.ADD, organisation_id=here.pk, person_id=adding.person_id,
        invitation_id=adding.invitation.pk if adding.invitation else None,
    )  # fmt: skip
    return to_add(bytes(ceremony.challenge), handle(here.pk, adding.person_id), user_name, here.name, known)


def _keep(request: ActorRequest, adding: Adding, form: AddForm) -> None:
    try:
        answer = read(form.cleaned_data["credential"])
        ceremony = take(request, Ceremony.Purpose.ADD, answer.challenge)
        _demand_same(ceremony, request, adding)
        new = proved_new(answer, bytes(ceremony.challenge))
        with acting(request.actor):
            actions.add(
                adding.person_id, form.cleaned_data["name"], new, by=request.actor,
                invitation=adding.invitation,
            )  # fmt: skip
    except KeyRefused as refusal:
        log.warning("new passkey refused", extra={"reason": refusal.reason, "detail": refusal.detail})
        raise


def _demand_same(ceremony: Ceremony, request: ActorRequest, adding: Adding) -> None:
    """The challenge was made for this person, here, by this very invitation or none."""
    here = request.actor.organisation
    made_for = (ceremony.organisation_id, ceremony.person_id, ceremony.invitation_id)
    invitation_id = adding.invitation.pk if adding.invitation else None
    if made_for != (here.pk if here else None, adding.person_id, invitation_id):
        raise ChallengeGone("challenge")


def _page(request: ActorRequest, form: AddForm, start_url: str, more: dict[str, Any]) -> HttpResponse:
    with acting(request.actor):
        context = {
            "form": form,
            "start_url": start_url,
            "is_open": queries.is_open(),
            "back_url": reverse("passkeys:keys", args=[slug(request)]),
            "back_text": _("Nycklar"),
            **place(request),
            **more,
        }
        return render(request, "passkeys/add.html", context, status=status(form))
