"""A copy for publication: no signatures in it, the signers as text, personal numbers covered.

Signatures carry who signed, and publishing a personal number needs a clear reason (lagen (2018:218) 3 kap.
10 §). So what is published is another file, which says so itself and names the original by its fingerprint.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pikepdf import Array, Dictionary, Name, ObjectStreamMode, Page, Pdf

from armkrok.services.signing.engine.embedding import embed
from armkrok.services.signing.engine.errors import Unacceptable
from armkrok.services.signing.engine.facts import CopyFacts, Derived, FontFiles
from armkrok.services.signing.engine.files import file_sha256
from armkrok.services.signing.engine.ink import FAINT
from armkrok.services.signing.engine.layers import remove_layers
from armkrok.services.signing.engine.masking import characters, mask, masked_text, numbers_left
from armkrok.services.signing.engine.paper import Paper
from armkrok.services.signing.engine.plain_text import one_line
from armkrok.services.signing.engine.scrub import scrub
from armkrok.services.signing.engine.signature_page import PAGE, Typefaces, typefaces

_LEFT, _MATTER, _RIGHT, _TOP, _BOTTOM = 48.0, 178.0, 547.28, 770.0, 64.0
_LATIN = {chr(point) for point in (*range(0x20, 0x7F), *range(0xA0, 0x180), 0x2013, 0x2019, 0x201D, 0x2022)}
_TITLE = "Kopia för publicering"
_LEAD = (
    "Det här är en kopia av ett dokument som är underskrivet elektroniskt. Underskrifterna är borttagna och "
    "personnummer i texten är övertäckta. Originalet finns hos {organisation}."
)


def derive(original: Path, target: Path, facts: CopyFacts, fonts: FontFiles) -> Derived:
    """Write the copy of ``original`` to ``target``, which is left out when it fails.

    Raises Unacceptable("broken") for what cannot be read or drawn, and Unacceptable("numbers_left") if a
    personal number can still be read in the result. Numbers that are part of a picture are not seen: pages
    without any text are told of in the result.
    """
    faces = typefaces(fonts)
    try:
        with Pdf.open(original) as pdf:
            remove_layers(pdf)
            scrub(pdf)
            clean = target.with_name(target.name + ".clean")
            pdf.save(clean)
        with Pdf.open(clean) as pdf:
            resources = _resources(pdf, faces, facts, clean)
            masked = mask(clean, pdf, faces.regular, resources)
            _add_pages(pdf, facts, faces, resources)
            _say_what_it_is(pdf, facts)
            pdf.save(target, object_stream_mode=ObjectStreamMode.disable, min_version="1.7")
            pages = len(pdf.pages)
        if numbers_left(target):
            raise Unacceptable("numbers_left")
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    finally:
        target.with_name(target.name + ".clean").unlink(missing_ok=True)
    return Derived(file_sha256(target), target.stat().st_size, pages, masked.covered, masked.without_text)


def _say_what_it_is(pdf: Pdf, facts: CopyFacts) -> None:
    """Only a title: what the author's program wrote about the file is not for publication."""
    if "/Metadata" in pdf.Root:
        del pdf.Root["/Metadata"]
    del pdf.docinfo
    pdf.docinfo["/Title"] = masked_text(f"{one_line(facts.document)} ({_TITLE.lower()})")


def _resources(pdf: Pdf, faces: Typefaces, facts: CopyFacts, clean: Path) -> Dictionary:
    people = (part for one in facts.signers for part in (one.name, one.role, one.when))
    chars = _LATIN.union(facts.document, facts.organisation, *people, characters(clean))
    return Dictionary(
        {
            f"/{stack.prefix}{index}": embed(pdf, face.reduced_to(chars))
            for stack in (faces.regular, faces.bold)
            for index, face in enumerate(stack.faces)
        }
    )


def _add_pages(pdf: Pdf, facts: CopyFacts, faces: Typefaces, fonts: Dictionary) -> None:
    left: Sequence[int] = range(len(facts.signers))
    first = True
    while first or left:
        paper = Paper(faces.regular, faces.bold)
        y = _opening(paper, facts) if first else _TOP
        while left and y > _BOTTOM + 34:
            y = _signer(paper, y, facts, left[0])
            left = left[1:]
        first = False
        page = Dictionary(
            Type=Name.Page,
            MediaBox=Array([0, 0, *PAGE]),
            Resources=Dictionary(Font=fonts),
            Contents=pdf.make_stream(paper.stream()),
        )
        pdf.pages.append(Page(pdf.make_indirect(page)))


def _opening(paper: Paper, facts: CopyFacts) -> float:
    organisation = one_line(facts.organisation)
    paper.text(_LEFT, _TOP, _TITLE, 27, bold=True)
    y = paper.paragraph(_LEFT, _TOP - 30, _LEAD.format(organisation=organisation), 10.5, 440, colour=FAINT)
    y = _heading(paper, y - 6, "Originalet")
    y = paper.paragraph(_MATTER, y, masked_text(one_line(facts.document)), 12.5, 360, lines=3, bold=True)
    y = paper.paragraph(_MATTER, y, organisation, 9.5, 360, lines=2)
    y = paper.paragraph(_MATTER, y - 4, "Fingeravtryck (SHA-256)", 8, 360, colour=FAINT)
    groups = [facts.signed_sha256[start : start + 8] for start in range(0, 64, 8)]
    for part in (groups[:4], groups[4:]):
        paper.text(_MATTER, y, "  ".join(part), 8.5)
        y -= 11.5
    return _heading(paper, y - 4, "Underskrivet av")


def _heading(paper: Paper, y: float, text: str) -> float:
    paper.hairline(_LEFT, y, _RIGHT)
    paper.paragraph(_LEFT, y - 21, text, 11, _MATTER - _LEFT - 18, bold=True)
    return y - 21


def _signer(paper: Paper, y: float, facts: CopyFacts, index: int) -> float:
    one = facts.signers[index]
    y = paper.paragraph(_MATTER, y, one_line(one.name), 10.5, 360, lines=2, bold=True)
    below = ", ".join(filter(None, (one_line(one.role), one_line(one.when))))
    return paper.paragraph(_MATTER, y + 1.5, below, 9, 360, lines=2, colour=FAINT) - 6
