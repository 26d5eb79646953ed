"""Faults that a test can switch on over the control API."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from armkrok.simulators.bankid.minting import Tamper

T = TypeVar("T")


class Fault(StrEnum):
    """How the whole service misbehaves."""

    DOWN = "down"
    INTERNAL_ERROR = "internalError"
    REQUEST_TIMEOUT = "requestTimeout"
    UNAUTHORIZED = "unauthorized"
    GARBAGE = "garbage"
    SLOW = "slow"


@dataclass(frozen=True, slots=True)
class ActiveFault:
    """The fault that strikes this call; `seconds` is how slow a slow one is."""

    fault: Fault
    seconds: float


class Faults:
    """What goes wrong right now. `count` limits a fault to the next so many calls."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._service: tuple[ActiveFault, int | None] | None = None
        self._tamper: tuple[Tamper, int | None] | None = None

    def set(self, wanted: Mapping[str, Any]) -> None:
        """Read `{"fault", "seconds", "count"}` or `{"tamper", "count"}`; raises ValueError."""
        count = None if wanted.get("count") is None else int(wanted["count"])
        with self._lock:
            if "tamper" in wanted:
                self._tamper = (Tamper(wanted["tamper"]), count)
            else:
                active = ActiveFault(Fault(wanted.get("fault", "")), float(wanted.get("seconds", 0)))
                self._service = (active, count)

    def clear(self) -> None:
        """Everything works again."""
        with self._lock:
            self._service = self._tamper = None

    def take_service(self) -> ActiveFault | None:
        """The fault that strikes this call, counted down."""
        with self._lock:
            if self._service is None:
                return None
            active, count = self._service
            self._service = _counted_down(active, count)
            return active

    def take_tamper(self) -> Tamper | None:
        """What to get wrong in this signature, counted down."""
        with self._lock:
            if self._tamper is None:
                return None
            tamper, count = self._tamper
            self._tamper = _counted_down(tamper, count)
            return tamper

    def as_json(self) -> dict[str, Any]:
        """What is switched on."""
        with self._lock:
            return {
                "fault": self._service[0].fault.value if self._service else None,
                "tamper": self._tamper[0].value if self._tamper else None,
            }


def _counted_down(item: T, count: int | None) -> tuple[T, int | None] | None:
    if count is None:
        return item, None
    return (item, count - 1) if count > 1 else None
