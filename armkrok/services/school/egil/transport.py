"""Requests to a receiver: many at once over kept connections, never more in a second than it takes."""

import ssl
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from armkrok.services.school.egil.answers import Answer

Judge = Callable[[str, int], Sequence[str]]
"""From host and port to the IP addresses that may be connected to; raises Unreachable. Runs in a thread."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A receiver's address, and how to speak to it.

    An https address needs `tls`. `judge` decides which addresses of its name may be called, at each connection.
    """

    base_url: str
    judge: Judge
    tls: ssl.SSLContext | None = None
    media_type: str = "application/scim+json"
    key_header: str = ""
    key: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Patience:
    """How long one waits, in seconds, and how often a busy receiver is asked again."""

    connect: float = 30.0
    request: float = 120.0
    first_pause: float = 1.0
    longest_pause: float = 300.0
    attempts: int = 6


class Sender:
    """Sends to one receiver. Use it as `async with Sender(…) as sender`; requests may run at the same time.

    `collection` is the end of the address, as `Users`. At most `connections` requests are under way at
    once, and at most `per_second` begin in any second. Each raises Unreachable when no answer comes.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        connections: int = 4,
        per_second: float | None = None,
        patience: Patience = Patience(),  # noqa: B008 - frozen
    ) -> None:
        self.endpoint = endpoint

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Close every connection."""

    async def create(self, collection: str, body: bytes) -> Answer:
        """POST /collection."""
        raise NotImplementedError

    async def replace(self, collection: str, id: str, body: bytes) -> Answer:  # noqa: A002 - SCIM's word
        """PUT /collection/id."""
        raise NotImplementedError

    async def remove(self, collection: str, id: str) -> Answer:  # noqa: A002
        """DELETE /collection/id."""
        raise NotImplementedError

    def listing(self, collection: str) -> AsyncIterator[dict[str, Any]]:
        """Every object that the receiver has, as it tells them, each once; raises ListingRefused."""
        raise NotImplementedError
