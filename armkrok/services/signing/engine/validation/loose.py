"""Signatures found by their bytes alone, in a file whose structure does not hold.

That a digest matches proves nothing here; that one does not match proves that the file was changed.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from mmap import mmap

from armkrok.services.signing.engine.usage_rights import ByteRange
from armkrok.services.signing.engine.validation.placing import Placed, digests
from armkrok.services.signing.engine.validation.report import Finding, SignatureReport
from armkrok.services.signing.engine.validation.signatures import algorithm_of, open_signature

_RANGES = re.compile(rb"/ByteRange\s*\[\s*0\s+(\d{1,11})\s+(\d{1,11})\s+(\d{1,11})\s*\]")
_NEAT = re.compile(rb"<[0-9A-Fa-f\s]*>")
_MOST = 50
_UNSURE = Finding("unsure", "cannot_compare")


def broken_signatures(content: mmap, licences: Collection[ByteRange] = frozenset()) -> list[SignatureReport]:
    """The signatures that no longer match the bytes they cover, oldest first; ``licences`` do not count."""
    found = []
    for match in list(_RANGES.finditer(content))[:_MOST]:
        start, end, rest = (int(one) for one in match.groups())
        if (0, start, end, rest) in licences:
            continue
        finding = _finding(content, start, end, rest)
        if finding is not None:
            found.append((end + rest, finding))
    ordered = [finding for _, finding in sorted(found, key=lambda one: one[0])]
    return [
        SignatureReport(number, "", "signature", finding, _UNSURE, _UNSURE, _UNSURE, _UNSURE)
        for number, finding in enumerate(ordered, 1)
    ]


def _finding(content: mmap, start: int, end: int, rest: int) -> Finding | None:
    """What is wrong, or None if nothing is or it cannot be told."""
    if not 0 < start < end:
        return Finding("no", "byte_range_odd")
    if end + rest > len(content):
        return Finding("no", "cut_off")
    try:
        container = bytes.fromhex(content[start + 1 : end - 1].decode("ascii"))
        one = Placed("", "/adbe.pkcs7.detached", False, None, start, end, end + rest, container, "")
        digest = digests(content, [one], algorithm_of(one))[start]
        matches = open_signature(one, digest).digest_matches
    except Exception:  # noqa: BLE001 (hostile bytes again)
        hole = content[start:end]
        return Finding("no", "wrapped") if _NEAT.fullmatch(hole) is None else None
    return None if matches else Finding("no", "bytes_differ")
