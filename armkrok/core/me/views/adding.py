"""One more e-ID: the person shows it in the browser where she is logged in."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from armkrok.core.access.actor import ActorRequest
from armkrok.core.access.routes import permission
from armkrok.core.eid import orders, ways
from armkrok.core.eid.errors import EidUnavailable, OrderGone, TooManyOrders
from armkrok.core.eid.models import EidOrder
from armkrok.core.eid.page import Addresses, fragment, page, told_to
from armkrok.core.identity.loa import STRONG, strength
from armkrok.core.me import queries
from armkrok.core.me.actions import adding
from armkrok.core.me.errors import NotAdded, NotFresh
from armkrok.kit.refusals import Refusal

LOGIN = EidOrder.Purpose.LOGIN


@permission("person")
def choose(request: ActorRequest) -> HttpResponse:
    """Choose which e-ID to add."""
    return _choice(request)


def _choice(request: ActorRequest, problem: str = "", status: int = 200) -> HttpResponse:
    offered = [one for one in ways.ways(None, LOGIN) if not one.provider or one.provider.is_shared]
    context = {
        "ways": [{"key": one.key, "name": one.name, "text": one.text} for one in offered],
        "is_fresh": queries.is_fresh(request.actor.session),
        "problem": problem,
        "back_url": reverse("my-data"),
        "back_text": _("Mina uppgifter"),
    }
    return render(request, "me/add.html", context, status=status)


@require_POST
@permission("person", own_transactions=True)
def start(request: ActorRequest) -> HttpResponse:
    """Start an order by which the person shows the e-ID. The order is hers and this browser's."""
    if not queries.is_fresh(request.actor.session):
        raise NotFresh
    try:
        provider = ways.provider_for(request.POST.get("way", ""), None, LOGIN)
        order = orders.start(
            request, LOGIN, next_url=reverse("my-data"), page_url=_page, provider=provider,
            about=request.actor.person_id,
            visible_text="" if provider else _("Lägg till den här e-legitimationen i Mina uppgifter"),
        )  # fmt: skip
    except (EidUnavailable, TooManyOrders) as refusal:
        return _choice(request, str(refusal.text), status=refusal.status)
    response = redirect("my-add-order", order_id=order.pk)
    orders.remember_browser(request, response)
    return response


def _page(order_id: UUID) -> str:
    return reverse("my-add-order", args=[order_id])


def _own(request: ActorRequest, order_id: UUID) -> EidOrder:
    """An order that this person began to add an e-ID, in this browser; a log-in is none."""
    order = orders.order_for(request, order_id, LOGIN)
    if order.about != request.actor.person_id:
        raise OrderGone
    return order


@permission("person", own_transactions=True)
def waiting(request: ActorRequest, order_id: UUID) -> HttpResponse:
    """The order's page; without a script it asks for itself again."""
    order = _own(request, order_id)
    standing = orders.standing(request, order)
    if standing.answer:
        return redirect(_after(request, order, standing.answer))
    if standing.state == EidOrder.State.COMPLETE:
        return redirect("my-data")
    back = {"back_url": reverse("my-add"), "back_text": _("Välj ett annat sätt")}
    return page(request, "identity/bankid.html", order, standing, _addresses(order), **back)


@permission("person", own_transactions=True)
def state(request: ActorRequest, order_id: UUID) -> HttpResponse:
    """The fragment that htmx asks for every second."""
    order = _own(request, order_id)
    standing = orders.standing(request, order)
    if standing.answer:
        return told_to("HX-Redirect", _after(request, order, standing.answer))
    if standing.state == EidOrder.State.COMPLETE:
        return told_to("HX-Redirect", reverse("my-data"))
    return fragment(request, order, standing, _addresses(order))


def _after(request: ActorRequest, order: EidOrder, answer: orders.Answer) -> str:
    """Where to go when the e-ID has answered: what it says is added, or why not is told."""
    try:
        proof = orders.verified(order, answer)
        orders.finished(order)
        if strength(proof.loa) < STRONG:
            raise NotFresh(_("E-legitimationen har för låg säkerhetsnivå för att läggas till."))
        is_new = adding.add(proof, by=request.actor)
    except (NotAdded, NotFresh) as refusal:
        messages.error(request, str(refusal.text))
        return reverse("my-add")
    except Refusal:
        orders.refused(order)
        raise
    messages.success(
        request, _("E-legitimationen är tillagd.") if is_new else _("Den har du redan lagt till.")
    )
    return reverse("my-data")


@require_POST
@permission("person", own_transactions=True)
def cancel(request: ActorRequest, order_id: UUID) -> HttpResponse:
    """The person backs out."""
    orders.cancel(_own(request, order_id))
    return redirect("my-add")


@require_POST
@permission("person", own_transactions=True)
def retry(request: ActorRequest, order_id: UUID) -> HttpResponse:
    """Choose anew."""
    _own(request, order_id)
    return redirect("my-add")


def _addresses(order: EidOrder) -> Addresses:
    names = ("my-add-state", "my-add-cancel", "my-add-retry", "my-add-order")
    return Addresses(*(reverse(name, args=[order.pk]) for name in names))
