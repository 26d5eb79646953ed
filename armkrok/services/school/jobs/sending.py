"""Jobs of sending."""

from typing import Any

SCHEDULES: tuple[Any, ...] = ()
