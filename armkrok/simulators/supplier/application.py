"""Everything that the suppliers' process answers, by address."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable
from http import HTTPStatus
from pathlib import Path

from armkrok.simulators.supplier import control, egil, pages
from armkrok.simulators.supplier.oddities import Fault, retry_after
from armkrok.simulators.supplier.orders import told
from armkrok.simulators.supplier.serving import CUT, HALF, Asked, Told
from armkrok.simulators.supplier.store import Supplier, Tenant
from armkrok.simulators.supplier.trust import Members

HUGE = 8_000_000


class Application:
    """The suppliers, by the first part of the address."""

    def __init__(self, suppliers: dict[str, Supplier], members: Members, home: Path) -> None:
        self.suppliers, self.members, self.home = suppliers, members, home

    def outer(self, asked: Asked) -> Told | Awaitable[Told]:
        """What suppliers offer to systems, over TLS: EGIL and orders."""
        slug, _, rest = asked.path[1:].partition("/")
        supplier = self.suppliers.get(slug)
        if supplier is not None and rest.startswith("egil/"):
            return self._egil(asked, supplier, rest[5:])
        if supplier is not None and (rest == "orders" or rest.startswith("orders/")):
            tenant = supplier.keys.get(asked.key)
            if tenant is None:
                return told(
                    HTTPStatus.UNAUTHORIZED, {"code": "key", "message": "A valid X-API-Key is needed"}
                )
            return supplier.orders.answer(asked, tenant, rest[7:])
        return Told(404, b"no such address", "text/plain")

    def inner(self, asked: Asked) -> Told | Awaitable[Told]:
        """The same, and pages and switches."""
        if asked.path == "/healthz":
            return Told(200, b"ok", "text/plain")
        if asked.path == "/control/tls" and asked.method == "POST":
            return self._switch(str(json.loads(asked.body)["name"]))
        if asked.path == "/control/feed" and asked.method == "POST":
            self.members.refresh()
            return told(200, {"members": len(self.members.titles)})
        slug, _, rest = asked.path[1:].partition("/")
        if slug in self.suppliers and rest.startswith("control/"):
            return control.answer(asked, self.suppliers[slug], rest[8:])
        if (page := pages.answer(asked, self.suppliers)) is not None:
            return page
        return self.outer(asked)

    def _egil(self, asked: Asked, supplier: Supplier, tail: str) -> Told | Awaitable[Told]:
        number = supplier.log.came()
        name = self._who(asked, supplier)
        if name is None:
            said = Told(HTTPStatus.UNAUTHORIZED, b"unknown client", "text/plain")
            return self._noted(number, "", asked, supplier, said)
        tenant = supplier.tenant(name, self.members.titles.get(name, ""))
        if supplier.oddities.is_quick:
            return self._noted(
                number, name, asked, supplier, egil.answer(asked, tenant, supplier.oddities, tail)
            )
        return self._oddly(number, tenant, asked, supplier, tail)

    def _switch(self, name: str) -> Told:
        """Show another of our certificates from the next handshake on."""
        context, key = self.members.context, self.home / f"{name}.key"
        if context is None or name not in {"server", "next", "other"}:
            return told(400, {"error": "name: server, next or other"})
        context.load_cert_chain(self.home / f"{name}.pem", key)
        return told(200, {"name": name})

    def _who(self, asked: Asked, supplier: Supplier) -> str | None:
        """The tenant, by certificate or key."""
        if asked.pin:
            if asked.pin not in self.members.by_pin:
                self.members.refresh()
            return self.members.by_pin.get(asked.pin)
        return supplier.keys.get(asked.key)

    async def _oddly(self, number: int, tenant: Tenant, asked: Asked, supplier: Supplier, tail: str) -> Told:
        odd = supplier.oddities
        supplier.since_faults += 1
        fault = odd.fault(supplier.since_faults, asked.method)
        if odd.latency_ms:
            await asyncio.sleep(odd.latency_ms / 1000)
        if odd.per_second:
            waits = tenant.bucket.wait(odd.per_second, odd.burst, odd.patience_ms / 1000)
            if waits is None:
                said = Told(429, b"too many requests", "text/plain", retry_after(odd.retry_after))
                return self._noted(number, tenant.name, asked, supplier, said)
            await asyncio.sleep(waits)
        if fault is not None and (early := _instead(fault)) is not None:
            return self._noted(number, tenant.name, asked, supplier, early)
        said = egil.answer(asked, tenant, odd, tail)
        if fault is not None:
            said = await _afterwards(fault, said)
        return self._noted(number, tenant.name, asked, supplier, said)

    def _noted(self, number: int, tenant: str, asked: Asked, supplier: Supplier, said: Told) -> Told:
        seen = (asked.method, asked.path, asked.body)
        supplier.log.answered(number, tenant, seen, said.status, supplier.oddities.log)
        return said


def _instead(fault: Fault) -> Told | None:
    """An answer that comes instead of anything being done."""
    if fault.what == "status":
        headers = {"Retry-After": fault.retry_after} if fault.retry_after else {}
        return Told(fault.status, b"something is wrong", "text/plain", headers)
    if fault.what == "cut":
        return Told(CUT)
    if fault.what == "redirect":
        return Told(307, b"", headers={"Location": "http://127.0.0.1:9/elsewhere"})
    return None


async def _afterwards(fault: Fault, said: Told) -> Told:
    """What becomes of the answer to something that has been done."""
    if fault.what == "slow":
        await asyncio.sleep(fault.seconds)
    if fault.what == "lost":
        return Told(CUT)
    if fault.what == "half":
        return Told(HALF, said.body or b"half")
    if fault.what == "large":
        return Told(said.status, b"x" * HUGE, "text/plain")
    if fault.what == "garbage":
        return Told(said.status, b"<html>" + b"\xff" * 600, "text/html")
    return said
