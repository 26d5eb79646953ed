"""One call to an address that somebody else has chosen: judged, connected, and with an end."""

import ssl
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from functools import lru_cache
from typing import Any

import httpcore
import httpx
from django.conf import settings

from armkrok.core.outgoing.addresses import AddressRefused, NameUnknown, destination, judged

CONNECT = 5.0
WHOLE = 15.0


class Why(StrEnum):
    """What came instead of an answer."""

    ADDRESS = "address"
    NAME = "name"
    CONNECTION = "connection"
    CERTIFICATE = "certificate"
    TIMEOUT = "timeout"
    ANSWER = "answer"


class NotDelivered(Exception):
    """No answer came."""

    def __init__(self, why: Why) -> None:
        super().__init__(why.value)
        self.why = why


class TooLarge(NotDelivered):
    """The answer is larger than anybody asked for."""

    def __init__(self) -> None:
        super().__init__(Why.ANSWER)


@contextmanager
def calling(
    method: str, url: str, body: bytes, headers: dict[str, str], *, seconds: float = WHOLE, roots: str = "",
    organisation: str = "",
) -> Iterator[httpcore.Response]:  # fmt: skip
    """The answer to one call, its body not yet read; raises NotDelivered, also while the body is read.

    `seconds` is for everything after the name's look-up, however slowly the other side speaks. The
    certificate must be valid for the name in the address, and lead to a root that the machine trusts
    (SSL_CERT_FILE may name others) or to one of `roots` (PEM). `organisation` is the slug of whoever calls,
    when it may have systems on an inner network (INNER_HOSTS). Redirects are not followed. Environment
    variables for proxies are not heeded.
    """
    with problems():
        destination(url)
        backend = Judging(time.monotonic() + seconds, organisation)
        limits = {"timeout": {"connect": CONNECT, "read": seconds, "write": seconds, "pool": seconds}}
        with (
            httpcore.ConnectionPool(ssl_context=trust(roots), network_backend=backend) as pool,
            pool.stream(
                method, url, headers=list(headers.items()), content=body, extensions=limits
            ) as answer,
        ):
            yield answer


@contextmanager
def problems() -> Iterator[None]:
    """What can go wrong on the way, as NotDelivered."""
    try:
        yield
    except NameUnknown as error:
        raise NotDelivered(Why.NAME) from error
    except AddressRefused as error:
        raise NotDelivered(Why.ADDRESS) from error
    except httpcore.TimeoutException as error:
        raise NotDelivered(Why.TIMEOUT) from error
    except httpcore.NetworkError as error:
        raise NotDelivered(_network(error)) from error
    except httpcore.ProtocolError as error:
        raise NotDelivered(Why.ANSWER) from error


@lru_cache(maxsize=64)
def trust(roots: str) -> ssl.SSLContext:
    """What servers' certificates must lead to: the machine's roots, or these alone (PEM)."""
    return ssl.create_default_context(cadata=roots) if roots else httpx.create_ssl_context()


def _network(error: Exception) -> Why:
    """The library hides what caused its errors, but keeps it as their context."""
    return Why.CERTIFICATE if isinstance(error.__context__, ssl.SSLCertVerificationError) else Why.CONNECTION


class Judging(httpcore.NetworkBackend):
    """Connects to the very addresses that have been judged, so that a name cannot change in between."""

    def __init__(self, end: float, organisation: str) -> None:
        self.end, self.organisation = end, organisation
        self.plain = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: "Iterable[Any] | None" = None,
    ) -> httpcore.NetworkStream:
        """Try each address in turn; only the name in the certificate comes from `host`."""
        is_open = host in settings.OUTGOING_HOSTS
        addresses = [host] if is_open else judged(host, port, self.organisation)
        problem: Exception = httpcore.ConnectError("no address")
        for address in addresses:
            try:
                stream = self.plain.connect_tcp(address, port, _left(self.end, timeout))
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                problem = error
            else:
                return _Hurried(stream, self.end)
        raise problem


class _Hurried(httpcore.NetworkStream):
    """A connection with an end: a trickle of single bytes does not keep it open."""

    def __init__(self, stream: httpcore.NetworkStream, end: float) -> None:
        self.stream = stream
        self.end = end

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """As httpcore's."""
        return self.stream.read(max_bytes, _left(self.end, timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """As httpcore's."""
        self.stream.write(buffer, _left(self.end, timeout))

    def close(self) -> None:
        """As httpcore's."""
        self.stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """As httpcore's."""
        stream = self.stream.start_tls(ssl_context, server_hostname, _left(self.end, timeout))
        return _Hurried(stream, self.end)

    def get_extra_info(self, info: str) -> Any:
        """As httpcore's."""
        return self.stream.get_extra_info(info)


def _left(end: float, timeout: float | None) -> float:
    """Seconds that remain; raises when there are none."""
    left = end - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout("the time is up")
    return left if timeout is None else min(left, timeout)
