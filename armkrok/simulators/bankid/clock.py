"""The simulator's time, so that lifetimes of minutes can be tested in moments."""

from __future__ import annotations

import time
from typing import Protocol


class Clock(Protocol):
    """Anything that can tell the time."""

    def now(self) -> float:
        """Seconds since 1970, UTC."""


class AdvancingClock:
    """Real time plus what it has been advanced over the control API."""

    def __init__(self) -> None:
        self._ahead = 0.0

    def now(self) -> float:
        """Seconds since 1970, UTC."""
        return time.time() + self._ahead

    def advance(self, seconds: float) -> None:
        """Move forward; time never goes back."""
        if seconds < 0:
            raise ValueError("The clock can only be advanced; give seconds from zero.")
        self._ahead += seconds
