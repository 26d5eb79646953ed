"""Orders at a supplier, as docs/school-order-api.md says."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from armkrok.kit.days import today
from armkrok.simulators.supplier.serving import Asked, Told

FIRST = 100_001
STATUSES = ("received", "confirmed", "partly_delivered", "delivered", "refused", "cancelled")


@dataclass(slots=True)
class Order:
    """One order, as it was sent and how far it has come. `delivered` is by line: count and day."""

    reference: str
    tenant: str
    sent: dict[str, Any]
    came: float = field(default_factory=time.monotonic)
    status: str = "received"
    reason: str = ""
    changed_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    delivered: dict[str, tuple[int, str]] = field(default_factory=dict)

    def become(self, status: str, reason: str = "") -> None:
        """Go on to `status`."""
        self.status, self.reason, self.changed_at = status, reason, datetime.now(UTC)

    def deliver(self, share: float = 1.0) -> None:
        """Deliver so much of each line; all of it makes the order delivered."""
        for line in self.sent["lines"]:
            self.delivered[line["line"]] = (int(line["quantity"] * share), today().isoformat())
        self.become("delivered" if share >= 1 else "partly_delivered")

    def facts(self) -> dict[str, Any]:
        """The answer's body."""
        lines = []
        for place, line in enumerate(self.sent["lines"], 1):
            count, day = self.delivered.get(line["line"], (0, None))
            licence = line.get("renewal_ref") or f"{self.reference}-L{place}"
            lines.append(
                {
                    "line": line["line"],
                    "delivered": count,
                    "licence": licence if count else "",
                    "delivered_on": day,
                }
            )
        return {
            "reference": self.reference,
            "number": self.sent["number"],
            "status": self.status,
            "reason": self.reason,
            "changed_at": self.changed_at.isoformat(timespec="seconds"),
            "lines": lines,
        }


@dataclass(slots=True)
class Orders:
    """All orders. They confirm and deliver themselves after so many seconds; None: only when told to."""

    prefix: str
    confirm_after: float | None = 0.0
    deliver_after: float | None = 5.0
    refuse: str = ""
    """Why every new order is refused; empty: they are not."""
    all: dict[str, Order] = field(default_factory=dict)

    def answer(self, asked: Asked, tenant: str, name: str) -> Told:
        """POST without a name; GET and DELETE with one."""
        if asked.method == "POST" and not name:
            return self._take(asked.body, tenant)
        order = self.all.get(name)
        if order is None or order.tenant != tenant:
            return told(404, {"code": "unknown", "message": "No such order"})
        self.move(order)
        if asked.method == "GET":
            return told(200, order.facts())
        if asked.method != "DELETE":
            return told(405, {"code": "method", "message": "GET or DELETE"})
        if order.status not in {"received", "confirmed"}:
            return told(409, {"code": "too_late", "message": "It can no longer be cancelled"})
        order.become("cancelled")
        return told(200, order.facts())

    def move(self, order: Order) -> None:
        """Let time do what it does."""
        age = time.monotonic() - order.came
        if order.status == "received" and self.refuse:
            order.become("refused", self.refuse)
        if order.status == "received" and self.confirm_after is not None and age >= self.confirm_after:
            order.become("confirmed")
        if order.status == "confirmed" and self.deliver_after is not None and age >= self.deliver_after:
            order.deliver()

    def _take(self, body: bytes, tenant: str) -> Told:
        try:
            sent = json.loads(body)
            number = str(sent["number"])
            if not number or not sent["lines"]:
                raise ValueError("number and lines are required")
            for line in sent["lines"]:
                if not line["line"] or int(line["quantity"]) < 1 or not line["title"]:
                    raise ValueError("each line has line, title and a quantity")
        except (ValueError, KeyError, TypeError) as error:
            return told(400, {"code": "misshapen", "message": str(error)})
        for order in self.all.values():
            if order.tenant == tenant and order.sent["number"] == number:
                self.move(order)
                is_same = order.sent["lines"] == sent["lines"]
                return (
                    told(200, order.facts()) if is_same else told(409, {"code": "differs", "message": number})
                )
        made = Order(f"{self.prefix}-{FIRST + len(self.all)}", tenant, sent)
        self.all[made.reference] = made
        return told(201, made.facts())


def told(status: int, said: Any) -> Told:
    """An answer in JSON."""
    return Told(status, json.dumps(said, ensure_ascii=False).encode())
