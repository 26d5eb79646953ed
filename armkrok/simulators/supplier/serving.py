"""A small HTTP/1.1 server, fast enough not to be what is measured when a whole municipality is sent.

A handler that answers at once costs some ten microseconds a request; one that must wait gives an awaitable.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
from base64 import b64encode
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import cast

import httptools
from asn1crypto import x509

log = logging.getLogger(__name__)
LARGEST = 64_000_000
REASONS = {status.value: status.phrase for status in HTTPStatus}
CUT = -1
"""Status of an answer that is never given: the connection is cut."""
HALF = -2
"""The connection is cut in the middle of the answer."""


@dataclass(slots=True)
class Asked:
    """A request. `pin` is of the certificate that the client showed, if any."""

    method: str
    path: str
    query: str
    body: bytes
    key: str
    pin: str


@dataclass(slots=True)
class Told:
    """An answer."""

    status: int
    body: bytes = b""
    kind: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)


Handler = Callable[[Asked], Told | Awaitable[Told]]


class Protocol(asyncio.Protocol):
    """One connection. While an answer is waited for, nothing more is read."""

    def __init__(self, handler: Handler) -> None:
        self.handler = handler
        self.pin = ""
        self._task: asyncio.Task[None] | None = None
        self._start()

    def _start(self) -> None:
        self._parser = httptools.HttpRequestParser(self)
        self._clear()

    def _clear(self) -> None:
        self._url, self._key = b"", ""
        self._body: list[bytes] = []
        self._size = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """As asyncio's."""
        self._transport = cast(asyncio.Transport, transport)
        tls = transport.get_extra_info("ssl_object")
        shown = tls.getpeercert(binary_form=True) if tls else None
        if shown:
            info = x509.Certificate.load(shown)["tbs_certificate"]["subject_public_key_info"]
            self.pin = b64encode(hashlib.sha256(info.dump()).digest()).decode()

    def connection_lost(self, exc: Exception | None) -> None:
        """As asyncio's."""
        if self._task:
            self._task.cancel()

    def data_received(self, data: bytes) -> None:
        """As asyncio's."""
        try:
            self._parser.feed_data(data)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade):
            self._transport.close()

    def on_url(self, url: bytes) -> None:
        """As httptools'."""
        self._url += url

    def on_header(self, name: bytes, value: bytes) -> None:
        """As httptools'. Of all headers, only the key matters here."""
        if len(name) == 9 and name.lower() == b"x-api-key":
            self._key = value.decode("latin-1")

    def on_body(self, body: bytes) -> None:
        """As httptools'."""
        self._size += len(body)
        if self._size > LARGEST:
            raise ValueError("too large")
        self._body.append(body)

    def on_message_complete(self) -> None:
        """As httptools'."""
        path, _, query = self._url.decode("ascii", "replace").partition("?")
        method = self._parser.get_method().decode("ascii")
        asked = Asked(method, path, query, b"".join(self._body), self._key, self.pin)
        is_kept = self._parser.should_keep_alive()
        self._clear()
        try:
            told = self.handler(asked)
        except Exception:
            log.exception("no answer to %s", path)
            told = Told(500, b"the simulator failed", "text/plain")
        if isinstance(told, Told):
            self._tell(told, is_kept=is_kept)
        else:
            self._transport.pause_reading()
            self._task = asyncio.get_running_loop().create_task(self._later(told, is_kept=is_kept))

    async def _later(self, coming: Awaitable[Told], *, is_kept: bool) -> None:
        told = await coming
        if not self._transport.is_closing():
            self._tell(told, is_kept=is_kept)
            self._transport.resume_reading()

    def _tell(self, told: Told, *, is_kept: bool) -> None:
        if told.status == CUT:
            self._transport.abort()
            return
        more = "".join(f"{name}: {value}\r\n" for name, value in told.headers.items()) if told.headers else ""
        status = 200 if told.status == HALF else told.status
        length = "" if status == 204 else f"Content-Length: {len(told.body)}\r\n"
        kind = f"Content-Type: {told.kind}\r\n" if told.body else ""
        head = f"HTTP/1.1 {status} {REASONS.get(status, 'Other')}\r\n{kind}{length}{more}\r\n".encode(
            "latin-1"
        )
        if told.status == HALF:
            self._transport.write((head + told.body)[: len(head) + len(told.body) // 2])
            self._transport.close()
            return
        self._transport.write(head + told.body)
        if not is_kept:
            self._transport.close()
