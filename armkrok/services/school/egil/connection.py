"""One kept HTTP/1.1 connection to a receiver, one request at a time.

The parser is llhttp (by httptools). What is round it is small and ours, because a whole client library costs
three to forty times the processor time of the request itself (decision 0041), and because everything that
matters here is a refusal: no redirects, no proxies from the environment, no more read than was asked for, no
connection but to a judged address.
"""

import asyncio
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import httptools

from armkrok.services.school.egil.answers import Unreachable, Why
from armkrok.services.school.egil.pinning import WrongPin

HEADERS_MOST = 64_000
OVERHEAD = 4_000_000
"""How much more than is kept of an answer may be read and thrown away, in bytes, before we hang up."""
_WANTED = frozenset({b"retry-after", b"location"})


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer as it came; `body` may be cut at the number of bytes that were wanted."""

    status: int
    headers: dict[str, str]
    body: bytes


class Connection(asyncio.Protocol):
    """Made by opened(). `is_open` says whether another request can be sent on it."""

    def __init__(self) -> None:
        self.is_open = False
        self.has_answered = False
        self._loop = asyncio.get_running_loop()
        self._waiting: asyncio.Future[Reply] | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._begin(0)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """As asyncio's."""
        self._transport = cast(asyncio.Transport, transport)
        self.is_open = True

    def connection_lost(self, exc: Exception | None) -> None:
        """As asyncio's. An answer without a length ends here; any other is cut."""
        self.is_open = False
        if self._is_until_end and exc is None:
            self._done()
        self._fail(Why.CERTIFICATE if isinstance(exc, ssl.SSLError) else Why.CUT)

    def data_received(self, data: bytes) -> None:
        """As asyncio's. What nobody asked for, and what is not HTTP, ends the connection."""
        if self._waiting is None:
            self.close()
            return
        self._came += len(data)
        try:
            self._parser.feed_data(data)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade):
            self._give_up(Why.ANSWER)
        if self._came > self._largest + OVERHEAD:
            self._give_up(Why.ANSWER)

    async def ask(self, request: bytes, largest: int, seconds: float) -> Reply:
        """Send one whole request and wait for the whole answer, of which `largest` bytes are kept."""
        self._begin(largest)
        self._waiting = self._loop.create_future()
        self._timer = self._loop.call_later(seconds, self._give_up, Why.TIMEOUT)
        self._transport.write(request)
        try:
            return await self._waiting
        except asyncio.CancelledError:
            self.close()
            raise
        finally:
            self._waiting = None
            self._timer.cancel()

    def close(self) -> None:
        """Hang up, without waiting for the other side."""
        self.is_open = False
        self._transport.abort()

    @property
    def has_begun(self) -> bool:
        """Whether anything came of the answer to the latest request."""
        return self._came > 0

    def _begin(self, largest: int) -> None:
        self._parser = httptools.HttpResponseParser(self)
        self._largest, self._came = largest, 0
        self._restart()

    def _restart(self) -> None:
        self._headers: dict[str, str] = {}
        self._header_bytes, self._kept = 0, 0
        self._body: list[bytes] = []
        self._has_length = self._is_until_end = False

    def on_header(self, name: bytes, value: bytes) -> None:
        """As httptools'."""
        self._header_bytes += len(name) + len(value)
        if self._header_bytes > HEADERS_MOST:
            raise ValueError("headers too large")
        lower = name.lower()
        if lower in _WANTED:
            self._headers.setdefault(lower.decode(), value.decode("latin-1"))
        elif lower in {b"content-length", b"transfer-encoding"}:
            self._has_length = True

    def on_headers_complete(self) -> None:
        """As httptools'."""
        status = self._parser.get_status_code()
        self._is_until_end = not self._has_length and status >= 200 and status not in {204, 304}

    def on_body(self, body: bytes) -> None:
        """As httptools'."""
        if self._kept < self._largest:
            self._body.append(body[: self._largest - self._kept])
            self._kept += len(body)

    def on_message_complete(self) -> None:
        """As httptools'. Preliminary answers (100, 103) are passed over."""
        status = self._parser.get_status_code()
        if status == 101:
            self._give_up(Why.ANSWER)
        elif status < 200:
            self._restart()
        else:
            if not self._parser.should_keep_alive():
                self.close()
            self._done()

    def _done(self) -> None:
        self.has_answered = True
        self._is_until_end = False
        if self._waiting is not None and not self._waiting.done():
            reply = Reply(self._parser.get_status_code(), self._headers, b"".join(self._body))
            self._waiting.set_result(reply)
        else:
            self.close()

    def _give_up(self, why: Why) -> None:
        self._fail(why)
        self.close()

    def _fail(self, why: Why) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_exception(Unreachable(why))


async def opened(addresses: Sequence[str], host: str, port: int, tls: ssl.SSLContext | None) -> Connection:
    """A connection to the first address that takes one; `host` is only the name in the certificate."""
    loop = asyncio.get_running_loop()
    name = host if tls else None
    problem = Unreachable(Why.NAME)
    for address in addresses:
        try:
            _, made = await loop.create_connection(Connection, address, port, ssl=tls, server_hostname=name)
        except OSError as error:
            problem = Unreachable(_why(error))
        else:
            return made
    raise problem


def _why(error: OSError) -> Why:
    if isinstance(error, WrongPin):
        return Why.PIN
    if isinstance(error, ssl.SSLEOFError):
        return Why.CUT
    if isinstance(error, ssl.SSLError):
        return Why.CERTIFICATE
    if isinstance(error, TimeoutError):
        return Why.TIMEOUT
    return Why.CUT if isinstance(error, ConnectionResetError) else Why.REFUSED
