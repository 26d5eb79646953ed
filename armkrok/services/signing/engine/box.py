"""What stands in a signatory's box: before signing, and when the person has signed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from armkrok.services.signing.engine.facts import Language, Vouched
from armkrok.services.signing.engine.ink import FAINT, INK, Colour, actual_text, encoded, rgb
from armkrok.services.signing.engine.plain_text import one_line

WIDTH = 196.0
HEIGHT = 40.0
STOCKHOLM = ZoneInfo("Europe/Stockholm")
_MONTHS = {
    "sv": "januari februari mars april maj juni juli augusti september oktober november december",
    "en": "January February March April May June July August September October November December",
}
_SIGNED = {"sv": "Skrev under med {}", "en": "Signed with {}"}
_EMPTY = {"sv": "Har inte skrivit under än", "en": "Has not signed yet"}
_PAPER = {"sv": "Skrev under på papper", "en": "Signed on paper"}
_BY = {"sv": "Registrerat av {}", "en": "Registered by {}"}
_FOR = {"sv": "för {}", "en": "for {}"}
_INSTEAD = {"sv": "i stället för {}", "en": "instead of {}"}
_TEXT_X = 20.0
_ROOM, _ROOM_OF_NAME, _ROOM_OF_TWO = 34.0, 26.0, 14.0
_RING = (
    "6.4 34.7 m 8.94 34.7 11 32.64 11 30.1 c 11 27.56 8.94 25.5 6.4 25.5 c "
    "3.86 25.5 1.8 27.56 1.8 30.1 c 1.8 32.64 3.86 34.7 6.4 34.7 c"
)
_CHECK = "4.2 30 m 5.8 28.4 l 8.8 31.7 l"


@dataclass(frozen=True)
class BoxText:
    """The words for a filled box. ``short_id`` is a reference the reader can quote, as "3F2A 91C0".

    ``principal`` is whom the person signs for. ``instead_of`` is the name that stands beside the box, when
    somebody else signs in that person's place.
    """

    name: str
    method: str = "BankID"
    short_id: str = ""
    language: Language = "sv"
    principal: str = ""
    instead_of: str = ""


def empty_box(language: Language) -> str:
    """Operators for a box nobody has signed in."""
    ring = f"{rgb(FAINT)} RG 0.7 w [1.6 1.6] 0 d {_RING} s"
    return f"q {ring} Q " + _line("R0", _TEXT_X, 27.2, 8.5, _EMPTY[language], FAINT)


def paper_box(language: Language, vouched: Vouched, face_for: Callable[[str], str]) -> str:
    """Operators for the box of a person who has signed by hand; without the check mark of a signature."""
    day = f"{vouched.day.day} {_MONTHS[language].split()[vouched.day.month - 1]} {vouched.day.year}"
    by = _BY[language].format(_fitted(one_line(vouched.by), _ROOM_OF_NAME))
    ring = f"{rgb(FAINT)} RG 0.7 w {_RING} s"
    return "\n".join(
        (
            f"q {ring} Q",
            _line("B0", _TEXT_X, 27.2, 8.5, _PAPER[language], INK),
            _line("R0", _TEXT_X, 15.8, 8.5, day, INK),
            _mixed(_TEXT_X, 5, 7.5, by, FAINT, face_for),
        )
    )


def filled_box(words: BoxText, at: datetime, face_for: Callable[[str], str]) -> str:
    """Operators for a signed box. ``face_for`` names the regular font resource that has a character."""
    method = _SIGNED[words.language].format(one_line(words.method))
    name = _fitted(one_line(words.name))
    last = " · ".join(part for part in (name, one_line(words.short_id)) if part)
    ring = f"{rgb(INK)} rg {_RING} f 1 1 1 RG 1.1 w 1 J 1 j {_CHECK} S"
    when = long_time(at, words.language)
    note = _note(words)
    lines: tuple[str, ...]
    if note:
        lines = (
            _line("B0", _TEXT_X, 30.4, 8, method, INK),
            _line("R0", _TEXT_X, 20.9, 8, when, INK),
            _mixed(_TEXT_X, 11.8, 7.5, last, FAINT, face_for),
            _mixed(_TEXT_X, 2.9, 7.5, note, FAINT, face_for),
        )
    else:
        lines = (
            _line("B0", _TEXT_X, 27.2, 8.5, method, INK),
            _line("R0", _TEXT_X, 15.8, 8.5, when, INK),
            _mixed(_TEXT_X, 5, 7.5, last, FAINT, face_for),
        )
    return "\n".join((f"q {ring} Q", *lines))


def _note(words: BoxText) -> str:
    """Whom the person signs for and in whose place, on one line; two names share its room."""
    said = ((_FOR, one_line(words.principal)), (_INSTEAD, one_line(words.instead_of)))
    parts = [(text[words.language], name) for text, name in said if name]
    room = _ROOM if len(parts) < 2 else _ROOM_OF_TWO
    return ", ".join(text.format(_fitted(name, room)) for text, name in parts)


def long_time(at: datetime, language: Language) -> str:
    """Swedish local time in words, as "20 november 2026 klockan 13.20"."""
    local = at.astimezone(STOCKHOLM)
    day = f"{local.day} {_MONTHS[language].split()[local.month - 1]} {local.year}"
    return f"{day} klockan {local:%H.%M}" if language == "sv" else f"{day} at {local:%H:%M}"


def _line(font: str, x: float, y: float, size: float, text: str, colour: Colour) -> str:
    return f"{rgb(colour)} rg BT /{font} {size:g} Tf {x:g} {y:g} Td <{encoded(text)}> Tj ET"


def _mixed(x: float, y: float, size: float, text: str, colour: Colour, face_for: Callable[[str], str]) -> str:
    """A line whose letters may need several fonts; the true text travels along for copying and reading."""
    shown = " ".join(f"/{face_for(char)} {size:g} Tf <{encoded(char)}> Tj" for char in text)
    actual = actual_text(text)
    return f"{rgb(colour)} rg BT {x:g} {y:g} Td {actual} {shown} EMC ET"


def _fitted(name: str, room: float = _ROOM) -> str:
    """Shorten a very long name; widths are estimated, and the box clips what is left over."""
    for count, char in enumerate(name):
        room -= 1.3 if char.isupper() else 0.95
        if room < 0:
            return name[:count].rstrip() + "…"
    return name
