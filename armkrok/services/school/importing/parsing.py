"""From a source's text to ids, days and lines of COPY (PostgreSQL's text format)."""

import re
from datetime import date
from functools import lru_cache
from hashlib import blake2b

_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}").fullmatch
_IDS = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)
_SPECIAL = re.compile(r"[\\\t\n\r\x00]")
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": " ", "\n": " ", "\r": " ", "\0": None})
NOTHING = r"\N"
LONGEST_DAY = 40
"""Characters of a moment; what comes after is not kept."""


class BadDay(ValueError):
    """Not a day."""


def an_id(text: str) -> str:
    """A UUID in lower case, or nothing when the text is none (RFC 9562 section 4, the form with hyphens)."""
    if _ID(text):
        return text
    plain = text.strip().lower()
    return plain if _ID(plain) else ""


def ids_in(text: str) -> tuple[str, ...]:
    """Every UUID that stands in a text, in lower case."""
    return tuple(dict.fromkeys(one.lower() for one in _IDS.findall(text)))


def a_day(text: str) -> str:
    """A day as COPY writes it, from 2026-08-17 or a whole RFC 3339 moment; raises BadDay."""
    return _day(text[:LONGEST_DAY])


@lru_cache(maxsize=20_000)
def _day(text: str) -> str:
    if not text:
        return NOTHING
    try:
        return date.fromisoformat(text.strip()[:10]).isoformat()
    except ValueError as error:
        raise BadDay from error


def cell(value: str | bytes | int | bool | tuple[str, ...] | None) -> str:
    """A value as COPY writes it."""
    if value is None:
        return NOTHING
    if isinstance(value, str):
        return value.translate(_ESCAPES) if _SPECIAL.search(value) else value
    if isinstance(value, bytes):
        return r"\\x" + value.hex()
    if isinstance(value, tuple):
        inner = ",".join('"' + one.replace("\\", "").replace('"', "") + '"' for one in value)
        return cell("{" + inner + "}")
    return str(value)


def digest(values: tuple[object, ...]) -> bytes:
    """16 bytes that differ when a value does."""
    return blake2b(repr(values).encode("utf-8", "replace"), digest_size=16).digest()
