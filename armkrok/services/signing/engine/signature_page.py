"""The signature page: one or more A4 pages, drawn before the first signature.

Like Swedish minutes, headings stand in the left margin and the matter beside them, parted by hairlines.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import segno

from armkrok.services.signing.engine import box
from armkrok.services.signing.engine.facts import FontFiles, PageFacts, Signatory
from armkrok.services.signing.engine.fonts import BOLD_WEIGHT, REGULAR_WEIGHT, load_face
from armkrok.services.signing.engine.ink import FAINT
from armkrok.services.signing.engine.paper import Paper, Typeface
from armkrok.services.signing.engine.plain_text import one_line

PAGE = (595.28, 841.89)
_LEFT, _MATTER, _RIGHT = 48.0, 178.0, 547.28
_TOP, _BOTTOM = 778.0, 64.0
_ROW = 52.0
_NAME_WIDTH = _RIGHT - box.WIDTH - 14 - _MATTER
_QR = 76.0

_WORDS = {
    "sv": {
        "title": "Underskrifter",
        "lead": "Sidan hör till dokumentet och gjordes före den första underskriften. "
        "Varje ruta fylls när personen har skrivit under.",
        "document": "Dokument",
        "from": "Skickat av {}",
        "check": "Kontrollera",
        "check_text": "Vem som helst kan se vem som har skrivit under, när, "
        "och att inget har ändrats sedan dess.",
        "print": "Dokumentets fingeravtryck (SHA-256), utan den här sidan",
        "people": "Skriver under",
        "people_more": "Skriver under, fortsättning",
        "placed": "Rutan finns på sidan {}.",
        "folio": "Underskrifter, sida {} av {}",
    },
    "en": {
        "title": "Signatures",
        "lead": "This page belongs to the document and was made before the first signature. "
        "Each box is filled when the person has signed.",
        "document": "Document",
        "from": "Sent by {}",
        "check": "Verify",
        "check_text": "Anyone can see who has signed, when, and that nothing has changed since then.",
        "print": "Fingerprint of the document (SHA-256), without this page",
        "people": "Signatories",
        "people_more": "Signatories, continued",
        "placed": "The box is on page {}.",
        "folio": "Signatures, page {} of {}",
    },
}


@dataclass(frozen=True)
class DrawnPage:
    """One finished page: its content and where the boxes lie, by the signatory's index."""

    content: bytes
    boxes: tuple[tuple[int, float, float], ...]


@dataclass(frozen=True)
class Typefaces:
    """The regular and the bold stack, cut to the characters in use."""

    regular: Typeface
    bold: Typeface


@lru_cache(maxsize=4)
def _stacks(files: FontFiles) -> Typefaces:
    regular = tuple(load_face(path, REGULAR_WEIGHT) for path in files.regular)
    bold = tuple(load_face(path, BOLD_WEIGHT) for path in files.bold)
    return Typefaces(Typeface("R", regular), Typeface("B", bold))


def typefaces(files: FontFiles) -> Typefaces:
    """Load the fonts (cached per process)."""
    return _stacks(files)


def draw(
    facts: PageFacts, signatories: Sequence[Signatory], sha256: str, faces: Typefaces
) -> tuple[list[DrawnPage], set[str]]:
    """Draw all signature pages; also tells which font resources were used."""
    words = _WORDS[facts.language]
    pages: list[DrawnPage] = []
    used: set[str] = set()
    groups = list(_grouped(len(signatories), facts, faces))
    for number, group in enumerate(groups, 1):
        paper = Paper(faces.regular, faces.bold, used=used)
        y = _opening(paper, facts, sha256) if number == 1 else _continued(paper, facts)
        boxes = tuple(_people(paper, y, [(index, signatories[index]) for index in group], words["placed"]))
        _folio(paper, words["folio"].format(number, len(groups)))
        pages.append(DrawnPage(paper.stream(), boxes))
    return pages, used


def _grouped(count: int, facts: PageFacts, faces: Typefaces) -> Iterator[range]:
    """How the signatories are spread over the pages; the first page has less room."""
    start = 0
    top = _opening(Paper(faces.regular, faces.bold), facts, "0" * 64)
    while start < count:
        room = max(1, int((top - _BOTTOM) // _ROW))
        yield range(start, min(start + room, count))
        start += room
        top = _TOP - 24


def _opening(paper: Paper, facts: PageFacts, sha256: str) -> float:
    words = _WORDS[facts.language]
    paper.text(_LEFT, _TOP - 8, words["title"], 27, bold=True)
    y = paper.paragraph(_LEFT, _TOP - 36, words["lead"], 10.5, 400, colour=FAINT)
    y = _section(paper, y - 6, words["document"])
    y = paper.paragraph(_MATTER, y, one_line(facts.document), 12.5, _RIGHT - _MATTER, lines=3, bold=True)
    y = paper.paragraph(_MATTER, y, one_line(facts.organisation), 9.5, _RIGHT - _MATTER, lines=2)
    sender = words["from"].format(one_line(facts.sender))
    y = paper.paragraph(_MATTER, y, sender, 9.5, _RIGHT - _MATTER, lines=2, colour=FAINT)
    y = _section(paper, y - 4, words["check"])
    y = _verification(paper, y, facts, sha256)
    return _section(paper, y, words["people"]) + 19


def _verification(paper: Paper, top: float, facts: PageFacts, sha256: str) -> float:
    """The QR code with the address beside it, and the document's fingerprint."""
    words = _WORDS[facts.language]
    beside, width = _MATTER + _QR + 16, _RIGHT - _MATTER - _QR - 16
    draw_qr(paper, _MATTER, top + 9 - _QR, facts.verify_url)
    y = paper.paragraph(beside, top, words["check_text"], 9.5, width)
    y = paper.paragraph(beside, y - 2, one_line(facts.verify_url), 9.5, width, lines=3, bold=True)
    y = paper.paragraph(beside, y - 4, words["print"], 8, width, colour=FAINT)
    groups = [sha256[start : start + 8] for start in range(0, 64, 8)]
    for part in (groups[:4], groups[4:]):
        paper.text(beside, y, "  ".join(part), 8.5)
        y -= 11.5
    return min(y, top - _QR) - 2


def _continued(paper: Paper, facts: PageFacts) -> float:
    """The head of a following page."""
    paper.paragraph(_LEFT, _TOP + 12, one_line(facts.document), 8.5, _RIGHT - _LEFT, lines=1, colour=FAINT)
    return _section(paper, _TOP - 1, _WORDS[facts.language]["people_more"]) + 19


def _section(paper: Paper, y: float, heading: str) -> float:
    """A hairline across with the heading in the margin; returns the matter's first baseline."""
    paper.hairline(_LEFT, y, _RIGHT)
    paper.paragraph(_LEFT, y - 21, heading, 11, _MATTER - _LEFT - 18, bold=True)
    return y - 21


def _people(
    paper: Paper, top: float, people: list[tuple[int, Signatory]], elsewhere: str
) -> Iterator[tuple[int, float, float]]:
    """The rows; yields where each box's lower left corner is, for those whose box is on this page."""
    for place, (index, person) in enumerate(people):
        y = top - place * _ROW
        if place:
            paper.hairline(_MATTER, y, _RIGHT)
        name = one_line(person.name) or "–"
        below = paper.paragraph(_MATTER, y - 19, name, 10.5, _NAME_WIDTH, lines=2, bold=True)
        room = 2 if below > y - 36 else 1
        paper.paragraph(
            _MATTER, below + 1.5, one_line(person.role), 8.5, _NAME_WIDTH, lines=room, colour=FAINT
        )
        if person.place is None:
            yield index, _RIGHT - box.WIDTH, y - 46
        else:
            told = elsewhere.format(person.place.page + 1)
            paper.text(_RIGHT - box.WIDTH + 20, y - 19, told, 8.5, colour=FAINT)


def _folio(paper: Paper, text: str) -> None:
    paper.hairline(_LEFT, 50, _RIGHT)
    paper.text(_LEFT, 37, text, 8, colour=FAINT)


def draw_qr(paper: Paper, x: float, y: float, url: str) -> None:
    """The QR code as filled squares, rows of dark modules joined."""
    code = segno.make_qr(url, error="m")
    size = _QR / len(code.matrix)
    paper.raw(f"q 0.11 0.13 0.17 rg {size:.4f} 0 0 {-size:.4f} {x:.2f} {y + _QR:.2f} cm")
    for row, modules in enumerate(code.matrix):
        start = None
        for column, dark in enumerate((*modules, 0)):
            if dark and start is None:
                start = column
            elif not dark and start is not None:
                paper.raw(f"{start} {row} {column - start} 1.02 re")
                start = None
    paper.raw("f Q")
