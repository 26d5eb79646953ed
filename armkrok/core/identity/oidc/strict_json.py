"""JSON without two meanings: no name twice, no NaN, no depth that breaks the reader (RFC 8259 section 4)."""

from __future__ import annotations

import json
from typing import Any


class NotStrict(ValueError):
    """Not JSON, not an object, or with two meanings."""


def read_object(data: bytes) -> dict[str, Any]:
    """The object that these bytes hold, in UTF-8; raises NotStrict."""
    try:
        value = json.loads(data.decode("utf-8"), object_pairs_hook=_once, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise NotStrict from error
    if not isinstance(value, dict):
        raise NotStrict
    return value


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise NotStrict
    return found


def _refuse(constant: str) -> Any:
    raise NotStrict(constant)
