"""Signing many requests with one use of the e-ID."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from armkrok.core.access.actor import ActorRequest
from armkrok.core.access.routes import acting, permission
from armkrok.kit.ids import read_uuid
from armkrok.kit.refusals import Refusal
from armkrok.services.signing import access, queries
from armkrok.services.signing.actions.external_signing import ways
from armkrok.services.signing.actions.statement import parties_of
from armkrok.services.signing.errors import NothingChosen, TooManyAtOnce
from armkrok.services.signing.models import Party
from armkrok.services.signing.queries import MOST_AT_ONCE
from armkrok.services.signing.views.drafting import town
from armkrok.services.signing.views.ordering import (
    Errand,
    begun,
    order_cancelled,
    order_page,
    order_state,
    own_order,
)

batch_route = permission("person", service="signing", own_transactions=True)


@batch_route
def batch(request: ActorRequest) -> HttpResponse:
    """All that waits for the person's signature here; the ticked are signed together."""
    if request.method == "POST":
        try:
            return _begun(request, _ticked(request))
        except Refusal as refusal:
            return _list(request, str(refusal.text))
    return _list(request)


def _list(request: ActorRequest, problem: str = "") -> HttpResponse:
    ticked = request.POST.getlist("party")
    with acting(request.actor):
        rows = queries.waiting_for(request.actor.person_id)
        context = {
            "rows": [{"one": row, "is_ticked": str(row.party.pk) in ticked} for row in rows],
            "can_sign": ways().built_in,
            "is_full": len(rows) == MOST_AT_ONCE,
            "most": MOST_AT_ONCE,
            "problem": problem,
            "back_url": reverse("mina"),
            "back_text": _("Mina sidor"),
        }
        return render(request, "signing/batch.html", context, status=422 if problem else 200)


def _ticked(request: ActorRequest) -> list[Party]:
    """The person's own parties among those in the form, in the order of the page."""
    wanted = [read_uuid(text) for text in request.POST.getlist("party")]
    if len(wanted) > MOST_AT_ONCE:
        raise TooManyAtOnce
    return _mine(request, [one for one in wanted if one])


def _mine(request: ActorRequest, wanted: list[UUID]) -> list[Party]:
    """Those that still wait; raises NothingChosen when none does."""
    with acting(request.actor):
        found = list(queries.to_sign(request.actor.person_id).filter(pk__in=wanted))
    if not found:
        raise NothingChosen
    return found


def _begun(request: ActorRequest, parties: list[Party]) -> HttpResponse:
    return begun(request, _errand(request, [one.pk for one in parties]), parties)


def _errand(request: ActorRequest, party_ids: list[UUID]) -> Errand:
    slug, count = town(request).slug, len(party_ids)
    names = {
        "order": "batch-order",
        "order-state": "batch-state",
        "order-cancel": "batch-cancel",
        "order-retry": "batch-retry",
    }
    return Errand(
        about=request.actor.person_id,
        title=ngettext("{count} begäran", "{count} begäranden", count).format(count=count),
        back_url=reverse("signing:batch", args=[slug]),
        back_text=_("Skriv under flera"),
        address=lambda name, order_id: reverse(f"signing:{names[name]}", args=[slug, order_id]),
        done=lambda act: reverse("signing:batch-done", args=[slug, act.pk]),
        context={"documents": _documents(request, party_ids)},
    )


def _documents(request: ActorRequest, party_ids: list[UUID]) -> list[Any]:
    """In the order in which the e-ID lists them."""
    with acting(request.actor):
        rows = dict(Party.objects.filter(pk__in=party_ids).values_list("pk", "request_id"))
        place = {rows[one]: number for number, one in enumerate(party_ids) if one in rows}
        return queries.documents_in_order(place)


def _order_errand(request: ActorRequest, order_id: UUID) -> Errand:
    """The errand of an order that has begun; raises OrderGone for anybody else's."""
    found = own_order(request, _errand(request, []), order_id)
    return _errand(request, parties_of(found))


@batch_route
def order(request: ActorRequest, order_id: UUID) -> HttpResponse:
    """The page with the QR code."""
    return order_page(request, _order_errand(request, order_id), order_id)


@batch_route
def state(request: ActorRequest, order_id: UUID) -> HttpResponse:
    """The fragment that htmx asks for every second."""
    return order_state(request, _errand(request, []), order_id)


@require_POST
@batch_route
def cancel(request: ActorRequest, order_id: UUID) -> HttpResponse:
    """Back to the list, nothing signed."""
    return order_cancelled(request, _errand(request, []), order_id)


@require_POST
@batch_route
def retry(request: ActorRequest, order_id: UUID) -> HttpResponse:
    """A new order for those of the same requests that still wait."""
    found = own_order(request, _errand(request, []), order_id)
    try:
        return _begun(request, _mine(request, parties_of(found)))
    except Refusal as refusal:
        return _list(request, str(refusal.text))


@permission("person", service="signing")
def done(request: ActorRequest, act_id: UUID) -> HttpResponse:
    """How far the saving has come, and what was left out and why."""
    shares = queries.shares_of(access.act(request.actor, act_id))
    kept = [one for one in shares if not one.why]
    saved = sum(one.is_saved for one in kept)
    if getattr(request, "htmx", False) and request.GET.get("seen") == str(saved):
        return HttpResponse(status=204)
    context = {
        "kept": kept,
        "left_out": [one for one in shares if one.why],
        "saved": saved,
        "total": len(kept),
        "is_over": saved == len(kept),
        "act_url": reverse("signing:batch-done", args=[town(request).slug, act_id]),
        "more_to_sign": queries.to_sign(request.actor.person_id).count(),
        "batch_url": reverse("signing:batch", args=[town(request).slug]),
    }
    part = getattr(request, "htmx", False)
    return render(
        request, "signing/parts/batch_progress.html" if part else "signing/batch_done.html", context
    )
