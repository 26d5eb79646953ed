"""The BankID page and its once-a-second fragment; log-in and signing draw the same."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe

from armkrok.core.eid import elsewhere
from armkrok.core.eid.models import EidOrder
from armkrok.core.eid.orders import QR_LIFETIME, Standing, config, remember_browser
from armkrok.core.eid.ways import provider_of
from armkrok.core.identity.bankid.qr import qr_svg, qr_text_at
from armkrok.kit.days import now

KINDS = {"pending": "wait", "failed": "stop", "complete": "done"}


@dataclass(frozen=True)
class Addresses:
    """Where the page's links and forms lead."""

    state: str
    cancel: str
    retry: str
    page: str


def context(order: EidOrder, standing: Standing, addresses: Addresses) -> dict[str, Any]:
    """What identity/bankid.html calls `order`."""
    waiting = order.state == EidOrder.State.PENDING and order.hint == "outstandingTransaction"
    left = QR_LIFETIME - (now() - order.first_started_at)
    message = standing.message
    return {
        "app_url": config().start_link(
            order.auto_start_token,
            user_agent=order.user_agent,
            return_url=settings.BASE_URL + addresses.page,
        ),
        "started": f"{order.started_at:%H%M%S}",
        "qr_url": addresses.state,
        "cancel_url": addresses.cancel,
        "retry_url": addresses.retry,
        "qr_svg": _code(order) if waiting else "",
        "code": message.code if message else "",
        "status_kind": KINDS.get(standing.state, "wait"),
        "status_text": str(message or ""),
        "minutes_left": max(1, round(left.total_seconds() / 60)),
        "is_over": standing.state == EidOrder.State.FAILED,
    }


def page(
    request: HttpRequest,
    template: str,
    order: EidOrder,
    standing: Standing,
    addresses: Addresses,
    **more: Any,
) -> HttpResponse:
    """The whole page; `template` is BankID's, other providers have one page for all."""
    if order.provider_id:
        return _elsewhere(request, order, standing, addresses, more)
    response = render(request, template, {"order": context(order, standing, addresses), **more})
    remember_browser(request, response)
    return response


def _elsewhere(
    request: HttpRequest, order: EidOrder, standing: Standing, addresses: Addresses, more: dict[str, Any]
) -> HttpResponse:
    """The page from which the person goes to a provider, and where she sees how it went if not well."""
    known = {
        "name": provider_of(order).name,
        "way": order.provider_id,
        "is_signing": order.purpose == EidOrder.Purpose.SIGN,
        "leave_url": order.leave_url,
        "goes_now": order.hint == elsewhere.NEW,
        "is_over": standing.state == EidOrder.State.FAILED,
        "status_text": str(standing.message or ""),
        "retry_url": addresses.retry,
        "cancel_url": addresses.cancel,
    }
    response = render(request, "identity/elsewhere.html", {"order": known, **more})
    elsewhere.left(order)
    remember_browser(request, response)
    return response


def fragment(request: HttpRequest, order: EidOrder, standing: Standing, addresses: Addresses) -> HttpResponse:
    """The part that is asked for again every second; a failed order redraws the whole page."""
    if standing.state == EidOrder.State.FAILED:
        return told_to("HX-Refresh", "true")
    known = {name: request.GET.get(name, "") for name in ("seen", "shown")}
    values = {"order": context(order, standing, addresses), **known}
    return render(request, "identity/parts/bankid_state.html", values)


def told_to(header: str, value: str) -> HttpResponse:
    """An empty answer with a word to htmx."""
    response = HttpResponse(status=200)
    response[header] = value
    return response


def _code(order: EidOrder) -> str:
    text = qr_text_at(order.qr_start_token, order.qr_start_secret, ordered_at=order.started_at, now=now())
    return mark_safe(qr_svg(text))  # noqa: S308  (drawn by us from our own text)
