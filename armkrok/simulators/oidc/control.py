"""The switches that tests, the demo and the bench turn. Not a part of OpenID Connect."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request as Call
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from armkrok.simulators.oidc.clients import Client
from armkrok.simulators.oidc.keys import Keys
from armkrok.simulators.oidc.lies import ALL
from armkrok.simulators.oidc.people import NobodyKnown
from armkrok.simulators.oidc.provider import Simulator

Deed = Callable[[Simulator, dict[str, Any]], None]


def routes(simulator: Simulator) -> list[Route]:
    """`POST /control/…` turns a switch, `GET /control/state` tells how they stand."""
    posts: dict[str, Deed] = {
        "lies": lambda simulator, body: simulator.lies.tell(body),
        "clients": _add_client,
        "clock": _set_clock,
        "mode": _set_mode,
        "choose": _choose,
        "keys": _change_keys,
    }
    return [
        *(
            Route(f"/control/{name}", _does(simulator, deed), methods=["POST"])
            for name, deed in posts.items()
        ),
        Route("/control/lies", _does(simulator, _stop_lying), methods=["DELETE"]),
        Route("/control/state", _does(simulator, lambda simulator, body: None), methods=["GET"]),
    ]


def _stop_lying(simulator: Simulator, body: dict[str, Any]) -> None:
    simulator.lies.stop()


def _add_client(simulator: Simulator, body: dict[str, Any]) -> None:
    """As a row of the clients file."""
    simulator.clients.add(Client.from_row(body))


def _set_clock(simulator: Simulator, body: dict[str, Any]) -> None:
    """`{"ahead": seconds}`, negative for a clock that is slow."""
    simulator.ahead = float(body["ahead"])


def _set_mode(simulator: Simulator, body: dict[str, Any]) -> None:
    """`{"answer": "auto"}` answers at once for the one chosen, `{"answer": "ask"}` shows the page."""
    if body.get("answer") not in ("auto", "ask"):
        raise ValueError("answer must be auto or ask")
    simulator.auto = body["answer"] == "auto"


def _choose(simulator: Simulator, body: dict[str, Any]) -> None:
    """`{"person": key}` for whom auto mode answers; null for nobody."""
    simulator.chosen = simulator.people.find(str(body["person"])) if body.get("person") else None


def _change_keys(simulator: Simulator, body: dict[str, Any]) -> None:
    """New published keys from now on: the impostor takes the place of the RSA key."""
    keys = simulator.keys
    simulator.keys = Keys(keys.impostor, keys.ec, keys.user, keys.rsa)


def _state(simulator: Simulator) -> dict[str, Any]:
    return {
        "answer": "auto" if simulator.auto else "ask",
        "lies": simulator.lies.told,
        "ahead": simulator.ahead,
        "knows": sorted(ALL),
        "issuers": [simulator.address(issuer) for issuer in simulator.issuers],
        "people": [
            {"key": person.key, "name": person.name, "town": person.town}
            for person in simulator.people.listed
        ],
    }


def _does(simulator: Simulator, deed: Deed) -> Callable[[Call], Awaitable[Response]]:
    async def answer(call: Call) -> Response:
        raw = await call.body()
        try:
            body = json.loads(raw) if raw else {}
            deed(simulator, body)
        except NobodyKnown as nobody:
            return JSONResponse({"error": "nobody", "details": str(nobody)}, 404)
        except (ValueError, KeyError, TypeError, AttributeError) as problem:
            return JSONResponse({"error": "badRequest", "details": repr(problem)}, 400)
        return JSONResponse(_state(simulator))

    return answer
