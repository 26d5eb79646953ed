"""The few DER values a time-stamp token is built of.

asn1crypto reads the requests, but its encoder starts over for every header that ends in byte 0x80
(upstream issues 249 and 256); here all lengths occur, so the tokens are put together directly.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from asn1crypto import core

SEQUENCE: Final = 0x30
SET: Final = 0x31
NULL: Final = b"\x05\x00"


def tlv(tag: int, *contents: bytes) -> bytes:
    """A value with a definite length, as short as can be (X.690, 10.1)."""
    content = b"".join(contents)
    if len(content) < 128:
        return bytes((tag, len(content))) + content
    length = len(content).to_bytes((len(content).bit_length() + 7) // 8)
    return bytes((tag, 0x80 | len(length))) + length + content


def sequence(*contents: bytes) -> bytes:
    """A SEQUENCE."""
    return tlv(SEQUENCE, *contents)


def set_of(*contents: bytes) -> bytes:
    """A SET OF, whose members DER wants in order (X.690, 11.6)."""
    return tlv(SET, *sorted(contents))


def integer(value: int) -> bytes:
    """An INTEGER in two's complement."""
    return tlv(0x02, value.to_bytes(value.bit_length() // 8 + 1, signed=True))


def octets(value: bytes) -> bytes:
    """An OCTET STRING."""
    return tlv(0x04, value)


def oid(dotted: str) -> bytes:
    """An OBJECT IDENTIFIER."""
    encoded: bytes = core.ObjectIdentifier(dotted).dump()
    return encoded


def generalized_time(when: datetime) -> bytes:
    """A GeneralizedTime in UTC, whole seconds (RFC 3161, 2.4.2)."""
    return tlv(0x18, f"{when:%Y%m%d%H%M%SZ}".encode("ascii"))
