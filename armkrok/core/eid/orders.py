"""An e-ID order from start to answer."""

import hmac
import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from armkrok.core.access.limits import hit
from armkrok.core.eid import elsewhere
from armkrok.core.eid.bankid import ask, client, config, proof_of
from armkrok.core.eid.errors import EidUnavailable, OrderEnded, OrderGone, TooManyOrders
from armkrok.core.eid.models import EidOrder, Provider
from armkrok.core.identity.bankid.errors import BankIdError, TooManyRequests
from armkrok.core.identity.bankid.messages import (
    Flow,
    Message,
    error_message,
    failed_message,
    pending_message,
)
from armkrok.core.identity.bankid.orders import Complete, CompletionData, Failed, Order, Pending
from armkrok.core.identity.proof import Proof
from armkrok.core.identity.sessions import client_ip, digest
from armkrok.kit.days import now

__all__ = [
    "Answer",
    "Standing",
    "cancel",
    "client",
    "config",
    "finished",
    "order_for",
    "refused",
    "start",
    "verified",
]

PER_BROWSER = 20
"""Orders that one browser may begin in a minute; an order that nobody picks up lasts for half of one."""
COLLECT_EVERY = timedelta(seconds=1)
QR_LIFETIME = timedelta(minutes=3)
MOVING = (
    "state", "hint", "order_ref", "auto_start_token", "qr_start_token", "qr_start_secret", "started_at"
)  # fmt: skip


Answer = CompletionData | Proof


@dataclass(frozen=True)
class Standing:
    """How an order stands: what to tell the person, and the answer when there is one."""

    state: str
    message: Message | None
    answer: Answer | None = None


def start(
    request: HttpRequest,
    purpose: EidOrder.Purpose,
    *,
    next_url: str,
    page_url: Callable[[UUID], str],
    provider: Provider | None = None,
    person_id: UUID | None = None,
    visible_text: str = "",
    hidden_data: bytes = b"",
    about: UUID | None = None,
) -> EidOrder:
    """Start an order for this browser; raises EidUnavailable and TooManyOrders. To sign, she must be known.

    Without a provider it is BankID's. `page_url` gives the address of the order's own page, where the person
    comes back to; `next_url` is where she goes when it is over.
    """
    _demand_calm(request, purpose)
    order = EidOrder(
        purpose=purpose, person_id=person_id, next_url=next_url, about=about,
        visible_text=visible_text, hidden_data=hidden_data, ip=client_ip(request),
        user_agent=request.headers.get("User-Agent", "")[:256], nonce_hash=digest(browser_token(request)),
    )  # fmt: skip
    if provider:
        elsewhere.leave(order, provider, page_url(order.pk))
    else:
        _place(order, ask(order, browser_token(request)))
        order.first_started_at = order.started_at
    order.save(force_insert=True)
    return order


def _demand_calm(request: HttpRequest, purpose: EidOrder.Purpose) -> None:
    """Each order is a call to the provider. A whole town hall may have one address, so that may do more.

    Who signs is logged in; a stranger may throw her browser's token away, and is counted by address.
    """
    hit("e-ID order, browser", browser_token(request), PER_BROWSER, TooManyOrders)
    if purpose == EidOrder.Purpose.LOGIN:
        hit("e-ID order, address", client_ip(request), settings.LOGINS_PER_ADDRESS, TooManyOrders)


def browser_token(request: HttpRequest) -> str:
    """The browser's own lasting token; remember_browser() must send a new one back."""
    known = request.COOKIES.get(settings.BROWSER_COOKIE) or getattr(request, "browser_token", None)
    if not known:
        known = secrets.token_urlsafe(24)
    request.browser_token = known  # type: ignore[attr-defined]
    return known


def remember_browser(request: HttpRequest, response: HttpResponse) -> None:
    """Give the browser its token, for a year."""
    response.set_cookie(
        settings.BROWSER_COOKIE, browser_token(request), max_age=365 * 86400, httponly=True,
        secure=settings.SECURE_COOKIES, samesite="Lax", path="/",
    )  # fmt: skip


def order_for(request: HttpRequest, order_id: UUID, purpose: EidOrder.Purpose) -> EidOrder:
    """This browser's order; raises OrderGone for anybody else's."""
    try:
        order = EidOrder.objects.get(pk=order_id, purpose=purpose)
    except EidOrder.DoesNotExist as error:
        raise OrderGone from error
    if not hmac.compare_digest(bytes(order.nonce_hash), digest(browser_token(request))):
        raise OrderGone
    return order


def standing(request: HttpRequest, order: EidOrder) -> Standing:
    """Ask the e-ID, at most once a second per order, and say how it stands.

    A complete answer is given once: the caller must verify and store it before anything else.
    """
    if order.provider_id:
        return _standing_elsewhere(order)
    if order.state != EidOrder.State.PENDING:
        return Standing(order.state, _message(order))
    moment = now()
    due = EidOrder.objects.filter(pk=order.pk, collected_at=order.collected_at, state=EidOrder.State.PENDING)
    if moment - order.collected_at < COLLECT_EVERY or not due.update(collected_at=moment):
        return Standing(order.state, _message(order))
    try:
        answer = client().collect(order.order_ref)
    except TooManyRequests:
        return Standing(order.state, _message(order))
    except BankIdError as error:
        return _not_collected(order, error)
    return _after(request, order, answer)


def _standing_elsewhere(order: EidOrder) -> Standing:
    elsewhere.give_up_old(order)
    proof = elsewhere.answer_of(order)
    if proof and order.state == EidOrder.State.PENDING:
        return Standing(EidOrder.State.COMPLETE, None, proof)
    return Standing(order.state, elsewhere.message(order))


def _after(request: HttpRequest, order: EidOrder, answer: Pending | Failed | Complete) -> Standing:
    if isinstance(answer, Complete):
        return Standing(EidOrder.State.COMPLETE, None, answer.completion)
    if isinstance(answer, Failed) and _may_restart(order, answer):
        _restart(order, browser_token(request))
    elif isinstance(answer, Failed):
        order.state, order.hint = EidOrder.State.FAILED, answer.hint_code
    else:
        order.hint = answer.hint_code
    if not _pending(order).update(**{name: getattr(order, name) for name in MOVING}):
        order.refresh_from_db()
    return Standing(order.state, _message(order))


def _restart(order: EidOrder, device: str) -> None:
    """A new order at the e-ID for the same errand; the person sees only a new QR code."""
    try:
        _place(order, ask(order, device))
    except EidUnavailable:
        order.state, order.hint = EidOrder.State.FAILED, "unknown"


def _pending(order: EidOrder) -> QuerySet[EidOrder]:
    return EidOrder.objects.filter(pk=order.pk, state=EidOrder.State.PENDING)


def finished(order: EidOrder) -> None:
    """The answer is being taken care of, in the caller's transaction.

    Raises OrderEnded when it is already, or when the person has backed out; then nothing may be done.
    """
    if not _pending(order).update(state=EidOrder.State.COMPLETE, kept=b""):
        raise OrderEnded


def refused(order: EidOrder) -> None:
    """The answer was not accepted: the order is over."""
    _pending(order).update(state=EidOrder.State.FAILED, hint="unknown", kept=b"")


def cancel(order: EidOrder) -> bool:
    """The person backs out: tell the e-ID too. False when the order had already ended."""
    if not _pending(order).update(state=EidOrder.State.FAILED, hint="userCancel"):
        order.refresh_from_db()
        return False
    if not order.provider_id:
        with suppress(BankIdError):
            client().cancel(order.order_ref)
    return True


def verified(order: EidOrder, answer: Answer) -> Proof:
    """What the answer proves; raises AnswerNotTrusted when any check fails."""
    return answer if isinstance(answer, Proof) else proof_of(order, answer)


def _place(order: EidOrder, answer: Order) -> None:
    order.order_ref, order.auto_start_token = answer.order_ref, answer.auto_start_token
    order.qr_start_token, order.qr_start_secret = answer.qr_start_token, answer.qr_start_secret
    order.started_at, order.hint = answer.ordered_at, "outstandingTransaction"


def _may_restart(order: EidOrder, answer: Failed) -> bool:
    return answer.may_restart_silently and now() - order.first_started_at < QR_LIFETIME


def _not_collected(order: EidOrder, error: BankIdError) -> Standing:
    """BankID is away: the order goes on. BankID does not know the order: it is over."""
    if error.error_code == "invalidParameters":
        _pending(order).update(state=EidOrder.State.FAILED, hint="unknown", kept=b"")
        order.refresh_from_db()
        return Standing(order.state, error_message(error))
    return Standing(order.state, error_message(error))


def _message(order: EidOrder) -> Message:
    if order.state == EidOrder.State.FAILED:
        return failed_message(order.hint, Flow.QR)
    return pending_message(order.hint, Flow.QR)
