"""Being asked: read, sign, done."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from armkrok.core.access.actor import ActorRequest
from armkrok.core.access.routes import acting, permission
from armkrok.core.eid import orders
from armkrok.core.eid.errors import OrderGone
from armkrok.core.eid.models import EidOrder
from armkrok.core.eid.orders import Standing
from armkrok.core.eid.page import Addresses, fragment, page, told_to
from armkrok.core.notifications.tasks import waiting, waiting_count
from armkrok.kit.days import now
from armkrok.kit.refusals import Refusal
from armkrok.services.signing import access, queries
from armkrok.services.signing.actions import declining, signing, statement
from armkrok.services.signing.forms import ReasonForm
from armkrok.services.signing.models import Document, Party, SigningRequest
from armkrok.services.signing.views.drafting import town
from armkrok.services.signing.views.handing import way_back

SIGN = EidOrder.Purpose.SIGN
signing_route = permission("person", service="signing")
own_route = permission(
    "person", service="signing", own_transactions=True, given=("request_id", "one", access.party)
)


@signing_route
def sign(request: ActorRequest, request_id: UUID) -> HttpResponse:
    """The document, and the button."""
    one = access.party(request.actor, request_id)
    if one.request.is_open:
        signing.opened(one, by=request.actor)
    return _sign_page(request, one)


def _sign_page(request: ActorRequest, one: Party, problem: str = "") -> HttpResponse:
    found = one.request
    people = queries.people_of(found)
    documents = queries.documents_of(found)
    context = {
        "signing": queries.summary(found, people, documents),
        "people": queries.people_rows(people, request.actor.person_id),
        "shown": [_pictures(request, one) for one in documents],
        "closed": _closed(request, one),
        "problem": problem,
        "back_url": way_back(request, one) or reverse("mina"),
        "back_text": _("Tillbaka utan att skriva under") if way_back(request, one) else _("Mina sidor"),
    }
    return render(request, "signing/sign.html", context, status=409 if problem else 200)


def _pictures(request: ActorRequest, document: Document) -> dict[str, Any]:
    """Its first pages, or those from `fran` when the address points out this document."""
    chosen = request.GET.get("dokument", "1") == str(document.position)
    text = request.GET.get("fran", "")
    start = int(text) - 1 if chosen and text.isdecimal() and len(text) < 6 else 0
    return queries.page_pictures(document, town(request), max(0, min(start, document.pages - 1)))


def _closed(request: ActorRequest, one: Party) -> dict[str, str] | None:
    """Why the person cannot sign now, and the way on."""
    slug = town(request).slug
    if one.state in {Party.State.SIGNED, Party.State.CONSENTED}:
        return {
            "heading": _("Du har skrivit under"),
            "text": _("Du behöver inte göra något mer."),
            "url": reverse("signing:done", args=[slug, one.request_id]),
            "button": _("Visa min underskrift"),
        }
    if one.state == Party.State.DECLINED:
        return {"heading": _("Du har svarat nej"), "text": _("Den som frågade har fått veta det."), "url": ""}
    if one.request.state == SigningRequest.State.WITHDRAWN:
        why = one.request.withdrawn_why or _("Inget skäl är angivet.")
        text = _("Du har inte skrivit under. Skäl: {why}").format(why=why)
        return {"heading": _("Begäran är tillbakadragen"), "text": text, "url": ""}
    return None


@require_POST
@own_route
def start(request: ActorRequest, one: Party) -> HttpResponse:
    """Begin a BankID signing for exactly this person and this document."""
    return _begun(request, one)


def _begun(request: ActorRequest, one: Party) -> HttpResponse:
    try:
        with acting(request.actor):
            signing.started([one], by=request.actor)
            asked = statement.of([one], town(request).name)
        order = _order(request, one, asked)
    except Refusal as refusal:
        with acting(request.actor):
            return _sign_page(request, one, str(refusal.text))
    response = redirect("signing:order", town(request).slug, one.request_id, order.pk)
    orders.remember_browser(request, response)
    return response


def _order(request: ActorRequest, one: Party, asked: statement.Statement) -> EidOrder:
    _give_up_earlier(one)
    return orders.start(
        request,
        SIGN,
        next_url=reverse("signing:done", args=[town(request).slug, one.request_id]),
        person_id=one.person_id,
        visible_text=asked.visible_text,
        hidden_data=asked.hidden_data,
        about=one.pk,
    )


def _give_up_earlier(one: Party) -> None:
    """Whoever went back to read again should not be told by BankID that a signing is already going on."""
    recently = now() - orders.QR_LIFETIME
    for earlier in EidOrder.objects.filter(
        purpose=SIGN, person_id=one.person_id, state=EidOrder.State.PENDING, started_at__gt=recently
    ):
        orders.cancel(earlier)


@own_route
def order(request: ActorRequest, one: Party, order_id: UUID) -> HttpResponse:
    """The page with the QR code; without a script it asks for itself again."""
    found = _own_order(request, one, order_id)
    standing = orders.standing(request, found)
    if standing.completion or standing.state == EidOrder.State.COMPLETE:
        return redirect(_after_answer(request, one, found, standing))
    more: dict[str, Any] = {
        "title": one.request.title,
        "back_url": reverse("signing:sign", args=[town(request).slug, one.request_id]),
        "back_text": _("Tillbaka till dokumentet"),
    }
    with acting(request.actor):
        more["documents"] = queries.documents_of(one.request)
        return page(
            request,
            "signing/bankid_sign.html",
            found,
            standing,
            _addresses(request, found, one.request_id),
            **more,
        )


@own_route
def state(request: ActorRequest, one: Party, order_id: UUID) -> HttpResponse:
    """The fragment that htmx asks for every second."""
    found = _own_order(request, one, order_id)
    standing = orders.standing(request, found)
    if standing.completion or standing.state == EidOrder.State.COMPLETE:
        return told_to("HX-Redirect", _after_answer(request, one, found, standing))
    return fragment(request, found, standing, _addresses(request, found, one.request_id))


def _after_answer(request: ActorRequest, one: Party, found: EidOrder, standing: Standing) -> str:
    """The e-ID has answered: verify, keep, sign. Where the person goes next."""
    if standing.completion is None:
        return found.next_url
    try:
        kept = signing.consent(found, standing.completion, by=request.actor)
    except Refusal as refusal:
        messages.warning(request, str(refusal.text))
        return reverse("signing:sign", args=[town(request).slug, one.request_id])
    signing.append_now(kept)
    return found.next_url


def _own_order(request: ActorRequest, one: Party, order_id: UUID) -> EidOrder:
    found = orders.order_for(request, order_id, SIGN)
    if found.about != one.pk:
        raise OrderGone
    return found


@require_POST
@own_route
def cancel(request: ActorRequest, one: Party, order_id: UUID) -> HttpResponse:
    """Back to the document, nothing signed."""
    found = _own_order(request, one, order_id)
    if not orders.cancel(found) and found.state == EidOrder.State.COMPLETE:
        return redirect(found.next_url)
    messages.info(request, _("Du avbröt. Inget har skrivits under."))
    return redirect("signing:sign", town(request).slug, one.request_id)


@require_POST
@own_route
def retry(request: ActorRequest, one: Party, order_id: UUID) -> HttpResponse:
    """A new order for the same document."""
    _own_order(request, one, order_id)
    return _begun(request, one)


def _addresses(request: ActorRequest, found: EidOrder, request_id: UUID) -> Addresses:
    names = ("order-state", "order-cancel", "order-retry", "order")
    return Addresses(
        *(reverse(f"signing:{name}", args=[town(request).slug, request_id, found.pk]) for name in names)
    )


@signing_route
def done(request: ActorRequest, request_id: UUID) -> HttpResponse:
    """This person has signed, or follows from a letter that everybody has."""
    found = access.party_request(request.actor, request_id)
    people = queries.people_of(found)
    me = request.actor.person_id
    mine = next((one for one in people if one.person_id == me), None)
    if mine is None:
        return redirect("signing:progress", town(request).slug, request_id)
    if not mine.is_finished and mine.state not in {Party.State.CONSENTED, Party.State.COPIED}:
        return redirect("signing:sign", town(request).slug, request_id)
    if back := way_back(request, mine):
        return redirect(back)
    left = [task for task in waiting(me, 2) if task.about_id != found.pk]
    context: dict[str, Any] = {
        "signing": queries.summary(found, people),
        "is_stored": mine.state != Party.State.CONSENTED,
        "waiting_count": waiting_count(me),
        "next_wait": {"title": left[0].title, "day": left[0].due} if left else None,
    }
    return render(request, "signing/done.html", context)


@signing_route
def decline(request: ActorRequest, request_id: UUID) -> HttpResponse:
    """Say no, with a reason."""
    one = access.party(request.actor, request_id)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        declining.decline(one, form.cleaned_data["reason"], by=request.actor)
        messages.success(request, _("Ditt svar är skickat."))
        return redirect(way_back(request, one) or "mina")
    people = queries.people_of(one.request)
    return render(
        request, "signing/decline.html", {"signing": queries.summary(one.request, people), "form": form}
    )
