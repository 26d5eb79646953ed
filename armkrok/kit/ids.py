"""Identifiers: new ones that sort by time, and those that somebody has sent."""

import os
import time
from uuid import UUID

MILLISECOND = 1_000_000
"""In nanoseconds."""


def uuid7() -> UUID:
    """A version 7 UUID (RFC 9562 section 5.7): 48 bits of Unix milliseconds, 12 of their fraction, 62 random.

    The fraction (section 6.2, method 3) keeps rows of the same millisecond in the order they were made. New
    rows land at the end of their index, and a page of rows can be continued from the last id seen.
    """
    milliseconds, rest = divmod(time.time_ns(), MILLISECOND)
    fraction = rest * 4096 // MILLISECOND
    random = int.from_bytes(os.urandom(8), "big") >> 2
    return UUID(int=milliseconds << 80 | 0x7 << 76 | fraction << 64 | 0b10 << 62 | random)


def read_uuid(text: str) -> UUID | None:
    """The UUID that a text is; none when it is none."""
    try:
        return UUID(text)
    except ValueError:
        return None
