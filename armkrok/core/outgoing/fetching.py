"""Asking an address that somebody else has chosen, and reading what it answers, but never too much."""

from dataclasses import dataclass

from armkrok.core.outgoing.calling import WHOLE, TooLarge, calling

LARGEST = 1_000_000


@dataclass(frozen=True)
class Fetched:
    """An answer, whatever its status. Names of headers are in lower case; the first of each counts."""

    status: int
    headers: dict[str, str]
    body: bytes


def fetch(
    method: str,
    url: str,
    *,
    body: bytes = b"",
    headers: dict[str, str] | None = None,
    seconds: float = WHOLE,
    largest: int = LARGEST,
    roots: str = "",
    organisation: str = "",
) -> Fetched:
    """Call once and read the answer, at most `largest` bytes; raises NotDelivered
    (TooLarge when there is more).

    `roots` (PEM) are the only ones trusted for the server's certificate, when given. `organisation` is the
    slug of whoever calls, when it may have systems on an inner network.
    """
    with calling(
        method, url, body, headers or {}, seconds=seconds, roots=roots, organisation=organisation
    ) as answer:
        read = b""
        for piece in answer.iter_stream():
            read += piece
            if len(read) > largest:
                raise TooLarge
        return Fetched(answer.status, _first_of_each(answer.headers), read)


def _first_of_each(headers: list[tuple[bytes, bytes]]) -> dict[str, str]:
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in reversed(headers)}
