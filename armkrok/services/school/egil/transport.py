"""Requests to a receiver: many at once over kept connections, never more in a second than it takes."""

import asyncio
import json
import math
import ssl
import time
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Self
from urllib.parse import quote, unquote, urlsplit

from armkrok.services.school.egil.answers import Answer, Deed, Unreachable, Why, readable, usable_id
from armkrok.services.school.egil.connection import Connection, Reply, opened
from armkrok.services.school.egil.listing import LARGEST_PAGE, listed
from armkrok.services.school.egil.pacing import Pace, seconds_asked

Judge = Callable[[str, int], Sequence[str]]
"""From host and port to the IP addresses that may be connected to; raises Unreachable. Runs in a thread."""
KEPT = 256_000
"""Bytes kept of an answer about one object: enough for the id in the echo of a large group."""
CUTS = 3
BUSY = frozenset({429, 503})
TOKEN = frozenset("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A receiver's address, and how to speak to it; raises ValueError when that can't be.

    An https address needs `tls`. `judge` decides, at each connection, which addresses of its name may be
    called. `until` is when the metadata that it comes from is no longer trusted; nothing is asked after that.
    """

    base_url: str
    judge: Judge
    tls: ssl.SSLContext | None = None
    media_type: str = "application/scim+json"
    key_header: str = ""
    key: str = field(default="", repr=False)
    until: datetime | None = None

    def __post_init__(self) -> None:
        parts = urlsplit(self.base_url)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
            raise ValueError("the address is not whole")
        if (parts.scheme == "https") != (self.tls is not None):
            raise ValueError("https goes with a TLS context, http without")
        if not set(self.key_header) <= TOKEN or bool(self.key_header) != bool(self.key):
            raise ValueError("a key goes with the name of its header")
        if not all(text.isascii() and text.isprintable() for text in (self.media_type, self.key, parts.path)):
            raise ValueError("a header holds printable ASCII")


@dataclass(frozen=True, slots=True)
class Patience:
    """How long one waits, in seconds, and how often a busy receiver is asked again.

    `longest_pause` bounds a pause of our own; a receiver that asks for a longer one is not asked again.
    """

    connect: float = 30.0
    request: float = 120.0
    first_pause: float = 1.0
    longest_pause: float = 300.0
    attempts: int = 8


class Sender:
    """Sends to one receiver. Use it as `async with Sender(…) as sender`; requests may run at the same time.

    `collection` is the end of the address, as `Users`. At most `connections` requests are under way at
    once, and at most `per_second` begin in any second. Each raises Unreachable when no answer comes.
    Redirects are answers like any other, and proxies in the environment are not heeded.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        connections: int = 4,
        per_second: float | None = None,
        patience: Patience | None = None,
    ) -> None:
        parts = urlsplit(endpoint.base_url)
        self.endpoint, self.patience = endpoint, patience or Patience()
        self.host = parts.hostname or ""
        self.port = parts.port or (443 if endpoint.tls else 80)
        self.pace = Pace(per_second, self.patience.first_pause, self.patience.longest_pause)
        self._path = parts.path.rstrip("/")
        self._headers = _headers(endpoint, parts.netloc.rpartition("@")[2])
        self._until = endpoint.until.timestamp() if endpoint.until else math.inf
        self._slots = asyncio.Semaphore(max(1, connections))
        self._free: list[Connection] = []
        self._cuts, self._most_cuts = 0, CUTS + max(1, connections)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Close every idle connection."""
        while self._free:
            self._free.pop().close()

    async def create(self, collection: str, body: bytes) -> Answer:
        """POST /collection. Never sent twice, unless the receiver said that it was busy."""
        reply = await self._ask("POST", f"/{collection}", body)
        return self._answer(Deed.CREATE, reply, _id_in(reply))

    async def replace(self, collection: str, id: str, body: bytes) -> Answer:  # noqa: A002 - SCIM's word
        """PUT /collection/id."""
        return self._answer(Deed.REPLACE, await self._ask("PUT", _one(collection, id), body))

    async def remove(self, collection: str, id: str) -> Answer:  # noqa: A002
        """DELETE /collection/id."""
        return self._answer(Deed.REMOVE, await self._ask("DELETE", _one(collection, id)))

    def listing(self, collection: str) -> AsyncIterator[dict[str, Any]]:
        """Every object that the receiver has, as it tells them, each once; raises ListingRefused."""
        return listed(lambda start: self._ask("GET", _page(collection, start), largest=LARGEST_PAGE))

    def _answer(self, deed: Deed, reply: Reply, id_given: str | None = None) -> Answer:
        return Answer(deed, reply.status, readable(reply.body), _asked(reply), id_given)

    async def _ask(self, method: str, target: str, body: bytes = b"", largest: int = KEPT) -> Reply:
        """One answer, after as many attempts as a busy receiver needs."""
        head = f"{method} {self._path}{target} HTTP/1.1\r\n{self._headers}".encode("ascii")
        length = b"" if method == "GET" else b"Content-Length: %d\r\n" % len(body)
        request = b"%b%b\r\n%b" % (head, length, body)
        async with self._slots:
            for _ in range(self.patience.attempts - 1):
                begun, reply = await self._sent(request, largest, is_repeatable=method != "POST")
                if reply.status not in BUSY:
                    self.pace.went_well()
                    return reply
                if not self.pace.busy(begun, _asked(reply)):
                    return reply
            return (await self._sent(request, largest, is_repeatable=method != "POST"))[1]

    async def _sent(self, request: bytes, largest: int, *, is_repeatable: bool) -> tuple[float, Reply]:
        """When it began, and the answer. When nothing but cuts come, the receiver is taken to refuse us: a
        server that does not want our certificate may say so by hanging up.
        """
        try:
            answered = await self._tried(request, largest, is_repeatable=is_repeatable)
        except Unreachable as error:
            self._cuts += error.why is Why.CUT
            if error.why is Why.CUT and self._cuts > self._most_cuts:
                raise Unreachable(Why.REFUSED) from error
            raise
        self._cuts = 0
        return answered

    async def _tried(self, request: bytes, largest: int, *, is_repeatable: bool) -> tuple[float, Reply]:
        """As _sent. A kept connection that turns out to be gone may be replaced once."""
        connection, begun = await self._turn()
        was_kept = connection.has_answered
        try:
            reply = await connection.ask(request, largest, self.patience.request)
        except Unreachable as error:
            if not (is_repeatable and was_kept and error.why is Why.CUT and not connection.has_begun):
                raise
            connection, begun = await self._turn(is_new=True)
            reply = await connection.ask(request, largest, self.patience.request)
        if connection.is_open:
            self._free.append(connection)
        return begun, reply

    async def _turn(self, *, is_new: bool = False) -> tuple[Connection, float]:
        """A connection that is open at the moment when its request may begin."""
        while True:
            if time.time() >= self._until:
                raise Unreachable(Why.EXPIRED)
            connection = await self._connected() if is_new or not self._free else self._free.pop()
            try:
                begun = await self.pace.turn() if connection.is_open else 0.0
            except asyncio.CancelledError:
                connection.close()
                raise
            if connection.is_open:
                return connection, begun

    async def _connected(self) -> Connection:
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(self.patience.connect):
                addresses = await loop.run_in_executor(None, self.endpoint.judge, self.host, self.port)
                return await opened(addresses, self.host, self.port, self.endpoint.tls)
        except TimeoutError as error:
            raise Unreachable(Why.TIMEOUT) from error


def _headers(endpoint: Endpoint, host: str) -> str:
    media = endpoint.media_type
    lines = [
        f"Host: {host}",
        f"Content-Type: {media}",
        f"Accept: {media}, application/json",
        "User-Agent: Armkrok",
    ]
    if endpoint.key:
        lines.append(f"{endpoint.key_header}: {endpoint.key}")
    return "\r\n".join(lines) + "\r\n"


def _one(collection: str, name: str) -> str:
    return f"/{collection}/{quote(name, safe='')}"


def _page(collection: str, start: int) -> str:
    return f"/{collection}?startIndex={start}" if start > 1 else f"/{collection}"


def _asked(reply: Reply) -> float | None:
    text = reply.headers.get("retry-after")
    return seconds_asked(text, datetime.now(UTC)) if text else None


def _id_in(reply: Reply) -> str | None:
    """The id that the answer gives the object; else the end of Location (RFC 7644 section 3.3)."""
    if reply.status not in {200, 201}:
        return None
    try:
        found = json.loads(reply.body)
    except (ValueError, RecursionError):
        found = None
    if isinstance(found, dict) and isinstance(found.get("id"), str):
        return usable_id(found["id"])
    return usable_id(unquote(reply.headers.get("location", "").rstrip("/").rpartition("/")[2]))
