"""Fonts for the signature page: loaded once, embedded whole or in part, addressed by Unicode.

A text's bytes in the PDF are its UTF-16 code units (CID = code point), and a map in the file leads from
there to glyphs. So whoever fills a box later can write any text without opening the font again, and text
copied from the page is real Unicode.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

REGULAR_WEIGHT = 400
BOLD_WEIGHT = 640
_EMBED_WHOLE = 600  # glyphs; larger fonts are cut to the characters in use


@dataclass(frozen=True)
class Face:
    """One font at one weight, reduced to what a PDF needs. Widths are in thousandths of the size."""

    name: str
    data: bytes
    glyphs: dict[int, int]
    widths: dict[int, int]
    ascent: int
    descent: int
    box: tuple[int, int, int, int]

    def has(self, char: str) -> bool:
        """Whether the face can draw the character."""
        return ord(char) in self.glyphs

    def width(self, char: str) -> int:
        """Advance of a character; that of the missing-glyph box when the face lacks it."""
        return self.widths.get(ord(char), self.widths[0])

    def reduced_to(self, chars: set[str]) -> Face:
        """The face with just these characters, or itself when it is small anyway."""
        if len(self.glyphs) <= _EMBED_WHOLE:
            return self
        return _face(
            TTFont(io.BytesIO(self.data)), self.name, {ord(char) for char in chars if self.has(char)}
        )


@lru_cache(maxsize=16)
def load_face(path: Path, weight: int) -> Face:
    """Read a font file; a variable one is fixed at ``weight``. Takes about 0.3 s the first time."""
    font = TTFont(path)
    if "fvar" in font:
        font = instancer.instantiateVariableFont(font, {"wght": weight}, inplace=True)
    points = set(font.getBestCmap())
    name = f"{path.stem.split('-wght')[0]}-{weight}".replace("_", "-")
    return _face(font, name, points if len(points) <= _EMBED_WHOLE else None)


def _face(font: TTFont, name: str, points: set[int] | None) -> Face:
    """Reduce a font to outlines and metrics; with ``points`` also to those characters."""
    if points is not None:
        _keep_only(font, points)
    font.flavor = None
    buffer = io.BytesIO()
    font.save(buffer)
    scale = 1000 / font["head"].unitsPerEm
    advances = font["hmtx"].metrics
    head = font["head"]
    widths = {0: round(advances[font.getGlyphOrder()[0]][0] * scale)}
    glyphs: dict[int, int] = {}
    for point, glyph in font.getBestCmap().items():
        glyphs[point] = font.getGlyphID(glyph)
        widths[point] = round(advances[glyph][0] * scale)
    box = (head.xMin, head.yMin, head.xMax, head.yMax)
    return Face(
        name=name,
        data=buffer.getvalue(),
        glyphs=glyphs,
        widths=widths,
        ascent=round(font["hhea"].ascent * scale),
        descent=round(font["hhea"].descent * scale),
        box=(round(box[0] * scale), round(box[1] * scale), round(box[2] * scale), round(box[3] * scale)),
    )


def _keep_only(font: TTFont, points: set[int]) -> None:
    options = subset.Options()
    options.layout_features = []
    options.hinting = False
    options.notdef_outline = True
    options.drop_tables += ["GSUB", "GPOS", "GDEF", "STAT", "gasp", "FFTM", "MATH"]
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=points)
    subsetter.subset(font)
