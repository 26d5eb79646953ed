"""Switches for tests and for whoever shows the demo: /{supplier}/control/…"""

from __future__ import annotations

import json
import math
from dataclasses import asdict
from typing import Any
from urllib.parse import parse_qs

from armkrok.simulators.supplier.oddities import Oddities
from armkrok.simulators.supplier.orders import STATUSES, told
from armkrok.simulators.supplier.serving import Asked, Told
from armkrok.simulators.supplier.store import Supplier


def answer(asked: Asked, supplier: Supplier, tail: str) -> Told:
    """oddities, log, state, objects, keys, orders and orders/{reference}; 400 says what was wrong."""
    name, _, more = tail.partition("/")
    known = {
        "oddities": _oddities,
        "log": _log,
        "state": _state,
        "objects": _objects,
        "keys": _keys,
        "orders": _orders,
    }
    if name not in known:
        return told(404, {"error": f"one of {', '.join(known)}"})
    try:
        return known[name](asked, supplier, more)
    except (ValueError, KeyError, TypeError) as error:
        return told(400, {"error": str(error)})


def _oddities(asked: Asked, supplier: Supplier, more: str) -> Told:
    """POST the ones that differ; DELETE: as the profile says again."""
    if asked.method == "DELETE":
        supplier.oddities = Oddities()
    if asked.method == "POST":
        supplier.oddities.change(json.loads(asked.body))
        supplier.since_faults = 0
        for tenant in supplier.tenants.values():
            tenant.bucket.tokens = math.inf
    return told(200, asdict(supplier.oddities))


def _log(asked: Asked, supplier: Supplier, more: str) -> Told:
    """GET ?after=number: the requests since; DELETE forgets them."""
    if asked.method == "DELETE":
        supplier.log.clear()
    after = int(parse_qs(asked.query).get("after", ["0"])[0])
    return told(200, [asdict(line) for line in supplier.log.lines if line.number > after])


def _state(asked: Asked, supplier: Supplier, more: str) -> Told:
    return told(200, supplier.state())


def _objects(asked: Asked, supplier: Supplier, more: str) -> Told:
    """GET /{collection}?tenant=: id to object; DELETE forgets every tenant's everything."""
    if asked.method == "DELETE":
        supplier.tenants.clear()
        return told(200, {})
    wanted = parse_qs(asked.query).get("tenant", [""])[0]
    found: dict[str, Any] = {}
    for tenant in supplier.tenants.values():
        if wanted in {"", tenant.name}:
            found |= {name: json.loads(body or b"{}") for name, body in tenant.of(more).items()}
    return told(200, found)


def _keys(asked: Asked, supplier: Supplier, more: str) -> Told:
    """POST {"key": …, "tenant": …}."""
    if asked.method == "POST":
        wanted = json.loads(asked.body)
        supplier.keys[str(wanted["key"])] = str(wanted["tenant"])
    return told(200, {"tenants": sorted(set(supplier.keys.values()))})


def _orders(asked: Asked, supplier: Supplier, more: str) -> Told:
    """GET: all. POST {"confirm_after", "deliver_after", "refuse"}: what happens by itself. POST /{reference}
    {"status", "reason", "share"}: what happens now.
    """
    orders = supplier.orders
    if asked.method == "DELETE":
        orders.all.clear()
    if asked.method == "POST" and not more:
        wanted = json.loads(asked.body)
        orders.confirm_after = wanted.get("confirm_after", orders.confirm_after)
        orders.deliver_after = wanted.get("deliver_after", orders.deliver_after)
        orders.refuse = str(wanted.get("refuse", orders.refuse))
    if asked.method == "POST" and more:
        wanted = json.loads(asked.body)
        if wanted["status"] not in STATUSES:
            raise ValueError(f"status: one of {', '.join(STATUSES)}")
        _move(supplier, more, wanted)
    return told(200, [{**order.facts(), "sent": order.sent} for order in orders.all.values()])


def _move(supplier: Supplier, reference: str, wanted: dict[str, Any]) -> None:
    order = supplier.orders.all[reference]
    if wanted["status"] in {"delivered", "partly_delivered"}:
        order.deliver(float(wanted.get("share", 1.0 if wanted["status"] == "delivered" else 0.5)))
    else:
        order.become(wanted["status"], str(wanted.get("reason", "")))
