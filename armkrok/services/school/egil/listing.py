"""A receiver's list of its objects, page by page, read without building the whole of it in memory."""

import io
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Any

import ijson

from armkrok.services.school.egil.answers import ListingRefused, Unreachable, Why, readable, usable_id
from armkrok.services.school.egil.connection import Reply

LARGEST_PAGE = 128_000_000
"""Bytes. A receiver that does not page tells of 140 000 pupils in some 90 000 000."""
MOST = 500_000
"""Objects of one kind, after which we believe that there is no end to them."""
PARTS = 1_000_000
"""Parts of one object, or before the first: a group of a hundred thousand pupils has fewer."""
DEEPEST = 32
TOP = 1
"""Depth of what the answer itself has."""
STARTS, ENDS = frozenset({"start_map", "start_array"}), frozenset({"end_map", "end_array"})
LONGEST = 1800.0
"""Seconds for all the pages of a kind."""


class Page:
    """One ListResponse (RFC 7644 section 3.4.2); objects() reads it to its end, and then `total` is known."""

    def __init__(self, body: bytes) -> None:
        self.body = body
        self.total: int | None = None

    def objects(self) -> Iterator[dict[str, Any]]:
        """Each of Resources in turn; raises ijson.JSONError or ValueError, also in the middle.

        Without the prefixes that ijson.parse makes: each is as long as the nesting is deep, so that 200 kB of
        brackets would take 20 GB.
        """
        builder: ijson.ObjectBuilder | None = None
        depth, parts, key, is_listing = 0, 0, "", False
        for event, value in ijson.basic_parse(io.BytesIO(self.body), use_float=True):
            depth -= event in ENDS
            if builder is None and depth == TOP:
                key = value if event == "map_key" else key
                is_listing = key == "Resources" and event == "start_array"
                self.total = int(value) if (key, event) == ("totalResults", "number") else self.total
            elif builder is None and is_listing and depth == TOP + 1 and event == "start_map":
                builder, parts = ijson.ObjectBuilder(), 0
            if builder is not None:
                builder.event(event, value)
                if event == "end_map" and depth == TOP + 1:
                    yield builder.value
                    builder = None
            depth, parts = depth + (event in STARTS), parts + 1
            if depth > DEEPEST or parts > PARTS:
                raise ValueError("without end")


async def listed(ask: Callable[[int], Awaitable[Reply]]) -> AsyncIterator[dict[str, Any]]:
    """Every object with an id, each once; `ask` fetches the page that begins at a startIndex (from 1).

    Ends when as many have come as there are said to be, and when a page brings nothing new: some receivers
    ignore startIndex and answer with the same page for ever. Raises Unreachable when it takes too long.
    """
    end = time.monotonic() + LONGEST
    seen: set[str] = set()
    came = 0
    while came < MOST:
        if time.monotonic() > end:
            raise Unreachable(Why.TIMEOUT)
        page = _readable(await ask(came + 1))
        known, before = len(seen), came
        try:
            for one in page.objects():
                came += 1
                if (name := _name(one)) and name not in seen:
                    seen.add(name)
                    yield one
        except (ijson.JSONError, ValueError, OverflowError) as error:
            raise ListingRefused(200, readable(page.body)) from error
        if came == before or len(seen) == known or (page.total is not None and came >= page.total):
            return
    raise ListingRefused(200, "")


def _readable(reply: Reply) -> Page:
    if reply.status != 200 or len(reply.body) >= LARGEST_PAGE:
        raise ListingRefused(reply.status, readable(reply.body))
    return Page(reply.body)


def _name(one: dict[str, Any]) -> str:
    return usable_id(one.get("id")) or usable_id(one.get("externalId")) or ""
