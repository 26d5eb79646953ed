"""Speaking to a supplier's server from a test."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any, TypeVar

from armkrok.services.school.egil.transport import Endpoint, Patience, Sender
from tests.support.suppliers import KEY

T = TypeVar("T")
QUICK = Patience(connect=20.0, request=20.0, first_pause=0.05, longest_pause=3.0, attempts=4)
"""A test's patience, in seconds: short pauses, and time for a busy machine to answer."""
HASTY = replace(QUICK, request=0.6)
"""For an answer that is not to come in time."""


def here(host: str, port: int) -> list[str]:
    """Tests speak to this machine alone."""
    return [host]


def by_key(base: str, key: str = KEY, **more: Any) -> Endpoint:
    """An address of plain HTTP, with a key."""
    return Endpoint(base, here, key_header="X-API-Key", key=key, **more)


def speaking(to: Endpoint, deed: Callable[[Sender], Awaitable[T]], **more: Any) -> T:
    """What comes of some requests."""

    async def spoken() -> T:
        async with Sender(to, patience=more.pop("patience", QUICK), **more) as sender:
            return await deed(sender)

    return asyncio.run(spoken())
