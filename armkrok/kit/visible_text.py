"""Names and titles as people can see them: one line, left to right, nothing hidden."""

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


def _kept(text: str) -> list[str]:
    out: list[str] = []
    marks = 0
    for c in text:
        marks = marks + 1 if unicodedata.combining(c) else 0
        if marks <= MOST_MARKS:
            out.append(c if (c.isprintable() and c not in BLANKS) or c in JOINERS else " ")
    return out
