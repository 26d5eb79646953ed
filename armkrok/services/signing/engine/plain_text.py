"""Names as people write them, made safe to print: one line, no controls, no direction overrides."""

from __future__ import annotations

import unicodedata

_MAX_MARKS = 4  # combining marks on one letter; more is only used to smear over the lines beside


def one_line(text: str) -> str:
    """Normalised text (NFC) without control, format, surrogate and unassigned characters, spaces joined.

    Format characters (Unicode category Cf) hold the bidirectional overrides and zero-width characters that
    make one name look like another. Combining marks are capped so that they cannot cover nearby text.
    """
    kept: list[str] = []
    marks = 0
    for char in unicodedata.normalize("NFC", text):
        category = unicodedata.category(char)
        marks = marks + 1 if category in ("Mn", "Me") else 0
        if category in ("Cf", "Cs", "Cn", "Co") or marks > _MAX_MARKS:
            continue
        kept.append(" " if category in ("Cc", "Zs", "Zl", "Zp") else char)
    return " ".join("".join(kept).split())
