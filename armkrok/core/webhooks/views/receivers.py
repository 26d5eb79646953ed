"""The list of receivers; adding, changing and removing one."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from armkrok.core.access.actor import ActorRequest
from armkrok.core.access.routes import permission
from armkrok.core.administration.differences import differences
from armkrok.core.administration.views.reviewing import Review, in_turn, reviewed, sent
from armkrok.core.administration.views.saving import slug, status
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
@in_turn
def new(request: ActorRequest) -> HttpResponse:
    """A new receiver; its secret is in the answer to the last POST, and nowhere else."""
    form = ReceiverForm(sent(request))
    step = reviewed(
        request,
        form,
        lambda: Review(
            _("Ett system ska få veta vad som händer."),
            differences(form),
            (_("Systemet får en hemlighet, som visas en enda gång."),),
            _("Lägg till och visa hemligheten"),
        ),
        lambda: actions.add(form.facts(), by=request.actor),
    )
    if step.is_done:
        return shown(request, step.result.receiver, secret=step.result.text)
    context = {"form": form, **_back(request)}
    return step.page or render(request, "webhooks/receiver_form.html", context, status=status(form))


@permission(MANAGE)
@in_turn
def change(request: ActorRequest, receiver_id: UUID) -> HttpResponse:
    """Another name, address or choice of events."""
    receiver = access.receiver_for(receiver_id)
    first = {"name": receiver.name, "url": receiver.url, "events": receiver.events}
    form = ReceiverForm(sent(request), initial=first)
    step = reviewed(
        request,
        form,
        lambda: Review(_("Vad {name} får veta ändras.").format(name=receiver.name), differences(form)),
        lambda: actions.change(receiver, form.facts(), by=request.actor),
    )
    if step.is_done:
        messages.success(request, step.told(_("Mottagaren är sparad.")))
        return HttpResponseRedirect(reverse("webhooks:receiver", args=[slug(request), receiver.pk]))
    context = {"form": form, "receiver": receiver, **_back(request, receiver)}
    return step.page or render(request, "webhooks/receiver_form.html", context, status=status(form))


@require_POST
@permission(MANAGE)
@in_turn
def remove(request: ActorRequest, receiver_id: UUID) -> HttpResponse:
    """Nothing more is sent there."""
    receiver = access.receiver_for(receiver_id)
    step = reviewed(
        request,
        None,
        lambda: Review(
            _("{name} får inga fler aviseringar.").format(name=receiver.name),
            (),
            (_("Det som väntar skickas inte."), _("Det går inte att ångra.")),
            _("Ta bort mottagaren"),
            is_danger=True,
        ),
        lambda: actions.remove(receiver, by=request.actor),
        back_url=reverse("webhooks:receiver", args=[slug(request), receiver.pk]),
    )
    if step.page:
        return step.page
    messages.success(request, _("{name} får inga fler aviseringar.").format(name=receiver.name))
    return HttpResponseRedirect(reverse("webhooks:receivers", args=[slug(request)]))


def _back(request: ActorRequest, receiver: Receiver | None = None) -> dict[str, str]:
    place = slug(request)
    if receiver is None:
        return {"back_url": reverse("webhooks:receivers", args=[place]), "back_text": _("Aviseringar")}
    return {"back_url": reverse("webhooks:receiver", args=[place, receiver.pk]), "back_text": receiver.name}
