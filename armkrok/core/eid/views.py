"""The pages at the door: choose an e-ID, wait for it, go in, go out."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from armkrok.core.access.actor import ActorRequest
from armkrok.core.access.routes import permission
from armkrok.core.eid import orders
from armkrok.core.eid.errors import EidUnavailable
from armkrok.core.eid.login import log_in, log_out
from armkrok.core.eid.models import EidOrder
from armkrok.core.eid.page import Addresses, fragment, page, told_to
from armkrok.core.identity.models import Session
from armkrok.core.identity.sessions import end_own

LOGIN = EidOrder.Purpose.LOGIN
LONGEST_ADDRESS = 500


@permission("public")
def login(request: ActorRequest) -> HttpResponse:
    """Choose how to log in."""
    target = safe_next(request, request.GET.get("next", ""))
    if request.actor.person:
        return redirect(target or "mina")
    return _choice(request, target)


def _choice(request: ActorRequest, target: str, problem: str = "", status: int = 200) -> HttpResponse:
    ways = [
        {
            "name": "BankID",
            "text": _("På den här enheten eller med mobilen"),
            "url": reverse("login-bankid"),
            "method": "post",
        }
    ]
    return render(
        request, "identity/login.html", {"ways": ways, "next": target, "problem": problem}, status=status
    )


@require_POST
@permission("public", own_transactions=True)
def start(request: ActorRequest) -> HttpResponse:
    """Start a BankID log-in for this browser."""
    target = safe_next(request, request.POST.get("next", ""))
    try:
        order = orders.start(request, LOGIN, next_url=target)
    except EidUnavailable as refusal:
        return _choice(request, target, str(refusal.text), status=503)
    response = redirect("login-order", order_id=order.pk)
    orders.remember_browser(request, response)
    return response


@permission("public", own_transactions=True)
def waiting(request: ActorRequest, order_id: UUID) -> HttpResponse:
    """The page with the QR code; without a script it asks for itself again."""
    order = orders.order_for(request, order_id, LOGIN)
    standing = orders.standing(request, order)
    if standing.completion:
        response: HttpResponse = redirect(order.next_url or "mina")
        log_in(request, response, order, standing.completion)
        return response
    if standing.state == EidOrder.State.COMPLETE:
        return redirect(order.next_url or "mina")
    return page(request, "identity/bankid.html", order, standing, _addresses(order), **_back(order))


@permission("public", own_transactions=True)
def state(request: ActorRequest, order_id: UUID) -> HttpResponse:
    """The fragment that htmx asks for every second."""
    order = orders.order_for(request, order_id, LOGIN)
    standing = orders.standing(request, order)
    if standing.completion:
        response = told_to("HX-Redirect", order.next_url or reverse("mina"))
        log_in(request, response, order, standing.completion)
        return response
    if standing.state == EidOrder.State.COMPLETE:
        return told_to("HX-Redirect", order.next_url or reverse("mina"))
    return fragment(request, order, standing, _addresses(order))


@require_POST
@permission("public", own_transactions=True)
def cancel(request: ActorRequest, order_id: UUID) -> HttpResponse:
    """The person backs out."""
    order = orders.order_for(request, order_id, LOGIN)
    orders.cancel(order)
    return redirect("login")


@require_POST
@permission("public", own_transactions=True)
def retry(request: ActorRequest, order_id: UUID) -> HttpResponse:
    """A new order for the same errand."""
    old = orders.order_for(request, order_id, LOGIN)
    order = orders.start(request, LOGIN, next_url=old.next_url)
    return redirect("login-order", order_id=order.pk)


@require_POST
@permission("person", own_transactions=True)
def logout(request: ActorRequest) -> HttpResponse:
    """Go out; the cookie goes too."""
    log_out(request, request.actor)
    messages.success(request, _("Du är utloggad."))
    response = redirect("start")
    response.delete_cookie(settings.LOGIN_COOKIE, path="/", samesite="Lax")
    return response


@permission("person")
def sessions(request: ActorRequest) -> HttpResponse:
    """The person's own log-ins, newest first; a POST ends one of them."""
    person_id = request.actor.person_id
    if request.method == "POST" and (wanted := _uuid(request.POST.get("session", ""))):
        if end_own(person_id, wanted):
            messages.success(request, _("Inloggningen är avslutad."))
        return redirect("my-sessions")
    own = Session.objects.filter(person_id=person_id).order_by("-created_at")[:30]
    present = request.actor.session
    return render(request, "identity/sessions.html", {"sessions": own, "present": present})


@permission("person")
def my_data(request: ActorRequest) -> HttpResponse:
    """What the platform knows of the person."""
    person = request.actor.person
    numbers = [number.masked() for number in person.numbers.all()] if person else []
    return render(request, "identity/my_data.html", {"person": person, "numbers": numbers})


def safe_next(request: HttpRequest, target: str) -> str:
    """The page to go to after log-in, if it is one of ours."""
    ours = url_has_allowed_host_and_scheme(target, allowed_hosts=None) and target.isprintable()
    return target if ours and target.startswith("/") and len(target) <= LONGEST_ADDRESS else ""


def _addresses(order: EidOrder) -> Addresses:
    return Addresses(
        *(
            reverse(name, args=[order.pk])
            for name in ("login-state", "login-cancel", "login-retry", "login-order")
        )
    )


def _back(_order: EidOrder) -> dict[str, str]:
    return {"back_url": reverse("login"), "back_text": _("Välj ett annat sätt")}


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
