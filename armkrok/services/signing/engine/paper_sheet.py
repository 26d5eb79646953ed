"""A sheet to sign by hand, with the documents after it, to print in one go.

The sheet carries the request's code and the documents' fingerprints, so that the paper that comes back can be
tied to what people were asked about.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pikepdf import Array, Dictionary, Name, ObjectStreamMode, Page, Pdf, PdfError

from armkrok.services.signing.engine.embedding import embed
from armkrok.services.signing.engine.errors import Unacceptable
from armkrok.services.signing.engine.facts import FontFiles, SheetFacts
from armkrok.services.signing.engine.ink import FAINT, INK
from armkrok.services.signing.engine.paper import Paper
from armkrok.services.signing.engine.plain_text import one_line
from armkrok.services.signing.engine.signature_page import PAGE, Typefaces, draw_qr, typefaces

_LEFT, _MATTER, _RIGHT, _TOP, _BOTTOM = 48.0, 178.0, 547.28, 778.0, 64.0
_WIDTH, _LINE, _SIGNING_HEIGHT = _RIGHT - _MATTER, 40.0, 210.0
_LATIN = {chr(point) for point in (*range(0x20, 0x7F), *range(0xA0, 0x180), 0x2013, 0x2019, 0x201D, 0x2026)}
_WORDS = {
    "sv": {
        "signer": ("Underskrift på papper", "Jag skriver under dokumenten med fingeravtrycken ovan."),
        "approver": ("Godkännande på papper", "Jag godkänner dokumenten med fingeravtrycken ovan."),
        "reader": ("Bekräftelse på papper", "Jag har läst dokumenten med fingeravtrycken ovan."),
        "lead": "För den som inte kan eller vill använda e-legitimation. Läs dokumenten som följer, "
        "skriv under här och lämna pappret till {organisation}.",
        "papers": "Dokument",
        "code": "Kod",
        "code_text": "Koden visar vilken begäran pappret hör till.",
        "hand_in": "Lämna till",
        "who": "Din underskrift",
        "lines": ("Ort och datum", "Underskrift", "Namnförtydligande"),
        "folio": "Blad att skriva under, sida {} av {}. Dokumenten följer efter.",
    },
    "en": {
        "signer": ("Signature on paper", "I sign the documents with the fingerprints above."),
        "approver": ("Approval on paper", "I approve the documents with the fingerprints above."),
        "reader": ("Confirmation on paper", "I have read the documents with the fingerprints above."),
        "lead": "For those who cannot or do not want to use an e-ID. Read the documents that follow, "
        "sign here and hand the paper to {organisation}.",
        "papers": "Documents",
        "code": "Code",
        "code_text": "The code tells which request the paper belongs to.",
        "hand_in": "Hand in to",
        "who": "Your signature",
        "lines": ("Place and date", "Signature", "Name in print"),
        "folio": "Sheet to sign, page {} of {}. The documents follow.",
    },
}


def write_paper_sheet(sources: Sequence[Path], target: Path, facts: SheetFacts, fonts: FontFiles) -> int:
    """Write the sheet and, after it, every page of the sources; returns the number of pages.

    Raises Unacceptable("broken") for a source that cannot be read.
    """
    faces = typefaces(fonts)
    papers = _drawn(facts, faces)
    with Pdf.new() as pdf:
        resources = _resources(pdf, faces, facts)
        for one in papers:
            _append(pdf, one, resources)
        try:
            for source in sources:
                with Pdf.open(source) as document:
                    pdf.pages.extend(document.pages)
        except PdfError as error:
            raise Unacceptable("broken") from error
        pdf.docinfo["/Title"] = one_line(facts.title)
        pdf.Root.Lang = facts.language
        pages = len(pdf.pages)
        pdf.save(target, object_stream_mode=ObjectStreamMode.disable, min_version="1.7")
    return pages


def _drawn(facts: SheetFacts, faces: Typefaces) -> list[Paper]:
    words = _WORDS[facts.language]
    papers = [Paper(faces.regular, faces.bold)]
    y = _opening(papers[0], facts)
    for one in facts.papers:
        if y < _BOTTOM + 60:
            papers.append(Paper(faces.regular, faces.bold))
            y = _TOP
        y = _fingerprint(papers[-1], y, one_line(one.title), one.sha256)
    if y < _BOTTOM + _SIGNING_HEIGHT:
        papers.append(Paper(faces.regular, faces.bold))
        y = _TOP
    _signing(papers[-1], y, facts)
    for number, paper in enumerate(papers, 1):
        paper.text(_LEFT, 40, str(words["folio"]).format(number, len(papers)), 8, colour=FAINT)
    return papers


def _opening(paper: Paper, facts: SheetFacts) -> float:
    words = _WORDS[facts.language]
    paper.text(_LEFT, _TOP - 8, words[facts.what][0], 27, bold=True)
    lead = str(words["lead"]).format(organisation=one_line(facts.organisation))
    y = paper.paragraph(_LEFT, _TOP - 36, lead, 10.5, 420, colour=FAINT)
    y = _section(paper, y - 4, str(words["code"]))
    draw_qr(paper, _MATTER, y + 9 - 76, facts.verify_url)
    beside = _MATTER + 92
    groups = " ".join(facts.code[at : at + 4] for at in range(0, len(facts.code), 4))
    paper.text(beside, y - 6, groups, 15, bold=True)
    below = paper.paragraph(beside, y - 26, str(words["code_text"]), 9.5, _RIGHT - beside, colour=FAINT)
    paper.paragraph(beside, below, one_line(facts.title), 10.5, _RIGHT - beside, lines=2)
    y = _section(paper, y - 82, str(words["hand_in"]))
    y = paper.paragraph(_MATTER, y, one_line(facts.contact), 10.5, _WIDTH, lines=4)
    return _section(paper, y - 4, str(words["papers"]))


def _fingerprint(paper: Paper, y: float, title: str, sha256: str) -> float:
    y = paper.paragraph(_MATTER, y, title, 10.5, _WIDTH, lines=2, bold=True)
    groups = [sha256[start : start + 8] for start in range(0, 64, 8)]
    for number, part in enumerate((groups[:4], groups[4:])):
        lead = "SHA-256" if number == 0 else ""
        paper.text(_MATTER, y, lead, 8, colour=FAINT)
        paper.text(_MATTER + 48, y, "  ".join(part), 8.5)
        y -= 11.5
    return y - 6


def _signing(paper: Paper, y: float, facts: SheetFacts) -> None:
    words = _WORDS[facts.language]
    y = _section(paper, y - 2, str(words["who"]))
    y = paper.paragraph(_MATTER, y, words[facts.what][1], 10.5, _WIDTH)
    if facts.attestation:
        y = paper.paragraph(_MATTER, y - 2, one_line(facts.attestation), 10.5, _WIDTH, lines=5)
    named = ", ".join(part for part in (one_line(facts.name), one_line(facts.role)) if part)
    if named:
        y = paper.paragraph(_MATTER, y - 2, named, 10.5, _WIDTH, lines=2, bold=True)
    for label in words["lines"]:
        y -= _LINE
        paper.hairline(_MATTER, y, _RIGHT, colour=INK, width=0.8)
        paper.text(_MATTER, y - 11, label, 8, colour=FAINT)


def _section(paper: Paper, y: float, heading: str) -> float:
    paper.hairline(_LEFT, y, _RIGHT)
    paper.paragraph(_LEFT, y - 21, heading, 11, _MATTER - _LEFT - 18, bold=True)
    return y - 21


def _append(pdf: Pdf, paper: Paper, fonts: Dictionary) -> None:
    page = Dictionary(
        Type=Name.Page,
        MediaBox=Array([0, 0, *PAGE]),
        Resources=Dictionary(Font=fonts),
        Contents=pdf.make_stream(paper.stream()),
    )
    pdf.pages.append(Page(pdf.make_indirect(page)))


def _resources(pdf: Pdf, faces: Typefaces, facts: SheetFacts) -> Dictionary:
    titles = (one.title for one in facts.papers)
    said = (facts.title, facts.organisation, facts.contact, facts.name, facts.role, facts.attestation)
    chars = _LATIN.union(*said, *titles)
    return Dictionary(
        {
            f"/{stack.prefix}{index}": embed(pdf, face.reduced_to(chars))
            for stack in (faces.regular, faces.bold)
            for index, face in enumerate(stack.faces)
        }
    )
