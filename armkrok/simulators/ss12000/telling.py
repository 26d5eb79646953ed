"""Subscriptions: who is told that something has changed. The message carries no data (SS 12000:2020)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx

from armkrok.simulators.ss12000.ground import Json
from armkrok.simulators.ss12000.store import Store, seconds

DAYS = 7
"""How long a subscription holds unless the client asks for less."""


class Subscribers:
    """Kept over a restart. Messages go from a thread of their own, each tried once."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.sent: list[tuple[str, int]] = []
        self._sender = ThreadPoolExecutor(1)

    def all(self) -> list[Json]:
        """Those that have not expired."""
        rows: dict[str, Json] = json.loads(self.store.fact("subscriptions") or "{}")
        now = self.store.now().timestamp()
        return [row for row in rows.values() if seconds(row["expires"]) > now]

    def find(self, key: str) -> Json | None:
        """One of them."""
        return next((row for row in self.all() if row["id"] == key), None)

    def add(self, wanted: Json) -> Json:
        """A new one; raises ValueError when something is missing."""
        kinds = wanted.get("resourceTypes")
        if not wanted.get("name") or not str(wanted.get("target", "")).startswith("http") or not kinds:
            raise ValueError("name, target and resourceTypes are required")
        row = {"id": str(uuid4()), **{name: wanted[name] for name in ("name", "target", "resourceTypes")}}
        return self._keep({**row, "expires": self._until(wanted)})

    def renew(self, row: Json, wanted: Json) -> Json:
        """The same with a later end."""
        return self._keep({**row, "expires": self._until(wanted)})

    def end(self, key: str) -> None:
        """Nothing more is told."""
        rows = {row["id"]: row for row in self.all() if row["id"] != key}
        self.store.keep_fact("subscriptions", json.dumps(rows))

    def tell(self, kinds: Sequence[str], *, deleted: bool = False) -> None:
        """Send word to everybody who wants to know of one of these types, or of what is deleted."""
        for row in self.all():
            wanted = {one["resource"] for one in row["resourceTypes"]}
            about = [kind for kind in kinds if kind in wanted]
            if about or deleted:
                body = {"modifiedEntites": about, "deletedEntities": deleted}
                self._sender.submit(self._send, row["target"], body)

    def _send(self, target: str, body: dict[str, Any]) -> None:
        try:
            status = httpx.post(target, json=body, timeout=5, trust_env=False).status_code
        except httpx.HTTPError:
            status = 0
        self.sent.append((target, status))
        del self.sent[:-50]

    def _until(self, wanted: Json) -> str:
        longest = self.store.now() + timedelta(days=DAYS)
        asked = wanted.get("expires")
        if asked and seconds(asked) < longest.timestamp():
            return str(asked)
        return longest.isoformat(timespec="milliseconds")

    def _keep(self, row: Json) -> Json:
        rows = {one["id"]: one for one in self.all()} | {row["id"]: row}
        self.store.keep_fact("subscriptions", json.dumps(rows))
        return row
