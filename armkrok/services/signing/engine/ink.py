"""Colours of the signature page, and how its text is written in a content stream."""

from __future__ import annotations

Colour = tuple[float, float, float]
INK: Colour = (0.11, 0.13, 0.17)
FAINT: Colour = (0.38, 0.40, 0.44)
LINE: Colour = (0.76, 0.77, 0.79)
_FIRST_PLANE = 0xFFFF
_REPLACEMENT = 0xFFFD


def encoded(text: str) -> str:
    """The text as hexadecimal two-byte codes; a character beyond the first plane becomes U+FFFD."""
    points = (ord(char) for char in text)
    return "".join(f"{point if point <= _FIRST_PLANE else _REPLACEMENT:04X}" for point in points)


def actual_text(text: str) -> str:
    """The operator that opens a span with its true text, for copying and reading aloud."""
    return f"/Span <</ActualText <FEFF{text.encode('utf-16-be').hex()}>>> BDC"


def rgb(colour: Colour) -> str:
    """Operands of rg and RG."""
    return " ".join(f"{part:g}" for part in colour)
