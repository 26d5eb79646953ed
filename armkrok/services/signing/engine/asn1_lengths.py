"""A correction of asn1crypto 1.5.1, applied once on import.

``dump()`` there takes every header whose last byte is 0x80 for BER's indefinite length and re-encodes the
whole value, recursively and at exponential cost (upstream issues 249 and 256). But a definite long-form
length such as ``30 82 03 80`` ends so too: one certificate in 256 has one. An indefinite-length value
always has a trailer of end-of-contents bytes (X.690 8.1.3.6) and a definite one never has, so the two can
be told apart, and the bytes of an unchanged definite value are returned as they stand.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from asn1crypto import core

Dump = Callable[..., bytes]
_MARK = "_armkrok_definite"


def _corrected(original: Dump) -> Dump:
    def dump(self: Any, force: bool = False) -> bytes:
        header = self._header
        if header and not force and header[-1:] == b"\x80" and self._trailer == b"":
            contents = self.contents  # re-encodes, and clears the header, if a child was changed
            if self._header == header and contents is not None:
                return bytes(header + contents)
        return original(self, force=force)

    setattr(dump, _MARK, True)
    return dump


def _corrected_choice(original: Dump) -> Dump:
    def dump(self: Any, force: bool = False) -> bytes:
        header, before = self._header, self._contents
        if header and not force and header[-1:] == b"\x80" and self._trailer == b"":
            chosen = self.chosen.dump()
            if chosen == before:
                return bytes(header + chosen)
        return original(self, force=force)

    setattr(dump, _MARK, True)
    return dump


def apply() -> None:
    """Replace the affected ``dump`` methods; safe to call again."""
    for kind in (core.Asn1Value, core.Primitive, core.Sequence, core.SequenceOf, core.Choice):
        original = kind.dump
        if not hasattr(original, _MARK):
            kind.dump = (_corrected_choice if kind is core.Choice else _corrected)(original)


apply()
