"""A client for time-stamp authorities (RFC 3161) that believes nothing it has not checked."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, field

import httpx

from armkrok.services.signing.engine import der
from armkrok.services.signing.engine.cms import SHA256
from armkrok.services.signing.engine.errors import TimestampUnavailable
from armkrok.services.signing.engine.tokens import Token, checked

_QUERY, _REPLY = "application/timestamp-query", "application/timestamp-reply"
_LARGEST_REPLY = 64 * 1024
_SIZE_MARGIN = 48  # tokens from one authority differ by a few bytes: serial number, nonce, ECDSA lengths


@dataclass
class Timestamper:
    """Fetches tokens from ``url``; safe to share between threads. ``timeout`` is in seconds per phase."""

    url: str
    timeout: float = 5.0
    client: httpx.Client | None = None
    _largest: int = field(default=0, repr=False)

    def token(self, digest: bytes) -> Token:
        """A token over a SHA-256 digest. Raises TimestampUnavailable."""
        nonce = secrets.randbits(63)
        reply = self._post(request(digest, nonce))
        token = checked(reply, digest, nonce)
        self._largest = max(self._largest, len(token.content))
        return token

    def token_size(self) -> int:
        """How many bytes to reserve for a token; asks for one to measure the first time."""
        if not self._largest:
            self.token(hashlib.sha256(b"size").digest())
        return self._largest + _SIZE_MARGIN

    def _post(self, body: bytes) -> bytes:
        self.client = self.client or httpx.Client()
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
