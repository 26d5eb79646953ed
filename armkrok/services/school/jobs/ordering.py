"""Jobs of ordering."""

from typing import Any

SCHEDULES: tuple[Any, ...] = ()
