"""The relying party's side: /rp/v6.0/ with BankID's paths, methods and status codes."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route

from armkrok.simulators.bankid.faults import ActiveFault, Fault
from armkrok.simulators.bankid.orders import POLL_SECONDS, Kind, Order, Refused
from armkrok.simulators.bankid.simulator import Simulator
from armkrok.simulators.bankid.wishes import read_wish

LARGEST_BODY: Final = 500_000
METHODS: Final = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
STATUS: Final = {
    "alreadyInProgress": 400,
    "invalidParameters": 400,
    "unauthorized": 401,
    "notFound": 404,
    "methodNotAllowed": 405,
    "requestTimeout": 408,
    "unsupportedMediaType": 415,
    "tooManyRequests": 429,
    "internalError": 500,
    "maintenance": 503,
}
FAULTS: Final = {
    Fault.DOWN: ("maintenance", "The service is temporarily unavailable"),
    Fault.INTERNAL_ERROR: ("internalError", "Internal technical error"),
    Fault.REQUEST_TIMEOUT: ("requestTimeout", "It took too long time to transmit the request"),
    Fault.UNAUTHORIZED: ("unauthorized", "The client certificate is not accepted"),
}

Deed = Callable[[Simulator, dict[str, Any]], dict[str, Any]]
Endpoint = Callable[[Request], Awaitable[Response]]


def routes(simulator: Simulator) -> Mount:
    """The API; unknown paths answer 404 and other methods 405, in BankID's form."""
    orders: dict[str, Deed] = {kind.value: _ordering(kind) for kind in Kind}
    payments: dict[str, Deed] = {"payment": _no_payment, "other/payment": _no_payment}
    deeds = orders | payments | {"collect": collect, "cancel": cancel}
    paths = [Route(f"/{path}", _endpoint(simulator, deed), methods=METHODS) for path, deed in deeds.items()]
    return Mount("/rp/v6.0", routes=[*paths, Route("/{rest:path}", _not_found, methods=METHODS)])


def collect(simulator: Simulator, body: dict[str, Any]) -> dict[str, Any]:
    """How the order stands; a final answer is given once."""
    order = simulator.book.get(_order_ref(body))
    simulator.book.poll(order)
    simulator.phone.answer_by_itself(order)
    answer: dict[str, Any] = {"orderRef": order.order_ref, "status": order.status}
    if order.status == "complete":
        answer["completionData"] = simulator.phone.completion(order)
    else:
        answer["hintCode"] = order.hint
    if not order.is_pending:
        simulator.book.forget(order)
    return answer


def cancel(simulator: Simulator, body: dict[str, Any]) -> dict[str, Any]:
    """End the order on the relying party's wish."""
    simulator.book.forget(simulator.book.get(_order_ref(body)))
    return {}


def _ordering(kind: Kind) -> Deed:
    def order(simulator: Simulator, body: dict[str, Any]) -> dict[str, Any]:
        made = simulator.book.create(read_wish(kind, body, simulator.people))
        if made.wish.personal_number is not None:
            simulator.phone.answer_by_itself(made)
        return _order_answer(made)

    return order


def _order_answer(order: Order) -> dict[str, Any]:
    if order.wish.kind.is_phone_call:
        return {"orderRef": order.order_ref}
    return {
        "orderRef": order.order_ref,
        "autoStartToken": order.auto_start_token,
        "qrStartToken": order.qr_start_token,
        "qrStartSecret": order.qr_start_secret,
    }


def _no_payment(_: Simulator, __: dict[str, Any]) -> dict[str, Any]:
    """Municipalities have no agreement for payments, so the path exists but is not open."""
    raise Refused("unauthorized", "No agreement for this service")


def _order_ref(body: dict[str, Any]) -> str:
    reference = body.get("orderRef")
    if not isinstance(reference, str) or set(body) != {"orderRef"}:
        raise Refused("invalidParameters", "Invalid parameter: orderRef")
    return reference


def _endpoint(simulator: Simulator, deed: Deed) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        try:
            if request.method != "POST":
                raise Refused("methodNotAllowed", "Only POST is allowed")
            if (fault := simulator.faults.take_service()) is not None:
                early = await _strike(fault)
                if early is not None:
                    return early
            return JSONResponse(deed(simulator, await _body(request)))
        except Refused as refusal:
            return _refusal(refusal)

    return endpoint


async def _strike(fault: ActiveFault) -> Response | None:
    """Let the fault happen: an answer of its own, a refusal, or only a wait."""
    if fault.seconds:
        await asyncio.sleep(fault.seconds)
    if fault.fault is Fault.GARBAGE:
        return PlainTextResponse("<html>Bad gateway</html>", status_code=502)
    if fault.fault in FAULTS:
        raise Refused(*FAULTS[fault.fault])
    return None


async def _body(request: Request) -> dict[str, Any]:
    if request.headers.get("content-type", "").split(";")[0].strip().lower() != "application/json":
        raise Refused("unsupportedMediaType", "Content-Type must be application/json")
    data = bytearray()
    async for chunk in request.stream():
        data += chunk
        if len(data) > LARGEST_BODY:
            raise Refused("invalidParameters", "The request is too large")
    try:
        body = json.loads(data)
    except ValueError as problem:
        raise Refused("invalidParameters", "The body is not JSON") from problem
    if not isinstance(body, dict):
        raise Refused("invalidParameters", "The body is not a JSON object")
    return body


async def _not_found(request: Request) -> Response:
    return _refusal(Refused("notFound", "No such path"))


def _refusal(refusal: Refused) -> Response:
    code = refusal.code if refusal.code in STATUS else "internalError"
    headers = {}
    if code == "tooManyRequests":
        reset = str(round(POLL_SECONDS))
        headers = {
            "RateLimit-Limit": "1",
            "RateLimit-Remaining": "0",
            "RateLimit-Reset": reset,
            "Retry-After": reset,
        }
    return JSONResponse({"errorCode": code, "details": refusal.details}, STATUS[code], headers)
