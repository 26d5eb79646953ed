"""Noticing that the demo is told to stop."""

import os
import signal
from pathlib import Path
from types import FrameType


class StopSigns:
    """SIGINT, SIGTERM and SIGHUP, and the end of the `make` that started us."""

    def __init__(self) -> None:
        self._told = False
        self._parent = os.getppid() if "MAKELEVEL" in os.environ else 0
        self._heeds = _catches_interrupt(self._parent)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._note)

    def is_told(self) -> bool:
        """Whether to stop now."""
        return self._told or self._make_has_stopped()

    def _note(self, _number: int, _frame: FrameType | None) -> None:
        self._told = True

    def _make_has_stopped(self) -> bool:
        """make passes SIGTERM on to us, but not a SIGINT that is sent to it alone: it waits for us, without a
        handler for SIGINT from then on. Without this, `kill -INT` on `make demo` would never end."""
        if not self._parent:
            return False
        return os.getppid() != self._parent or (self._heeds and not _catches_interrupt(self._parent))


def _catches_interrupt(pid: int) -> bool:
    """Whether the process has a handler for SIGINT; no where /proc does not tell."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return False
    caught = next((line.split()[1] for line in lines if line.startswith("SigCgt:")), "0")
    return bool(int(caught, 16) & 1 << (signal.SIGINT - 1))
