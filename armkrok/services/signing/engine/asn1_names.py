"""Comparing names in certificates once for each pair of them, applied once on import.

asn1crypto prepares both names by RFC 4518 at every comparison, and a chain is built from hundreds of
comparisons of the same few names. The answer for two encodings never changes, so it is kept.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from asn1crypto import x509

_MARK = "_armkrok_remembered"
_MOST = 4096


def _remembered(original: Callable[[Any, object], bool]) -> Callable[[Any, object], bool]:
    answers: dict[tuple[bytes, bytes], bool] = {}

    def equal(self: Any, other: object) -> bool:
        if not isinstance(other, x509.RDNSequence):
            return False
        pair = (self.dump(), other.dump())
        known = answers.get(pair)
        if known is None:
            known = pair[0] == pair[1] or original(self, other)
            if len(answers) >= _MOST:
                answers.clear()
            answers[pair] = known
        return known

    setattr(equal, _MARK, True)
    return equal


def apply() -> None:
    """Replace the comparison; safe to call again."""
    if not hasattr(x509.RDNSequence.__eq__, _MARK):
        x509.RDNSequence.__eq__ = _remembered(x509.RDNSequence.__eq__)


apply()
