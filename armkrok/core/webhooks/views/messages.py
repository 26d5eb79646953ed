"""One message: what was sent, and how each try went."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from armkrok.core.access.actor import ActorRequest
from armkrok.core.access.routes import permission
from armkrok.core.administration.views.saving import slug
from armkrok.core.outgoing import Why
from armkrok.core.webhooks import access, actions, queries
from armkrok.core.webhooks.messages import TEST
from armkrok.core.webhooks.models import Attempt, Delivery
from armkrok.core.webhooks.signatures import message_name

MANAGE = "webhooks.manage"


def mark(delivery: Delivery) -> tuple[str, str]:
    """How a message stands: the kind of the mark, and words."""
    if delivery.state == Delivery.State.DELIVERED:
        return "done", _("Mottaget")
    if delivery.state == Delivery.State.FAILED:
        return "stop", _("Gick inte fram")
    return ("late", _("Försöker igen")) if delivery.next_at else ("wait", _("På väg"))


@permission(MANAGE)
def delivery(request: ActorRequest, delivery_id: UUID) -> HttpResponse:
    """The message and its tries."""
    found = access.delivery_for(delivery_id)
    kind, text = mark(found)
    names = queries.names() | {TEST: _("Avisering på prov")}
    context = {
        "delivery": found,
        "name": names.get(found.event, found.event),
        "message_name": message_name(found.message_id),
        "status_kind": kind,
        "status_text": text,
        "tries": [_try(one) for one in Attempt.objects.filter(delivery=found).order_by("-at")],
        "back_url": reverse("webhooks:receiver", args=[slug(request), found.receiver_id]),
        "back_text": found.receiver.name,
    }
    return render(request, "webhooks/delivery.html", context)


def _try(attempt: Attempt) -> dict[str, Any]:
    if attempt.status:
        text = _("Svarade {status}").format(status=attempt.status)
    else:
        text = str(_reasons().get(attempt.why, attempt.why))
    return {"time": attempt.at, "text": text, "milliseconds": attempt.milliseconds}


def _reasons() -> dict[str, str]:
    """Why there was no answer, in words that help whoever looks after the receiver."""
    return {
        Why.ADDRESS: _("Adressen leder nu till ett internt nät. Inget skickades."),
        Why.NAME: _("Adressens namn gick inte att hitta"),
        Why.CONNECTION: _("Det gick inte att ansluta, eller så bröts förbindelsen"),
        Why.CERTIFICATE: _("Mottagarens certifikat godkändes inte"),
        Why.TIMEOUT: _("Inget svar inom 15 sekunder"),
        Why.ANSWER: _("Svaret gick inte att läsa"),
    }


@require_POST
@permission(MANAGE)
def replay(request: ActorRequest, delivery_id: UUID) -> HttpResponse:
    """Send the message again."""
    found = access.delivery_for(delivery_id)
    actions.replay(found, by=request.actor)
    messages.success(request, _("Aviseringen skickas igen."))
    return HttpResponseRedirect(reverse("webhooks:delivery", args=[slug(request), found.pk]))
