"""Drawing on a page: text, hairlines and small shapes, as a PDF content stream. Lengths are in points."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from armkrok.services.signing.engine.fonts import Face
from armkrok.services.signing.engine.ink import INK, LINE, Colour, actual_text, encoded, rgb


@dataclass(frozen=True)
class Typeface:
    """A stack of faces under one resource prefix ("R" regular, "B" bold): R0, R1, …"""

    prefix: str
    faces: Sequence[Face]

    def runs(self, text: str) -> Iterator[tuple[int, str]]:
        """Cut the text where the face must change."""
        for index, chars in groupby(text, key=self._face_for):
            yield index, "".join(chars)

    def width(self, text: str, size: float) -> float:
        """How wide the text is set at ``size``."""
        total = sum(self.faces[self._face_for(char)].width(char) for char in text)
        return total * size / 1000

    def lacks(self, text: str) -> bool:
        """Whether some character has no glyph in any face."""
        return any(not self.faces[self._face_for(char)].has(char) for char in text)

    def _face_for(self, char: str) -> int:
        return next((index for index, face in enumerate(self.faces) if face.has(char)), 0)


@dataclass
class Paper:
    """One page's (or one box's) content; origin at the lower left."""

    regular: Typeface
    bold: Typeface
    _parts: list[str] = field(default_factory=list)
    used: set[str] = field(default_factory=set)

    def text(
        self, x: float, y: float, text: str, size: float, *, bold: bool = False, colour: Colour = INK
    ) -> float:
        """Set one line with its baseline at y; returns the x where it ends."""
        face = self.bold if bold else self.regular
        self._parts.append(f"{rgb(colour)} rg BT {x:.2f} {y:.2f} Td")
        actual = face.lacks(text)
        if actual:
            self._parts.append(actual_text(text))
        for index, run in face.runs(text):
            name = f"{face.prefix}{index}"
            self.used.add(name)
            self._parts.append(f"/{name} {size:g} Tf <{encoded(run)}> Tj")
        self._parts.append("EMC ET" if actual else "ET")
        return x + face.width(text, size)

    def paragraph(
        self, x: float, y: float, text: str, size: float, width: float, *, lines: int = 9, bold: bool = False,
        colour: Colour = INK,
    ) -> float:  # fmt: skip
        """Set wrapped lines downwards from baseline y; returns the baseline for what comes next."""
        for line in wrapped(self.bold if bold else self.regular, text, size, width, lines):
            self.text(x, y, line, size, bold=bold, colour=colour)
            y -= size * 1.36
        return y

    def hairline(self, x: float, y: float, to: float, *, colour: Colour = LINE, width: float = 0.6) -> None:
        """A horizontal line."""
        self._parts.append(f"{rgb(colour)} RG {width:g} w {x:.2f} {y:.2f} m {to:.2f} {y:.2f} l S")

    def raw(self, operators: str) -> None:
        """Append ready operators."""
        self._parts.append(operators)

    def stream(self) -> bytes:
        """The finished content stream."""
        return "\n".join(self._parts).encode("ascii")


def wrapped(face: Typeface, text: str, size: float, width: float, lines: int) -> list[str]:
    """Break at spaces, inside a word that is too long, and end with an ellipsis when ``lines`` run out."""
    result: list[str] = []
    rest = text
    while rest and len(result) < lines:
        line, rest = _first_line(face, rest, size, width)
        result.append(line)
    if rest:
        result[-1] = _shortened(face, result[-1] + " …", size, width)
    return result


def _first_line(face: Typeface, text: str, size: float, width: float) -> tuple[str, str]:
    fits = _fitting(face, text, size, width)
    if fits == len(text):
        return text, ""
    cut = text.rfind(" ", 0, fits + 1)
    cut = cut if cut > 0 else fits
    return text[:cut].rstrip(), text[cut:].lstrip()


def _fitting(face: Typeface, text: str, size: float, width: float) -> int:
    """How many characters fit; at least one, so that wrapping always gets on."""
    used = 0.0
    for count, char in enumerate(text):
        used += face.width(char, size)
        if used > width:
            return max(count, 1)
    return len(text)


def _shortened(face: Typeface, text: str, size: float, width: float) -> str:
    while len(text) > 2 and face.width(text, size) > width:
        text = text[:-3].rstrip() + " …" if text.endswith(" …") else text[:-1]
    return text
