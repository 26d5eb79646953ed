"""Writing DER by hand (ITU-T X.690), for the few small structures a signature needs.

Building the same structures with asn1crypto costs several milliseconds a signature, and its re-encoding
can stall for seconds on some lengths (see ``asn1_lengths``). Joining bytes costs microseconds.
"""

from __future__ import annotations

SEQUENCE = 0x30
SET = 0x31
OCTETS = 0x04
NULL = b"\x05\x00"
TRUE = b"\x01\x01\xff"


def tlv(tag: int, *parts: bytes) -> bytes:
    """One value: a single-byte tag, the shortest definite length, and the joined parts."""
    content = b"".join(parts)
    size = len(content)
    if size < 0x80:
        return bytes((tag, size)) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(length))) + length + content


def sequence(*parts: bytes) -> bytes:
    """SEQUENCE of parts in the given order."""
    return tlv(SEQUENCE, *parts)


def set_of(*parts: bytes, tag: int = SET) -> bytes:
    """SET OF, sorted as DER demands (X.690 11.6); ``tag`` for an implicit context tag."""
    return tlv(tag, *sorted(parts))


def octets(value: bytes) -> bytes:
    """OCTET STRING."""
    return tlv(OCTETS, value)


def integer(value: int) -> bytes:
    """INTEGER, two's complement in the fewest bytes."""
    return tlv(0x02, value.to_bytes(value.bit_length() // 8 + 1, "big", signed=True))


def oid(dotted: str) -> bytes:
    """OBJECT IDENTIFIER from its dotted form."""
    first, second, *rest = (int(arc) for arc in dotted.split("."))
    return tlv(0x06, *(_base128(arc) for arc in (first * 40 + second, *rest)))


def _base128(value: int) -> bytes:
    digits = [value & 0x7F]
    while value := value >> 7:
        digits.append(0x80 | (value & 0x7F))
    return bytes(reversed(digits))
