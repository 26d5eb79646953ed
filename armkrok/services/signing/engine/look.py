"""A filled box as a form XObject in an update, with the fonts the prepared file carries."""

from __future__ import annotations

import zlib
from datetime import datetime

from pikepdf import Object

from armkrok.services.signing.engine.box import BoxText, filled_box
from armkrok.services.signing.engine.entries import names_of
from armkrok.services.signing.engine.shown import upright

_LATIN = 0x100  # the page's first font has all of Latin-1
_FIRST_PLANE = 0xFFFF


def filled_look(fonts: Object, field: Object, words: BoxText, moment: datetime) -> bytes:
    """The appearance's object body. ``fonts`` is the form's font resources."""
    left, low, right, high = (float(edge) for edge in field.Rect)
    operators = filled_box(words, moment, _Coverage(fonts).name_for)
    packed = zlib.compress(operators.encode("ascii"))
    matrix = upright(field.get("/P"))
    wide, tall = (right - left, high - low) if matrix[0] else (high - low, right - left)
    turn = b"" if matrix[0] == 1 else b"/Matrix [%d %d %d %d 0 0] " % matrix
    return (
        b"<< /Type /XObject /Subtype /Form /BBox [0 0 %.2f %.2f] %s/Resources << /Font %s >> "
        b"/Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream"
        % (wide, tall, turn, fonts.unparse(resolved=True), len(packed), packed)
    )


class _Coverage:
    """Which of the file's regular fonts can draw a character; their glyph maps are read only if needed."""

    def __init__(self, fonts: Object) -> None:
        self._fonts = fonts
        self._names = sorted(name[1:] for name in names_of(fonts) if name.startswith("/R"))
        self._maps: dict[str, bytes] = {}

    def name_for(self, char: str) -> str:
        """The font resource for a character: R0 for Latin text and when nothing has it."""
        point = ord(char)
        if point < _LATIN or point > _FIRST_PLANE:
            return "R0"
        return next((name for name in self._names if self._has(name, point)), "R0")

    def _has(self, name: str, point: int) -> bool:
        if name not in self._maps:
            self._maps[name] = self._fonts[f"/{name}"].DescendantFonts[0].CIDToGIDMap.read_bytes()
        return any(self._maps[name][2 * point : 2 * point + 2])
