"""The mandates that the register knows, and its answers in Mina ombud's JSON."""

from __future__ import annotations

import threading
import uuid
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from armkrok.kit.days import today

FAULTS = ("down", "slow", "garbage", "other", "unauthorized")
NAMESPACE = uuid.UUID("5b0b4d3e-6f0a-4f39-9a43-53cf5e2d0d44")
Json = dict[str, Any]


@dataclass(frozen=True)
class Party:
    """Somebody in a mandate: a person (pnr, samnr) or an organisation (orgnr)."""

    number: str
    kind: str
    name: str
    given_name: str = ""

    def told(self) -> Json:
        """As the register writes a party with a name."""
        given = {"fornamn": self.given_name} if self.given_name else {}
        return {"id": self.number, "typ": self.kind, "namn": self.name} | given


@dataclass(frozen=True)
class Mandate:
    """`code` is what it gives the right to; `ends` the last day."""

    id: str
    reference: str
    holder: Party
    principal: Party
    code: str
    begins: date
    ends: date | None
    level: str = "aktiv"

    @classmethod
    def new(
        cls, number: int, holder: Party, principal: Party, code: str, begins: date, ends: date | None
    ) -> Mandate:
        """The same number always gives the same id."""
        letter = "F" if principal.kind == "orgnr" else "P"
        return cls(
            str(uuid.uuid5(NAMESPACE, str(number))), f"MO{letter}{number:010}", holder, principal, code,
            begins, ends,
        )  # fmt: skip

    def holds(self, day: date) -> bool:
        """Whether it is valid on the day."""
        return self.begins <= day and (self.ends is None or day <= self.ends)


@dataclass
class Register:
    """Everything, with switches."""

    mandates: list[Mandate] = field(default_factory=list)
    withdrawn: dict[str, datetime] = field(default_factory=dict)
    fault: str = ""
    asked: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def search(self, asked: Json) -> Json:
        """The answer to /sok/behorigheter; KeyError or TypeError when the question is not one."""
        holder, party = asked["fullmaktshavare"]["id"], asked["tredjeman"]
        wanted = set(asked["behorigheter"])
        day = today()
        with self.lock:
            self.asked += 1
            rows = [
                self._context(one, party)
                for one in self.mandates
                if one.holder.number == holder and one.holds(day) and one.id not in self.withdrawn
                and (not wanted or one.code in wanted)
            ]  # fmt: skip
        page = asked.get("page") or {}
        size, number = int(page.get("size", 20)), int(page.get("page", 0))
        shown = rows[number * size : (number + 1) * size]
        pages = -(-len(rows) // size)
        told = {"size": size, "number": number, "totalElements": len(rows), "totalPages": pages}
        return {"kontext": shown, "page": told}

    def fetch(self, third_party: str, mandate_id: str) -> Json | None:
        """The whole mandate, also one that is withdrawn; None when there is none."""
        one = next((one for one in self.mandates if one.id == mandate_id), None)
        return self._whole(one, third_party) if one else None

    def withdraw(self, reference: str) -> bool:
        """Take a mandate back, by reference or id; whether there was one."""
        found = [one for one in self.mandates if reference in {one.reference, one.id}]
        with self.lock:
            self.withdrawn |= {one.id: datetime.now(UTC) for one in found}
        return bool(found)

    def _context(self, one: Mandate, third_party: str) -> Json:
        holder = "190001019802" if self.fault == "other" else one.holder.number
        role = "ORGANISATION" if one.principal.kind == "orgnr" else "PRIVAT"
        return {
            "tredjeman": third_party,
            "fullmaktshavare": [{"id": holder, "typ": one.holder.kind}],
            "fullmaktsgivare": one.principal.told() | {"roll": role},
            "behorigheter": [{"kod": one.code, "typ": one.level, "fullmakt": one.id}],
        }

    def _whole(self, one: Mandate, third_party: str) -> Json:
        ends = {"giltigTom": one.ends.isoformat()} if one.ends else {}
        taken = self.withdrawn.get(one.id)
        back = {"aterkallad": {"datum": taken.isoformat(), "person": one.principal.told()}} if taken else {}
        return {
            "fullmakt": {
                "id": one.id,
                "rubrik": one.code,
                "beskrivning": one.code,
                "giltigFrom": one.begins.isoformat(),
                **ends,
                "transportfullmakt": False,
                "fullmaktsgivare": one.principal.told(),
                "fullmaktshavare": [one.holder.told()],
                "tredjeman": {"id": third_party, "namn": "Tredje man"},
            },
            "metadata": {"referensnummer": one.reference, **back},
        }
