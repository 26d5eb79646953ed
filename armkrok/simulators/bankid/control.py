"""The JSON side of the phone, and the switches that tests turn. Not a part of BankID."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from armkrok.simulators.bankid.orders import Order, Refused
from armkrok.simulators.bankid.people import NobodyKnown, Person
from armkrok.simulators.bankid.phone import Action
from armkrok.simulators.bankid.simulator import Simulator

Deed = Callable[[Simulator, dict[str, Any]], dict[str, Any]]


def routes(simulator: Simulator) -> list[Route]:
    """`/phone/…` acts as a person would; `/control/…` acts on the simulator itself."""
    posts: dict[str, Deed] = {
        "/phone/answer": answer,
        "/phone/choose": choose,
        "/control/faults": set_faults,
        "/control/clock": advance,
        "/control/mode": set_mode,
    }
    gets: dict[str, Deed] = {"/phone/people": people, "/control/state": state}
    return [
        *(Route(path, _endpoint(simulator, deed), methods=["POST"]) for path, deed in posts.items()),
        *(Route(path, _endpoint(simulator, deed), methods=["GET"]) for path, deed in gets.items()),
        Route("/control/faults", _endpoint(simulator, clear_faults), methods=["DELETE"]),
    ]


def answer(simulator: Simulator, body: dict[str, Any]) -> dict[str, Any]:
    """Answer an order as a person: `orderRef`, `autoStartToken` or `qr`, who, and `action`."""
    order = _order(simulator, body)
    action = Action(body.get("action", "approve"))
    person = _person(simulator, body, order)
    simulator.phone.do(order, person, action, str(body.get("ipAddress", "127.0.0.1")))
    return {"orderRef": order.order_ref, "status": order.status, "hintCode": order.hint, "person": person.key}


def choose(simulator: Simulator, body: dict[str, Any]) -> dict[str, Any]:
    """Choose who holds the phone in auto mode; `{"person": null}` for nobody."""
    who = body.get("person") or body.get("personalNumber")
    simulator.phone.chosen = simulator.people.find(str(who)) if who else None
    return {"person": simulator.phone.chosen.key if simulator.phone.chosen else None}


def people(simulator: Simulator, body: dict[str, Any]) -> dict[str, Any]:
    """Those of the people file; numbers only by birth date."""
    return {
        "people": [
            {
                "key": person.key,
                "name": person.name,
                "birth": person.masked_number,
                "role": person.role,
                "behaviour": person.behaviour.value,
            }
            for person in simulator.people.listed
        ]
    }


def set_faults(simulator: Simulator, body: dict[str, Any]) -> dict[str, Any]:
    """Let something go wrong: `fault` or `tamper`, `seconds`, and for how many calls (`count`)."""
    simulator.faults.set(body)
    return simulator.faults.as_json()


def clear_faults(simulator: Simulator, body: dict[str, Any]) -> dict[str, Any]:
    """Let everything work again."""
    simulator.faults.clear()
    return simulator.faults.as_json()


def advance(simulator: Simulator, body: dict[str, Any]) -> dict[str, Any]:
    """Move the simulator's clock forward by `advance` seconds."""
    simulator.clock.advance(float(body["advance"]))
    return {"now": simulator.clock.now()}


def set_mode(simulator: Simulator, body: dict[str, Any]) -> dict[str, Any]:
    """`{"answer": "auto"}` or `{"answer": "ask"}`."""
    if body.get("answer") not in ("auto", "ask"):
        raise ValueError("answer must be auto or ask")
    simulator.phone.auto = body["answer"] == "auto"
    return state(simulator, {})


def state(simulator: Simulator, body: dict[str, Any]) -> dict[str, Any]:
    """The mode, the faults and how many orders there are."""
    mode = "auto" if simulator.phone.auto else "ask"
    return {"answer": mode, **simulator.faults.as_json(), "orders": simulator.book.counts()}


def _order(simulator: Simulator, body: dict[str, Any]) -> Order:
    if "orderRef" in body:
        return simulator.book.get(str(body["orderRef"]))
    if "autoStartToken" in body:
        return simulator.book.by_token(str(body["autoStartToken"]))
    if "qr" in body:
        return simulator.book.by_qr(str(body["qr"]))
    raise ValueError("give orderRef, autoStartToken or qr")


def _person(simulator: Simulator, body: dict[str, Any], order: Order) -> Person:
    """The one named; else the one the order is for, or who has it open."""
    who = body.get("person") or body.get("personalNumber") or order.bound_number
    if not who:
        raise ValueError("give person or personalNumber")
    return simulator.people.find(str(who))


def _endpoint(simulator: Simulator, deed: Deed) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        try:
            raw = await request.body()
            body = json.loads(raw) if raw else {}
            if not isinstance(body, dict):
                raise ValueError("the body must be a JSON object")
            return JSONResponse(deed(simulator, body))
        except Refused as refusal:
            return JSONResponse({"error": refusal.code, "details": refusal.details}, 409)
        except NobodyKnown as nobody:
            return JSONResponse({"error": "nobody", "details": str(nobody)}, 404)
        except (ValueError, KeyError, TypeError) as problem:
            return JSONResponse({"error": "badRequest", "details": str(problem)}, 400)

    return endpoint
