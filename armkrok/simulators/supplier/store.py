"""What a supplier has been sent: the objects by tenant, and the log of requests."""

from __future__ import annotations

import math
from collections import Counter, deque
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from armkrok.simulators.supplier.oddities import Bucket, Oddities
from armkrok.simulators.supplier.orders import Orders

MOST_LOGGED = 20_000


@dataclass(slots=True)
class Tenant:
    """One school authority's objects: by collection and id, the body as it came."""

    name: str
    title: str = ""
    objects: dict[str, dict[str, bytes]] = field(default_factory=dict)
    given: dict[str, str] = field(default_factory=dict)
    """externalId to our id, when we make ids."""
    bucket: Bucket = field(default_factory=lambda: Bucket(math.inf))
    changed_at: datetime | None = None

    def of(self, collection: str) -> dict[str, bytes]:
        """The objects of a collection."""
        return self.objects.setdefault(collection, {})


@dataclass(frozen=True, slots=True)
class Line:
    """One request as it was seen."""

    number: int
    at: str
    tenant: str
    method: str
    path: str
    status: int
    body: str


@dataclass(slots=True)
class Log:
    """The latest requests, and figures of them all since the last clear()."""

    lines: deque[Line] = field(default_factory=lambda: deque(maxlen=MOST_LOGGED))
    counts: Counter[str] = field(default_factory=Counter)
    number: int = 0
    cleared: int = 0

    def clear(self) -> None:
        """Begin anew; numbers go on, and a request that came before and is answered later is not noted."""
        self.cleared = self.number
        self.lines.clear()
        self.counts.clear()

    def came(self) -> int:
        """The number of a request that has come, before anything is done about it."""
        self.number += 1
        return self.number

    def answered(
        self, number: int, tenant: str, asked: tuple[str, str, bytes], status: int, how: str
    ) -> None:
        """Note a request's method, path and body with the status of its answer."""
        if number <= self.cleared:
            return
        method, path, body = asked
        self.counts[f"{method} {status}"] += 1
        if how == "counts":
            return
        text = body.decode("utf-8", "replace") if how == "full" else ""
        at = datetime.now(UTC).isoformat(timespec="milliseconds")
        self.lines.append(Line(number, at, tenant, method, path, status, text))


@dataclass(slots=True)
class Supplier:
    """One supplier's server. `keys` says which tenant has which API key."""

    slug: str
    title: str
    keys: dict[str, str]
    oddities: Oddities = field(default_factory=Oddities)
    tenants: dict[str, Tenant] = field(default_factory=dict)
    log: Log = field(default_factory=Log)
    orders: Orders = field(init=False)
    since_faults: int = 0

    def __post_init__(self) -> None:
        self.orders = Orders("".join(word[0] for word in self.title.split()).upper())

    def tenant(self, name: str, title: str = "") -> Tenant:
        """The tenant, made when first seen."""
        if name not in self.tenants:
            self.tenants[name] = Tenant(name, title)
        return self.tenants[name]

    def state(self) -> dict[str, Any]:
        """Figures for scripts."""
        return {
            "requests": sum(self.log.counts.values()),
            "counts": dict(self.log.counts),
            "tenants": {
                name: {kind: len(kept) for kind, kept in tenant.objects.items()}
                for name, tenant in self.tenants.items()
            },
        }
