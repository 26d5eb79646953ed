"""Universal signature forgery, signature wrapping, and other changes to the bytes of a signed file."""

from __future__ import annotations

import re
from collections.abc import Callable

Forgery = Callable[[bytes], bytes]


def _ranges(content: bytes) -> tuple[re.Match[bytes], list[int]]:
    match = list(re.finditer(rb"/ByteRange\s*\[([\d\s]+)\]", content))[-1]
    return match, [int(one) for one in match.group(1).split()]


def _instead(content: bytes, match: re.Match[bytes], text: bytes) -> bytes:
    """Put something of the same length in the place of a match."""
    room = match.end() - match.start()
    return content[: match.start()] + text[:room].ljust(room) + content[match.end() :]


def no_byte_range(content: bytes) -> bytes:
    return _instead(content, _ranges(content)[0], b"")


def byte_range_is_null(content: bytes) -> bytes:
    return _instead(content, _ranges(content)[0], b"/ByteRange null")


def byte_range_negative(content: bytes) -> bytes:
    return _instead(content, _ranges(content)[0], b"/ByteRange [0 -10 0 10]")


def byte_range_of_nothing(content: bytes) -> bytes:
    return _instead(content, _ranges(content)[0], b"/ByteRange [0 0 0 0]")


def byte_range_of_words(content: bytes) -> bytes:
    return _instead(content, _ranges(content)[0], b"/ByteRange (allt)")


def byte_range_too_long(content: bytes) -> bytes:
    match, numbers = _ranges(content)
    return _instead(content, match, b"/ByteRange [0 %d %d %d]" % (numbers[1], numbers[2], numbers[3] + 9))


def byte_range_of_six(content: bytes) -> bytes:
    return _instead(content, _ranges(content)[0], b"/ByteRange [0 9 10 9 20 9]")


def _contents(content: bytes, text: bytes) -> bytes:
    _, (_, length, second, _) = _ranges(content)
    place = content.rindex(b"/Contents", 0, length + 1)
    return content[:place] + text.ljust(second - place) + content[second:]


def no_contents(content: bytes) -> bytes:
    return _contents(content, b"")


def contents_null(content: bytes) -> bytes:
    return _contents(content, b"/Contents null")


def contents_zero(content: bytes) -> bytes:
    return _contents(content, b"/Contents <00>")


def contents_empty(content: bytes) -> bytes:
    _, (_, length, second, _) = _ranges(content)
    return content[: length + 1] + b"0" * (second - length - 2) + content[second - 1 :]


def wrapped(content: bytes) -> bytes:
    """New objects and a new table are put in the hole, and the second range points past them."""
    match, (_, length, second, rest) = _ranges(content)
    extra = b"\n900 0 obj\n<< /Type /Catalog >>\nendobj\n"
    numbers = b"/ByteRange [0 %d %d %d]" % (length, second + len(extra), rest)
    changed = _instead(content, match, numbers)
    return changed[:second] + extra + changed[second:]


def tampered_digest(content: bytes) -> bytes:
    place = content.index(b"Ansokan") if b"Ansokan" in content else content.index(b"/Type /Page") + 1
    return content[:place] + b"X" + content[place + 1 :]


def before_the_start(content: bytes) -> bytes:
    return b"%!PS-Adobe-3.0\n% annat\n" + content


def much_after_the_end(content: bytes) -> bytes:
    return content + b"\n900 0 obj\n(" + b"x" * 20_000 + b")\nendobj\n"


def cut_off(content: bytes) -> bytes:
    return content[:-30]


def two_halves_swapped(content: bytes) -> bytes:
    """The update with the signature is put before what it updates."""
    end = content.index(b"%%EOF") + 6
    return content[end:] + content[:end]


IN_THE_BYTES: dict[str, tuple[Forgery, set[str]]] = {
    "no ByteRange": (no_byte_range, {"byte_range_missing"}),
    "ByteRange null": (byte_range_is_null, {"byte_range_missing"}),
    "ByteRange negative": (byte_range_negative, {"byte_range_odd"}),
    "ByteRange of nothing": (byte_range_of_nothing, {"byte_range_odd"}),
    "ByteRange of another type": (byte_range_of_words, {"byte_range_missing"}),
    "ByteRange beyond the end": (byte_range_too_long, {"cut_off"}),
    "ByteRange of six numbers": (byte_range_of_six, {"byte_range_odd"}),
    "no Contents": (no_contents, {"contents_missing"}),
    "Contents null": (contents_null, {"contents_missing"}),
    "Contents zero": (contents_zero, {"contents_missing"}),
    "Contents of zeros": (contents_empty, {"contents_missing"}),
    "signature wrapping": (wrapped, {"wrapped"}),
    "changed bytes": (tampered_digest, {"bytes_differ"}),
    "something before the start": (before_the_start, {"bytes_before_start"}),
    "much after the end": (much_after_the_end, {"bytes_after_end"}),
    "cut off": (cut_off, {"cut_off"}),
    "halves swapped": (two_halves_swapped, {"bytes_differ", "wrapped", "byte_range_odd", "cut_off"}),
}
