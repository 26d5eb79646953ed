"""The report of a check as a PDF: the verdict, each signature with its five answers, and what was changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pikepdf import Array, Dictionary, Name, ObjectStreamMode, Page, Pdf

from armkrok.services.signing.engine.embedding import embed
from armkrok.services.signing.engine.facts import FontFiles, ReportPart, ReportSheet
from armkrok.services.signing.engine.ink import FAINT
from armkrok.services.signing.engine.paper import Paper
from armkrok.services.signing.engine.plain_text import one_line
from armkrok.services.signing.engine.signature_page import PAGE, Typefaces, typefaces

_LEFT, _MATTER, _RIGHT, _TOP, _BOTTOM = 48.0, 178.0, 547.28, 778.0, 64.0
_LATIN = {chr(point) for point in (*range(0x20, 0x7F), *range(0xA0, 0x180), 0x2013, 0x2019, 0x201D, 0x2026)}


@dataclass
class _Pages:
    """Pages in the making."""

    faces: Typefaces
    papers: list[Paper] = field(default_factory=list)
    y: float = 0.0

    def room(self, height: float) -> Paper:
        """The page to write on, a new one if the last has less than ``height`` left."""
        if not self.papers or self.y - height < _BOTTOM:
            self.papers.append(Paper(self.faces.regular, self.faces.bold))
            self.y = _TOP
        return self.papers[-1]


def write_check_report(target: Path, sheet: ReportSheet, fonts: FontFiles) -> int:
    """Write the report as a PDF of one revision; returns the number of pages."""
    faces = typefaces(fonts)
    pages = _Pages(faces)
    paper = pages.room(200)
    paper.text(_LEFT, _TOP - 8, sheet.title, 24, bold=True)
    pages.y = paper.paragraph(_LEFT, _TOP - 34, one_line(sheet.lead), 10.5, _RIGHT - _LEFT, colour=FAINT) - 8
    for part in sheet.parts:
        _set(pages, part)
    for number, one in enumerate(pages.papers, 1):
        one.text(_LEFT, 40, sheet.folio.format(number, len(pages.papers)), 8, colour=FAINT)
    with Pdf.new() as pdf:
        resources = _resources(pdf, faces, sheet)
        for one in pages.papers:
            page = Dictionary(
                Type=Name.Page,
                MediaBox=Array([0, 0, *PAGE]),
                Resources=Dictionary(Font=resources),
                Contents=pdf.make_stream(one.stream()),
            )
            pdf.pages.append(Page(pdf.make_indirect(page)))
        pdf.docinfo["/Title"] = one_line(sheet.title)
        pdf.Root.Lang = sheet.language
        pdf.save(target, object_stream_mode=ObjectStreamMode.disable, min_version="1.7")
    return len(pages.papers)


def _set(pages: _Pages, part: ReportPart) -> None:
    paper = pages.room(60)
    paper.hairline(_LEFT, pages.y + 4, _RIGHT)
    paper.paragraph(_LEFT, pages.y - 12, one_line(part.heading), 9.5, _MATTER - _LEFT - 12, bold=True)
    pages.y -= 12
    for number, line in enumerate(part.lines):
        paper = pages.room(30)
        size = 11.5 if number == 0 else 9.5
        width = _RIGHT - _MATTER
        pages.y = (
            paper.paragraph(_MATTER, pages.y, one_line(line), size, width, lines=4, bold=number == 0) - 2
        )
    pages.y -= 10


def _resources(pdf: Pdf, faces: Typefaces, sheet: ReportSheet) -> Dictionary:
    texts: Sequence[str] = [line for part in sheet.parts for line in (part.heading, *part.lines)]
    chars = _LATIN.union(sheet.title, sheet.lead, sheet.folio, *texts)
    return Dictionary(
        {
            f"/{stack.prefix}{index}": embed(pdf, face.reduced_to(chars))
            for stack in (faces.regular, faces.bold)
            for index, face in enumerate(stack.faces)
        }
    )
