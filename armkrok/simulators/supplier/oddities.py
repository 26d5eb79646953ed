"""How a supplier's server differs from the profile, and what goes wrong: everything on demand."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

WHATS = ("status", "cut", "half", "slow", "garbage", "large", "redirect", "lost")


@dataclass(slots=True)
class Fault:
    """What happens to requests number `at` up to `at + times - 1`, counted from when the fault was asked for.

    status: answers `status`. cut: no answer, nothing done. lost: done, but no answer. half: done, and half
    an answer. slow: done, answered after `seconds`. garbage: done, answered with no JSON. large: with 8 MB.
    redirect: 307, nothing done.
    """

    at: int = 1
    times: int = 1
    what: str = "status"
    status: int = 500
    seconds: float = 5.0
    retry_after: str = ""
    method: str = ""


@dataclass(slots=True)
class Oddities:
    """All differences. The control API takes any of these names; faults as a list of Fault's fields."""

    latency_ms: float = 0.0
    per_second: float = 0.0
    """Token bucket for each tenant; 0 is none. Who must wait longer than `patience_ms` gets 429."""
    burst: float = 1.0
    patience_ms: float = 0.0
    retry_after: str = "seconds"
    """With 429: seconds, date or none."""
    content_type: str = "application/scim+json"
    echo: bool = False
    """Create and replace answer with the request itself, without id or meta."""
    plain_errors: bool = False
    empty_single: bool = False
    ignore_start_index: bool = False
    page_size: int = 1000
    no_total: bool = False
    ids: str = "external"
    """external: externalId is the id. assigned: the server makes its own."""
    repeated_post: int = 409
    replace_status: int = 200
    remove_status: int = 204
    check_references: bool = False
    keep: str = "bodies"
    """ids: bodies are thrown away, so that a whole municipality takes little memory."""
    log: str = "full"
    """full, lines (without bodies) or counts."""
    faults: list[Fault] = field(default_factory=list)

    @property
    def is_quick(self) -> bool:
        """Whether every answer can be given at once."""
        return not (self.latency_ms or self.per_second or self.faults)

    def change(self, wanted: dict[str, Any]) -> None:
        """Set some of them; raises ValueError for a name or fault that is not known."""
        known = {one.name for one in fields(self)}
        if unknown := set(wanted) - known:
            raise ValueError(f"unknown: {', '.join(sorted(unknown))}")
        faults = wanted.get("faults")
        if faults is not None:
            made = [Fault(**one) for one in faults]
            if any(one.what not in WHATS for one in made):
                raise ValueError(f"what: one of {', '.join(WHATS)}")
            self.faults = made
        for name, value in wanted.items():
            if name != "faults":
                setattr(self, name, type(getattr(self, name))(value))

    def fault(self, number: int, method: str) -> Fault | None:
        """What is to happen to this request, counted from when the faults were set."""
        for one in self.faults:
            if one.at <= number < one.at + one.times and one.method in {"", method}:
                return one
        return None


@dataclass(slots=True)
class Bucket:
    """A token bucket: `wait` takes a token and says for how many seconds one must wait for it."""

    tokens: float
    at: float = field(default_factory=time.monotonic)

    def wait(self, per_second: float, burst: float, patience: float) -> float | None:
        """Seconds to wait; None when that is longer than `patience`, and then no token is taken."""
        now = time.monotonic()
        self.tokens = min(burst, self.tokens + (now - self.at) * per_second)
        self.at = now
        waits = max(0.0, (1 - self.tokens) / per_second)
        if waits > patience:
            return None
        self.tokens -= 1
        return waits


def retry_after(how: str, seconds: int = 1) -> dict[str, str]:
    """The header of a 429: in seconds, as a date (two seconds ahead, dates being whole), or none."""
    if how == "none":
        return {}
    if how == "date":
        return {
            "Retry-After": format_datetime(datetime.now(UTC) + timedelta(seconds=seconds + 1), usegmt=True)
        }
    return {"Retry-After": str(seconds)}
