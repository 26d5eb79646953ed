"""Reading and writing the few pieces of DER that signed attributes are made of."""

from __future__ import annotations

import hashlib
from typing import Final

CERTIFICATE_V2: Final = "1.2.840.113549.1.9.16.2.47"
SIGNING_TIME: Final = "1.2.840.113549.1.9.5"
MESSAGE_DIGEST: Final = "1.2.840.113549.1.9.4"


def tlv(tag: int, *parts: bytes) -> bytes:
    """A value with the shortest length."""
    content = b"".join(parts)
    size = len(content)
    if size < 0x80:
        return bytes((tag, size)) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(length))) + length + content


def oid(dotted: str) -> bytes:
    """OBJECT IDENTIFIER."""
    first, second, *rest = (int(arc) for arc in dotted.split("."))
    return tlv(0x06, *(_base128(arc) for arc in (first * 40 + second, *rest)))


def attribute(kind: str, value: bytes) -> bytes:
    """An attribute with one value."""
    return tlv(0x30, oid(kind), tlv(0x31, value))


def set_of(*members: bytes) -> bytes:
    """SET OF, sorted."""
    return tlv(0x31, *sorted(members))


def members(encoded: bytes) -> list[bytes]:
    """The members of a SET or SEQUENCE; raises ValueError."""
    start, end = _content(encoded, 0)
    if end != len(encoded):
        raise ValueError("bytes behind the value")
    found = []
    while start < end:
        stop = _content(encoded, start)[1]
        found.append(encoded[start:stop])
        start = stop
    return found


def certificate_reference(certificate: bytes) -> bytes:
    """The attribute signing-certificate-v2 for a certificate in DER."""
    hashed = tlv(0x04, hashlib.sha256(certificate).digest())
    return attribute(CERTIFICATE_V2, tlv(0x30, tlv(0x30, tlv(0x30, hashed))))


def _content(encoded: bytes, at: int) -> tuple[int, int]:
    try:
        size, start = encoded[at + 1], at + 2
        if size & 0x80:
            count = size & 0x7F
            size, start = int.from_bytes(encoded[start : start + count], "big"), start + count
    except IndexError as problem:
        raise ValueError("cut off") from problem
    if start + size > len(encoded):
        raise ValueError("cut off")
    return start, start + size


def _base128(value: int) -> bytes:
    digits = [value & 0x7F]
    while value := value >> 7:
        digits.append(0x80 | (value & 0x7F))
    return bytes(reversed(digits))
