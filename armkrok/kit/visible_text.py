"""Names and titles as people can see them: one line, left to right, nothing hidden."""

import stringprep
import unicodedata

# ZERO WIDTH NON-JOINER and JOINER belong inside Persian words and composed emoji, but show nothing alone.
JOINERS = "\u200c\u200d"
# Letters and symbols by category, blank to the eye: Hangul fillers and the empty braille pattern.
BLANKS = "\u115f\u1160\u3164\uffa0\u2800"
MOST_MARKS = 4


def readable(text: str) -> str:
    """The text on one line, composed (NFC), without what cannot be seen or turns the writing direction.

    Empty when nothing visible is left. At most four combining marks stay on a letter: no language needs more,
    and stacks of them cover the lines above.
    """
    kept = "".join(_kept(unicodedata.normalize("NFC", text)))
    line = " ".join(word for part in kept.split() if (word := part.strip(JOINERS)))
    return line if any(unicodedata.category(c)[0] in "LNPS" for c in line) else ""


def readable_lines(text: str) -> str:
    """The same for a text of several lines."""
    return "\n".join(readable(line) for line in text.splitlines()).strip()


def certifiable(text: str) -> str:
    """The readable text without what names in X.509 certificates may not hold.

    RFC 5280 section 7.1 compares names by RFC 4518, which prohibits whatever Unicode 3.2 did not know, emoji
    among it: programs that check signatures call a certificate with such a name broken.
    """
    return readable("".join(c for c in readable(text) if not any(table(c) for table in _PROHIBITED)))


_PROHIBITED = (
    stringprep.in_table_a1,  # not assigned in Unicode 3.2
    stringprep.in_table_c3,  # private use
    stringprep.in_table_c4,  # not characters
    stringprep.in_table_c5,  # surrogates
    stringprep.in_table_c8,  # change the display
    "\ufffd".__eq__,
)


def _kept(text: str) -> list[str]:
    out: list[str] = []
    marks = 0
    for c in text:
        marks = marks + 1 if unicodedata.combining(c) else 0
        if marks <= MOST_MARKS:
            out.append(c if (c.isprintable() and c not in BLANKS) or c in JOINERS else " ")
    return out
