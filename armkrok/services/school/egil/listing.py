"""A receiver's list of its objects, page by page, read without building the whole of it in memory."""

import io
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Any

import ijson

from armkrok.services.school.egil.answers import ListingRefused
from armkrok.services.school.egil.connection import Reply

LARGEST_PAGE = 128_000_000
"""Bytes. A receiver that does not page tells of 140 000 pupils in some 90 000 000."""
MOST = 5_000_000
"""Objects of one kind, after which we believe that there is no end to them."""
SHOWN = 500


class Page:
    """One ListResponse (RFC 7644 section 3.4.2); objects() reads it to its end, and then `total` is known."""

    def __init__(self, body: bytes) -> None:
        self.body = body
        self.total: int | None = None

    def objects(self) -> Iterator[dict[str, Any]]:
        """Each of Resources in turn; raises ijson.JSONError, also in the middle."""
        builder: ijson.ObjectBuilder | None = None
        for prefix, event, value in ijson.parse(io.BytesIO(self.body), use_float=True):
            if prefix == "totalResults" and event == "number":
                self.total = int(value)
            elif prefix == "Resources.item" and event == "start_map":
                builder = ijson.ObjectBuilder()
            if builder is not None:
                builder.event(event, value)
                if prefix == "Resources.item" and event == "end_map":
                    yield builder.value
                    builder = None


async def listed(ask: Callable[[int], Awaitable[Reply]]) -> AsyncIterator[dict[str, Any]]:
    """Every object with an id, each once; `ask` fetches the page that begins at a startIndex (from 1).

    Ends when as many have come as there are said to be, and when a page brings nothing new: some receivers
    ignore startIndex and answer with the same page for ever.
    """
    seen: set[str] = set()
    came = 0
    while came < MOST:
        page = _readable(await ask(came + 1))
        known, before = len(seen), came
        try:
            for one in page.objects():
                came += 1
                if (name := _name(one)) and name not in seen:
                    seen.add(name)
                    yield one
        except (ijson.JSONError, ValueError) as error:
            raise ListingRefused(200, page.body[:SHOWN].decode("utf-8", "replace")) from error
        if came == before or len(seen) == known or (page.total is not None and came >= page.total):
            return
    raise ListingRefused(200, "")


def _readable(reply: Reply) -> Page:
    if reply.status != 200 or len(reply.body) >= LARGEST_PAGE:
        raise ListingRefused(reply.status, reply.body[:SHOWN].decode("utf-8", "replace"))
    return Page(reply.body)


def _name(one: dict[str, Any]) -> str:
    name = one.get("id") or one.get("externalId")
    return name if isinstance(name, str) else ""
