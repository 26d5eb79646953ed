"""A person's own keys, wherever they hold."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from armkrok.core.access.actor import ActorRequest
from armkrok.core.access.routes import acting, permission
from armkrok.core.passkeys import access, queries
from armkrok.core.passkeys.actions import keys as actions
from armkrok.core.passkeys.models import Passkey
from armkrok.core.passkeys.views.settings import standing
from armkrok.core.tenants.scope import scope


@permission("person", for_bound=True)
def keys(request: ActorRequest) -> HttpResponse:
    """The person's keys in every organisation."""
    rows = [_row(one) for one in queries.own(request.actor)]
    return render(request, "passkeys/own.html", {"rows": rows})


def _row(one: Passkey) -> dict[str, object]:
    kind, text = standing(one)
    return {
        "name": one.name,
        "place_name": one.organisation.name,
        "created_at": one.created_at,
        "used_at": one.used_at,
        "status_kind": kind,
        "status_text": text,
        "remove_url": reverse("my-passkey-remove", args=[one.pk]),
    }


@permission("person", own_transactions=True, for_bound=True)
def remove(request: ActorRequest, passkey_id: UUID) -> HttpResponse:
    """Ask once, then remove one's own key."""
    with acting(request.actor):
        found = access.own_passkey(request.actor, passkey_id)
        context = {
            "passkey": found,
            "person_name": "",
            "back_url": reverse("my-passkeys"),
            "back_text": _("Mina nycklar"),
        }
        if request.method != "POST":
            return render(request, "passkeys/remove.html", context)
    with scope(found.organisation_id, request.actor.person_id):
        actions.remove(found, by=request.actor)
    messages.success(request, _("Nyckeln är borttagen."))
    return redirect("my-passkeys")
