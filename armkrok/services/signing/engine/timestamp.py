"""A client for time-stamp authorities (RFC 3161) that believes nothing it has not checked."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

import httpx

from armkrok.services.signing.engine import der
from armkrok.services.signing.engine.cms import SHA256
from armkrok.services.signing.engine.errors import TimestampUnavailable
from armkrok.services.signing.engine.tokens import Token, checked, leads_to

_QUERY, _REPLY = "application/timestamp-query", "application/timestamp-reply"
_LARGEST_REPLY = 64 * 1024
_SIZE_MARGIN = 48  # tokens from one authority differ by a few bytes: serial number, nonce, ECDSA lengths
_KEPT_ALIVE = httpx.Limits(max_connections=64, max_keepalive_connections=16, keepalive_expiry=60.0)


class Stamping(Protocol):
    """Whoever gives time-stamp tokens: one authority, or several in order."""

    def token(self, digest: bytes) -> Token:
        """A checked token over a SHA-256 digest. Raises TimestampUnavailable."""

    def token_size(self) -> int:
        """How many bytes to reserve for a token. Raises TimestampUnavailable."""


@dataclass
class Timestamper:
    """Fetches tokens from ``url``; safe to share between threads. Connections are kept alive for a minute.

    ``timeout`` is in seconds per phase. ``root`` is a file with the certificates that the authority's own
    must lead to (PEM); without it the chain is left to whoever validates. A token whose time differs more
    than ``tolerance`` seconds from ours is refused; None accepts any time.
    """

    url: str
    timeout: float = 5.0
    client: httpx.Client | None = None
    root: Path | None = None
    tolerance: float | None = 300.0
    _largest: int = field(default=0, repr=False)

    def token(self, digest: bytes) -> Token:
        """A token over a SHA-256 digest. Raises TimestampUnavailable."""
        nonce = secrets.randbits(63)
        reply = self._post(request(digest, nonce))
        token = checked(reply, digest, nonce)
        self._demand_plausible(token)
        self._largest = max(self._largest, len(token.content))
        return token

    def token_size(self) -> int:
        """How many bytes to reserve for a token; asks for one to measure the first time."""
        if not self._largest:
            self.token(hashlib.sha256(b"size").digest())
        return self.known_size

    @property
    def known_size(self) -> int:
        """What ``token_size`` answers, without asking the authority: 0 until it has given a token."""
        return self._largest + _SIZE_MARGIN if self._largest else 0

    def _demand_plausible(self, token: Token) -> None:
        """Its time is now, its certificate in force, and its chain leads to the authority's root."""
        apart = abs(datetime.now(UTC) - token.at)
        if self.tolerance is not None and apart > timedelta(seconds=self.tolerance):
            raise TimestampUnavailable("wrong_time")
        if not token.valid_from <= token.at <= token.valid_until:
            raise TimestampUnavailable("expired")
        if self.root is not None and not leads_to(token.certificates, token.signer, _roots(self.root)):
            raise TimestampUnavailable("untrusted")

    def _post(self, body: bytes) -> bytes:
        self.client = self.client or httpx.Client(limits=_KEPT_ALIVE)
        try:
            response = self.client.post(
                self.url, content=body, headers={"Content-Type": _QUERY}, timeout=self.timeout
            )
        except httpx.TimeoutException as error:
            raise TimestampUnavailable("timeout") from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise TimestampUnavailable("unreachable", type(error).__name__) from error
        if response.status_code != httpx.codes.OK:
            raise TimestampUnavailable("http_status", str(response.status_code))
        kind = response.headers.get("content-type", "").split(";")[0].strip()
        if kind != _REPLY or len(response.content) > _LARGEST_REPLY:
            raise TimestampUnavailable("malformed", "not a timestamp reply")
        return response.content


def request(digest: bytes, nonce: int) -> bytes:
    """A TimeStampReq (RFC 3161 2.4.1) that asks for the authority's certificate."""
    imprint = der.sequence(SHA256, der.octets(digest))
    return der.sequence(der.integer(1), imprint, der.integer(nonce), der.TRUE)


def _roots(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise TimestampUnavailable("untrusted", "its root cannot be read") from error
