"""Jobs of importing."""

from typing import Any

SCHEDULES: tuple[Any, ...] = ()
