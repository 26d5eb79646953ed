"""The list of receivers; adding, changing and removing one."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from armkrok.core.access.actor import ActorRequest
from armkrok.core.access.routes import permission
from armkrok.core.administration.views.saving import slug, status, tried
from armkrok.core.webhooks import access, actions, queries
from armkrok.core.webhooks.forms import ReceiverForm
from armkrok.core.webhooks.models import Receiver
from armkrok.core.webhooks.views.one import shown

MANAGE = "webhooks.manage"


@permission(MANAGE)
def receivers(request: ActorRequest) -> HttpResponse:
    """Everyone who is told, and how it goes."""
    names = queries.names()
    rows = [_row(request, one, names) for one in queries.receivers()]
    return render(request, "webhooks/receivers.html", {"rows": rows})


def _row(request: ActorRequest, receiver: Any, names: dict[str, str]) -> dict[str, Any]:
    kind, text = standing(receiver)
    return {
        "name": receiver.name,
        "address": receiver.url,
        "url": reverse("webhooks:receiver", args=[slug(request), receiver.pk]),
        "events_text": ", ".join(names.get(key, key) for key in receiver.events),
        "status_kind": kind,
        "status_text": text,
        "waiting_text": _waiting(receiver.waiting, receiver.failed),
        "received_at": receiver.received_at,
    }


def standing(receiver: Receiver) -> tuple[str, str]:
    """How it goes for a receiver: the kind of the mark, and words."""
    if receiver.paused_at:
        return "stop", _("Pausad: svarar inte") if receiver.paused_by_us else _("Pausad")
    if receiver.failing_since:
        return "late", _("Svarar inte som den ska")
    return "done", _("Tar emot")


def _waiting(waiting: int, failed: int) -> str:
    parts = []
    if waiting:
        parts.append(ngettext("%(n)s väntar", "%(n)s väntar", waiting) % {"n": waiting})
    if failed:
        parts.append(ngettext("%(n)s gick inte fram", "%(n)s gick inte fram", failed) % {"n": failed})
    return ", ".join(parts)


@permission(MANAGE)
def new(request: ActorRequest) -> HttpResponse:
    """A new receiver; its secret is in the answer to the POST, and nowhere else."""
    form = ReceiverForm(request.POST or None)
    made: list[actions.Secret] = []
    if request.method == "POST" and tried(
        form, lambda: made.append(actions.add(form.facts(), by=request.actor))
    ):
        return shown(request, made[0].receiver, secret=made[0].text)
    context = {"form": form, **_back(request)}
    return render(request, "webhooks/receiver_form.html", context, status=status(form))


@permission(MANAGE)
def change(request: ActorRequest, receiver_id: UUID) -> HttpResponse:
    """Another name, address or choice of events."""
    receiver = access.receiver_for(receiver_id)
    first = {"name": receiver.name, "url": receiver.url, "events": receiver.events}
    form = ReceiverForm(request.POST or None, initial=first)
    if request.method == "POST" and tried(
        form, lambda: actions.change(receiver, form.facts(), by=request.actor)
    ):
        messages.success(request, _("Mottagaren är sparad."))
        return HttpResponseRedirect(reverse("webhooks:receiver", args=[slug(request), receiver.pk]))
    context = {"form": form, "receiver": receiver, **_back(request, receiver)}
    return render(request, "webhooks/receiver_form.html", context, status=status(form))


@permission(MANAGE)
def remove(request: ActorRequest, receiver_id: UUID) -> HttpResponse:
    """Ask once, then remove."""
    receiver = access.receiver_for(receiver_id)
    if request.method == "POST":
        actions.remove(receiver, by=request.actor)
        messages.success(request, _("{name} får inga fler aviseringar.").format(name=receiver.name))
        return HttpResponseRedirect(reverse("webhooks:receivers", args=[slug(request)]))
    return render(request, "webhooks/remove.html", {"receiver": receiver, **_back(request, receiver)})


def _back(request: ActorRequest, receiver: Receiver | None = None) -> dict[str, str]:
    place = slug(request)
    if receiver is None:
        return {"back_url": reverse("webhooks:receivers", args=[place]), "back_text": _("Aviseringar")}
    return {"back_url": reverse("webhooks:receiver", args=[place, receiver.pk]), "back_text": receiver.name}
