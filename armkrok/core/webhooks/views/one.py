"""One receiver, and what is done about it."""

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
from armkrok.core.administration.paging import page_of
from armkrok.core.administration.views.reviewing import Review, in_turn, reviewed
from armkrok.core.administration.views.saving import slug, tried
from armkrok.core.webhooks import access, actions, queries
from armkrok.core.webhooks.forms import ReplayForm
from armkrok.core.webhooks.messages import TEST
from armkrok.core.webhooks.models import Receiver
from armkrok.core.webhooks.views.messages import mark
from armkrok.kit.days import now

MANAGE = "webhooks.manage"
INVALID = 422


@permission(MANAGE)
def receiver(request: ActorRequest, receiver_id: UUID) -> HttpResponse:
    """How it goes for one receiver, and its messages by page."""
    return shown(request, access.receiver_for(receiver_id))


def shown(
    request: ActorRequest, found: Receiver, *, secret: str = "", replay: ReplayForm | None = None
) -> HttpResponse:
    """The page; with a secret that has just been made, for this once."""
    only = request.GET.get("visa", "") == "inte-mottagna"
    page = page_of(request, queries.deliveries(found, only_not_received=only))
    names = queries.names() | {TEST: _("Avisering på prov")}
    context = {
        "receiver": found,
        "secret": secret,
        "events": [names.get(key, key) for key in found.events],
        "former_until": found.former_until if found.has_former_secret(now()) else None,
        "rows": [_row(request, one, names) for one in page.rows],
        "only_not_received": only,
        "replay_form": replay or ReplayForm(),
        "forms": [replay] if replay else [],
        "back_url": reverse("webhooks:receivers", args=[slug(request)]),
        "back_text": _("Aviseringar"),
        **page.context,
    }
    status = INVALID if replay and replay.errors else 200
    return render(request, "webhooks/receiver.html", context, status=status)


def _row(request: ActorRequest, delivery: Any, names: dict[str, str]) -> dict[str, Any]:
    kind, text = mark(delivery)
    return {
        "time": delivery.happened_at,
        "name": names.get(delivery.event, delivery.event),
        "url": reverse("webhooks:delivery", args=[slug(request), delivery.pk]),
        "status_kind": kind,
        "status_text": text,
        "tries": len(delivery.tried),
        "next_at": delivery.next_at,
    }


def _address(request: ActorRequest, found: Receiver) -> str:
    return reverse("webhooks:receiver", args=[slug(request), found.pk])


def _to(request: ActorRequest, found: Receiver, text: str) -> HttpResponse:
    messages.success(request, text)
    return HttpResponseRedirect(_address(request, found))


@require_POST
@permission(MANAGE)
@in_turn
def rotate(request: ActorRequest, receiver_id: UUID) -> HttpResponse:
    """A new secret, shown once."""
    found = access.receiver_for(receiver_id)
    step = reviewed(
        request,
        None,
        lambda: Review(
            _("{name} får en ny hemlighet.").format(name=found.name),
            (),
            (_("Den gamla gäller också i ett dygn, så att ni hinner byta i systemet."),),
            _("Byt hemlighet"),
        ),
        lambda: actions.rotate(found, by=request.actor),
        back_url=_address(request, found),
    )
    if step.page:
        return step.page
    return shown(request, access.receiver_for(receiver_id), secret=step.result.text)


@require_POST
@permission(MANAGE)
def test(request: ActorRequest, receiver_id: UUID) -> HttpResponse:
    """Send a message about nothing."""
    found = access.receiver_for(receiver_id)
    actions.send_test(found, by=request.actor)
    return _to(request, found, _("En avisering på prov är på väg. Läs in sidan igen om en stund."))


@require_POST
@permission(MANAGE)
@in_turn
def pause(request: ActorRequest, receiver_id: UUID) -> HttpResponse:
    """Send nothing for now."""
    found = access.receiver_for(receiver_id)
    effects = (_("Det som händer väntar här i trettio dagar."),)
    heading = _("Aviseringarna till {name} pausas.").format(name=found.name)
    step = reviewed(
        request,
        None,
        lambda: Review(heading, (), effects, _("Pausa")),
        lambda: actions.pause(found, by=request.actor),
        back_url=_address(request, found),
    )
    return step.page or _to(request, found, _("Aviseringarna är pausade. Det som händer väntar här."))


@require_POST
@permission(MANAGE)
@in_turn
def resume(request: ActorRequest, receiver_id: UUID) -> HttpResponse:
    """Send again, beginning with what waits."""
    found = access.receiver_for(receiver_id)
    effects = (_("Det som har väntat skickas genast."),)
    heading = _("Aviseringarna till {name} återupptas.").format(name=found.name)
    step = reviewed(
        request,
        None,
        lambda: Review(heading, (), effects, _("Återuppta")),
        lambda: actions.resume(found, by=request.actor),
        back_url=_address(request, found),
    )
    return step.page or _to(request, found, _("Aviseringarna är igång igen. Det som väntade skickas nu."))


@require_POST
@permission(MANAGE)
def replay_from(request: ActorRequest, receiver_id: UUID) -> HttpResponse:
    """Send everything from a moment on again."""
    found = access.receiver_for(receiver_id)
    form = ReplayForm(request.POST)
    counts: list[int] = []
    if not tried(form, lambda: counts.append(actions.replay_from(found, form.moment(), by=request.actor))):
        return shown(request, found, replay=form)
    text = ngettext("%(n)s avisering skickas igen.", "%(n)s aviseringar skickas igen.", counts[0])
    return _to(request, found, text % {"n": counts[0]})
