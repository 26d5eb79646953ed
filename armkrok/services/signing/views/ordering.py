"""The pages of an e-ID order that signs: one request, or a batch of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from armkrok.core.access.actor import ActorRequest
from armkrok.core.access.routes import acting
from armkrok.core.eid import orders, ways
from armkrok.core.eid.errors import OrderGone
from armkrok.core.eid.models import EidOrder
from armkrok.core.eid.orders import Standing
from armkrok.core.eid.page import Addresses, fragment, page, told_to
from armkrok.core.mandates.errors import MandateEnded, MandateUnsure
from armkrok.core.tenants.models import Organisation
from armkrok.kit.days import now
from armkrok.kit.refusals import Refusal
from armkrok.services.signing import access
from armkrok.services.signing.actions import representing, signing, statement
from armkrok.services.signing.errors import NoLongerAsked
from armkrok.services.signing.errors.signing import RegisterUnsure
from armkrok.services.signing.models import Act, Party

SIGN = EidOrder.Purpose.SIGN


@dataclass(frozen=True)
class Errand:
    """What an order is for, and where its pages are.

    `about` is what the order must be about: the party's id, or in a batch the person's. `address` gives the
    address of a page by its name and the order's id, `done` where an accepted answer leads.
    """

    about: UUID
    title: str
    back_url: str
    back_text: str
    address: Callable[[str, UUID], str]
    done: Callable[[Act], str]
    context: dict[str, Any] = field(default_factory=dict)


def begun(request: ActorRequest, errand: Errand, parties: Sequence[Party]) -> HttpResponse:
    """Begin an order for exactly this person and these requests; to its page. Raises Refusal.

    The form says by which of the ways offered here; without a word it is BankID.
    """
    way = request.POST.get("way", ways.BANKID)
    _ask_register(request, parties)
    with acting(request.actor):
        signing.started(parties, by=request.actor)
        asked = statement.of(parties, _town(request).name, representing.sentence(request.actor))
        provider = ways.provider_for(way, _town(request), SIGN)
    _give_up_earlier(request.actor.person_id)
    order = orders.start(
        request,
        SIGN,
        next_url=errand.back_url,
        page_url=lambda order_id: errand.address("order", order_id),
        provider=provider,
        person_id=request.actor.person_id,
        visible_text=asked.visible_text,
        hidden_data=asked.hidden_data,
        about=errand.about,
    )
    response = redirect(errand.address("order", order.pk))
    orders.remember_browser(request, response)
    return response


def _ask_register(request: ActorRequest, parties: Sequence[Party]) -> None:
    """Ask whether she may sign for the organisations; raises RegisterUnsure until she has been told that.

    In a batch the page goes on, and the answer is told there.
    """
    for answer in representing.ask_register(parties, by=request.actor):
        if answer.is_confirmed:
            messages.success(request, answer.text)
        elif len(parties) > 1:
            messages.warning(request, answer.text)
        elif request.POST.get("register") != "told":
            raise RegisterUnsure(answer.text)


def _town(request: ActorRequest) -> Organisation:
    if request.actor.organisation is None:
        raise LookupError("this route must name an organisation")
    return request.actor.organisation


def _give_up_earlier(person_id: UUID) -> None:
    """Whoever went back to read again should not be told by BankID that a signing is already going on."""
    recently = now() - orders.QR_LIFETIME
    for earlier in EidOrder.objects.filter(
        purpose=SIGN, person_id=person_id, state=EidOrder.State.PENDING, started_at__gt=recently
    ):
        orders.cancel(earlier)


def own_order(request: HttpRequest, errand: Errand, order_id: UUID) -> EidOrder:
    """This browser's order for this errand; raises OrderGone for any other."""
    found = orders.order_for(request, order_id, SIGN)
    if found.about != errand.about:
        raise OrderGone
    return found


def order_page(request: ActorRequest, errand: Errand, order_id: UUID) -> HttpResponse:
    """The page with the QR code; without a script it asks for itself again."""
    found = own_order(request, errand, order_id)
    standing = orders.standing(request, found)
    if standing.answer or standing.state == EidOrder.State.COMPLETE:
        return redirect(_after_answer(request, errand, found, standing))
    more: dict[str, Any] = {
        "title": errand.title,
        "back_url": errand.back_url,
        "back_text": errand.back_text,
        **errand.context,
    }
    with acting(request.actor):
        return page(request, "signing/bankid_sign.html", found, standing, _addresses(errand, found), **more)


def order_state(request: ActorRequest, errand: Errand, order_id: UUID) -> HttpResponse:
    """The fragment that htmx asks for every second."""
    found = own_order(request, errand, order_id)
    standing = orders.standing(request, found)
    if standing.answer or standing.state == EidOrder.State.COMPLETE:
        return told_to("HX-Redirect", _after_answer(request, errand, found, standing))
    return fragment(request, found, standing, _addresses(errand, found))


def order_cancelled(request: ActorRequest, errand: Errand, order_id: UUID) -> HttpResponse:
    """Back to where the person was, nothing signed."""
    found = own_order(request, errand, order_id)
    if not orders.cancel(found) and found.state == EidOrder.State.COMPLETE:
        return redirect(_known_answer(request, errand, found))
    messages.info(request, _("Du avbröt. Inget har skrivits under."))
    return redirect(errand.back_url)


def _after_answer(request: ActorRequest, errand: Errand, found: EidOrder, standing: Standing) -> str:
    """The e-ID has answered: verify, keep, sign. Where the person goes next."""
    if standing.answer is None:
        return _known_answer(request, errand, found)
    try:
        kept = signing.consent(found, standing.answer, by=request.actor)
    except Refusal as refusal:
        messages.warning(request, str(refusal.text))
        over = (NoLongerAsked, MandateEnded, MandateUnsure)
        return reverse("mina") if isinstance(refusal, over) else errand.back_url
    signing.append_now(kept)
    return errand.done(kept)


def _known_answer(request: ActorRequest, errand: Errand, found: EidOrder) -> str:
    """The answer has been taken care of, perhaps by another tab."""
    with acting(request.actor):
        kept = access.act_of_order(request.actor, found.order_ref or str(found.pk))
    return errand.done(kept) if kept else errand.back_url


def _addresses(errand: Errand, found: EidOrder) -> Addresses:
    names = ("order-state", "order-cancel", "order-retry", "order")
    return Addresses(*(errand.address(name, found.pk) for name in names))
