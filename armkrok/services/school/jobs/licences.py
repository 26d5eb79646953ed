"""Jobs of licences."""

from typing import Any

SCHEDULES: tuple[Any, ...] = ()
