"""A supplier's order API, asked once each time: see docs/school-order-api.md."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import quote
from uuid import UUID

from armkrok.core.identity import sealed
from armkrok.core.outgoing.calling import NotDelivered
from armkrok.core.outgoing.fetching import Fetched, fetch
from armkrok.kit.visible_text import readable, readable_lines
from armkrok.services.school.models import Supplier

TAKEN = (200, 201)
LATER = 429
SERVERS_FAULT = 500


class NoAnswer(Exception):
    """Nothing came, or a wish to be asked later: the same may be sent again."""


class Refused(Exception):
    """The supplier's system said no, and will again. `why` is a code: `status-401`, `unreadable`."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class Delivered:
    """How much of a line has been delivered in all."""

    line_id: UUID
    number: int
    licence: str
    on: date | None


@dataclass(frozen=True)
class Answer:
    """Where an order is at the supplier."""

    reference: str
    status: str
    reason: str
    lines: tuple[Delivered, ...]


@dataclass(frozen=True)
class Access:
    """Address and key of a supplier's order API, and the slug of who asks; read before the call."""

    url: str
    key: str
    organisation: str


def access_to(supplier: Supplier) -> Access:
    """How to reach the supplier's API."""
    secret = bytes(supplier.order_secret)
    key = sealed.unseal(secret, "school-supplier") if secret else ""
    return Access(supplier.order_url, key, supplier.organisation.slug)


def send(access: Access, document: Mapping[str, Any]) -> Answer:
    """Send an order; the same number twice is one order there. Raises NoAnswer and Refused."""
    body = json.dumps(document, ensure_ascii=False).encode()
    return _answer(_call(access, "POST", access.url, body))


def look(access: Access, reference: str) -> Answer:
    """Where the order is; raises NoAnswer and Refused."""
    return _answer(_call(access, "GET", f"{access.url}/{quote(reference, safe='')}"))


def call_off(access: Access, reference: str) -> Answer:
    """Cancel the order there; raises NoAnswer, and Refused when it is too late."""
    return _answer(_call(access, "DELETE", f"{access.url}/{quote(reference, safe='')}"))


def _call(access: Access, method: str, url: str, body: bytes = b"") -> Fetched:
    headers = {"X-API-Key": access.key, "Accept": "application/json"}
    if body:
        headers["Content-Type"] = "application/json"
    try:
        answer = fetch(method, url, body=body, headers=headers, organisation=access.organisation)
    except NotDelivered as error:
        raise NoAnswer(error.why.value) from error
    if answer.status == LATER or answer.status >= SERVERS_FAULT:
        raise NoAnswer(f"status-{answer.status}")
    if answer.status not in TAKEN:
        raise Refused(f"status-{answer.status}")
    return answer


def _answer(answer: Fetched) -> Answer:
    try:
        told = json.loads(answer.body)
        lines = tuple(_delivered(one) for one in told.get("lines", []))
        reference = readable(str(told["reference"]))[:80]
        reason = readable_lines(str(told.get("reason") or ""))[:500]
        return Answer(reference, str(told["status"]), reason, lines)
    except (ValueError, KeyError, TypeError, AttributeError, ArithmeticError, RecursionError) as error:
        raise Refused("unreadable") from error


def _delivered(told: Mapping[str, Any]) -> Delivered:
    day = told.get("delivered_on")
    number = int(told.get("delivered") or 0)
    licence = str(told.get("licence") or "")[:80]
    return Delivered(UUID(told["line"]), number, licence, date.fromisoformat(day) if day else None)
