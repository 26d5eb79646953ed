"""The pages at the door: choose an e-ID, wait for it, go in, go out."""

from typing import Any
from urllib.parse import urlencode
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
from armkrok.core.eid import orders, ways
from armkrok.core.eid.errors import EidUnavailable, TooManyOrders
from armkrok.core.eid.login import log_in, log_out
from armkrok.core.eid.models import EidOrder
from armkrok.core.eid.page import Addresses, fragment, page, told_to
from armkrok.core.policies.reading import policy_of
from armkrok.core.tenants.models import Organisation

LOGIN = EidOrder.Purpose.LOGIN
LONGEST_ADDRESS = 500


@permission("public")
def login(request: ActorRequest) -> HttpResponse:
    """Choose how to log in; the ways of the organisation whose page the person wants are among them."""
    target = safe_next(request, request.GET.get("next", ""))
    place = place_of(request, target)
    if request.actor.person and (place is None or request.actor.only_id in {None, place.pk}):
        return redirect(target or "mina")
    return _choice(request, target, place)


def place_of(request: ActorRequest, target: str) -> Organisation | None:
    """The organisation of the address that the person wants, or that she has chosen; one we know of."""
    asked = request.POST or request.GET
    slug = target.strip("/").partition("/")[0] or asked.get("organisation", "")
    return Organisation.objects.filter(slug=slug).first() if slug else None


def _choice(
    request: ActorRequest, target: str, place: Organisation | None, problem: str = "", status: int = 200
) -> HttpResponse:
    last = request.COOKIES.get(settings.WAY_COOKIE, "")
    offered = sorted(ways.ways(place, LOGIN), key=lambda way: way.key != last)
    context = {
        "ways": [_way(way) for way in offered],
        "last_way": offered[0].name if offered[0].key == last else "",
        "next": target,
        "place": place,
        "phone": place.phone if place else "",
        "without_eid": policy_of(place.pk).without_eid if place else "",
        "problem": problem,
        "organisations_url": "" if place else reverse("login-organisations"),
    }
    return render(request, "identity/login.html", context, status=status)


def _way(way: ways.Way) -> dict[str, Any]:
    bankid = way.key == ways.BANKID
    url = reverse("login-bankid") if bankid else reverse("login-way", args=[way.key])
    return {"name": way.name, "text": way.text, "url": url, "is_down": bool(way.down_since)}


@permission("public")
def organisations(request: ActorRequest) -> HttpResponse:
    """Whose own log-in the person wants to use."""
    target = safe_next(request, request.GET.get("next", ""))
    rows = [
        {
            "name": one.name,
            "url": f"{reverse('login')}?{urlencode({'organisation': one.slug, 'next': target})}",
        }
        for one in ways.with_own_ways()
    ]
    return render(request, "identity/login_organisations.html", {"organisations": rows})


@require_POST
@permission("public", own_transactions=True)
def start(request: ActorRequest, way: "UUID | str") -> HttpResponse:
    """Start a log-in for this browser, by BankID or another provider."""
    target = safe_next(request, request.POST.get("next", ""))
    place = place_of(request, target)
    try:
        provider = ways.provider_for(str(way), place, LOGIN)
        order = orders.start(request, LOGIN, next_url=target, page_url=_page, provider=provider)
    except (EidUnavailable, TooManyOrders) as refusal:
        return _choice(request, target, place, str(refusal.text), status=refusal.status)
    response = redirect("login-order", order_id=order.pk)
    orders.remember_browser(request, response)
    response.set_cookie(
        settings.WAY_COOKIE, str(way), max_age=365 * 86400, httponly=True,
        secure=settings.SECURE_COOKIES, samesite="Lax", path="/",
    )  # fmt: skip
    return response


def _page(order_id: UUID) -> str:
    return reverse("login-order", args=[order_id])


@permission("public", own_transactions=True)
def waiting(request: ActorRequest, order_id: UUID) -> HttpResponse:
    """The page with the QR code; without a script it asks for itself again."""
    order = orders.order_for(request, order_id, LOGIN)
    standing = orders.standing(request, order)
    if standing.answer:
        response: HttpResponse = redirect(order.next_url or "mina")
        log_in(request, response, order, standing.answer)
        return response
    if standing.state == EidOrder.State.COMPLETE:
        return redirect(order.next_url or "mina")
    return page(request, "identity/bankid.html", order, standing, _addresses(order), **_back(order))


@permission("public", own_transactions=True)
def state(request: ActorRequest, order_id: UUID) -> HttpResponse:
    """The fragment that htmx asks for every second."""
    order = orders.order_for(request, order_id, LOGIN)
    standing = orders.standing(request, order)
    if standing.answer:
        response = told_to("HX-Redirect", order.next_url or reverse("mina"))
        log_in(request, response, order, standing.answer)
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
    provider = ways.provider_of(old) if old.provider_id else None
    order = orders.start(request, LOGIN, next_url=old.next_url, page_url=_page, provider=provider)
    return redirect("login-order", order_id=order.pk)


@require_POST
@permission("person", own_transactions=True, for_others=True, for_bound=True)
def logout(request: ActorRequest) -> HttpResponse:
    """Go out; the cookie goes too."""
    log_out(request, request.actor)
    messages.success(request, _("Du är utloggad."))
    response = redirect("start")
    response.delete_cookie(settings.LOGIN_COOKIE, path="/", samesite="Lax")
    response["Clear-Site-Data"] = '"cache", "storage"'
    return response


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
