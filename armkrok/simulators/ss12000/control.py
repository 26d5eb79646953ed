"""The switches that tests and scripts turn. Not a part of SS 12000."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from armkrok.simulators.ss12000.municipality import KINDS
from armkrok.simulators.ss12000.source import Source

Deed = Callable[[Source, dict[str, Any]], Any]


def routes(source: Source) -> list[Route]:
    """`POST /control/…` turns a switch; `GET /control/state` tells what there is and what has been asked."""
    deeds: dict[str, Deed] = {
        "faults": _misbehave,
        "oddities": _be_odd,
        "clock": _set_clock,
        "change": _change,
        "forget": _forget,
    }
    found = [Route(f"/control/{name}", _does(source, deed), methods=["POST"]) for name, deed in deeds.items()]
    return [*found, Route("/control/state", _does(source, _state), methods=["GET"])]


def _does(source: Source, deed: Deed) -> Callable[[Request], Response]:
    def endpoint(request: Request) -> Response:
        try:
            said = json.loads(request.scope["armkrok.body"] or b"{}")
            return JSONResponse(deed(source, said))
        except (ValueError, KeyError, TypeError, AttributeError) as problem:
            return JSONResponse({"error": str(problem)}, 422)

    return endpoint


def _misbehave(source: Source, said: dict[str, Any]) -> Any:
    """`{"fault": "500", "kind": "persons", "count": 2}`; an empty fault mends."""
    count = said.get("count")
    source.behaviour.misbehave(
        str(said["fault"]), str(said.get("kind", "")), None if count is None else int(count)
    )
    return {"fault": source.behaviour.fault}


def _be_odd(source: Source, said: dict[str, Any]) -> Any:
    """`{"oddities": ["organisations_key"]}`: these and no others."""
    source.behaviour.be(set(said["oddities"]))
    return {"oddities": sorted(source.behaviour.oddities)}


def _set_clock(source: Source, said: dict[str, Any]) -> Any:
    """`{"ahead": seconds}`, negative for a clock that is slow."""
    source.store.ahead = float(said["ahead"])
    return {"ahead": source.store.ahead}


def _change(source: Source, said: dict[str, Any]) -> Any:
    """`{"deed": "rename", "person": id, …}`: see changing.School.deeds."""
    return source.school.change(said.pop("deed"), said)


def _forget(source: Source, _said: dict[str, Any]) -> Any:
    """Forget what has been asked, take back every token."""
    source.asked.clear()
    source.tokens.clear()
    return {}


def _state(source: Source, _said: dict[str, Any]) -> Any:
    return {
        "counts": {kind: source.store.count(kind) for kind in KINDS},
        "asked": source.asked,
        "log": source.log,
        "statistics": source.statistics,
        "told": source.school.subscribers.sent,
        "subscriptions": source.school.subscribers.all(),
    }
