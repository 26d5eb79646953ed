"""From a clean document to a prepared one: the signature page and every signature field, in one revision."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pikepdf import Array, Dictionary, Name, Object, ObjectStreamMode, Page, Pdf, String

from armkrok.services.signing.engine import box
from armkrok.services.signing.engine.embedding import embed
from armkrok.services.signing.engine.facts import FontFiles, Language, PageFacts, Prepared, Signatory
from armkrok.services.signing.engine.files import file_sha256
from armkrok.services.signing.engine.paper import Typeface
from armkrok.services.signing.engine.plain_text import one_line
from armkrok.services.signing.engine.shown import rectangle, upright
from armkrok.services.signing.engine.signature_page import (
    PAGE,
    DrawnPage,
    Typefaces,
    draw,
    typefaces,
)

MOST_SIGNATORIES = 200
_PRINT_AND_LOCKED = 4 | 128  # ISO 32000-1 table 165
_SIGNATURES_EXIST_APPEND_ONLY = 3  # ISO 32000-1 table 219
_ALWAYS = {chr(point) for point in (*range(0x20, 0x7F), *range(0xA0, 0x100), 0x2013, 0x2026, 0xB7)}


def prepare(
    clean: Path, target: Path, facts: PageFacts, signatories: Sequence[Signatory], fonts: FontFiles
) -> Prepared:
    """Append the signature page to a rebuilt file and add one empty signature field per signatory.

    Who has a place gets the box there, and is only named on the signature page. The fingerprint on that page
    is of ``clean`` as it lies, which is the document people were shown. Raises ValueError unless there are 1
    to 200 signatories, and for a place that is not on a page.
    """
    if not 1 <= len(signatories) <= MOST_SIGNATORIES:
        raise ValueError(f"a document has 1 to {MOST_SIGNATORIES} signatories")
    document = file_sha256(clean)
    faces = typefaces(fonts)
    drawn, used = draw(facts, signatories, document, faces)
    with Pdf.open(clean) as pdf:
        resources = _embedded(pdf, faces, used, facts, signatories)
        look = _Look(pdf, facts.language, resources, faces.regular)
        fields = _put(pdf, look, signatories)
        for page in drawn:
            fields += _append(pdf, page, look, signatories)
        pdf.Root.AcroForm = pdf.make_indirect(
            Dictionary(
                Fields=Array(fields), SigFlags=_SIGNATURES_EXIST_APPEND_ONLY, DR=Dictionary(Font=resources)
            )
        )
        pages = len(pdf.pages)
        pdf.save(target, object_stream_mode=ObjectStreamMode.disable, min_version="1.7")
    names = tuple(_field_name(index, person) for index, person in enumerate(signatories))
    return Prepared(document, file_sha256(target), target.stat().st_size, pages, len(drawn), names)


def _field_name(index: int, person: Signatory) -> str:
    return person.field or f"underskrift-{index + 1:03d}"


class _Look:
    """The empty box, drawn once for each way a page may be turned, and those of who has signed on paper."""

    def __init__(self, pdf: Pdf, language: Language, fonts: Dictionary, regular: Typeface) -> None:
        self.fonts = fonts
        self._pdf, self._language, self._regular = pdf, language, regular
        self._drawn: dict[tuple[int, int, int, int], Object] = {}

    def on(self, page: Object, person: Signatory) -> Object:
        """The form that stands upright on the page."""
        turn = upright(page)
        if person.on_paper:
            told = box.paper_box(self._language, person.on_paper, self._face_for)
            return _form(self._pdf, told, self.fonts, turn)
        if turn not in self._drawn:
            self._drawn[turn] = _form(self._pdf, box.empty_box(self._language), self.fonts, turn)
        return self._drawn[turn]

    def _face_for(self, char: str) -> str:
        return f"{self._regular.prefix}{next(index for index, _ in self._regular.runs(char))}"


def _put(pdf: Pdf, look: _Look, signatories: Sequence[Signatory]) -> list[Object]:
    """The boxes that lie on the document's own pages."""
    fields: list[Object] = []
    for index, person in enumerate(signatories):
        if person.place is None:
            continue
        if not 0 <= person.place.page < len(pdf.pages):
            raise ValueError("there is no such page")
        page = pdf.pages[person.place.page].obj
        field = _field(pdf, page, index, person, rectangle(page, person.place), look.on(page, person))
        shown = page.get("/Annots")
        page.Annots = Array([*(shown if isinstance(shown, Array) else ()), field])
        fields.append(field)
    return fields


def _embedded(
    pdf: Pdf, faces: Typefaces, used: set[str], facts: PageFacts, signatories: Sequence[Signatory]
) -> Dictionary:
    """The font resources: those the pages use, and those a filled box may need to write a name."""
    told = (facts.document, facts.organisation, facts.sender, facts.verify_url)
    names = "".join(person.name + (person.on_paper.by if person.on_paper else "") for person in signatories)
    chars = _ALWAYS.union(names, *told, *(person.role for person in signatories))
    needed = used | {f"R{index}" for index, _ in faces.regular.runs(one_line(names))} | {"R0", "B0"}
    result = Dictionary()
    for stack in (faces.regular, faces.bold):
        for index, face in enumerate(stack.faces):
            name = f"{stack.prefix}{index}"
            if name in needed:
                result[f"/{name}"] = embed(pdf, face.reduced_to(chars))
    return result


def _append(pdf: Pdf, drawn: DrawnPage, look: _Look, signatories: Sequence[Signatory]) -> list[Object]:
    page = pdf.make_indirect(
        Dictionary(
            Type=Name.Page,
            MediaBox=Array([0, 0, *PAGE]),
            Rotate=0,
            Resources=Dictionary(Font=look.fonts),
            Contents=pdf.make_stream(drawn.content),
        )
    )
    pdf.pages.append(Page(page))
    page = pdf.pages[-1].obj
    fields = [
        _field(pdf, page, index, signatories[index], _box_at(x, y), look.on(page, signatories[index]))
        for index, x, y in drawn.boxes
    ]
    page.Annots = Array(fields)
    return fields


def _box_at(x: float, y: float) -> list[float]:
    return [round(x, 2), round(y, 2), round(x + box.WIDTH, 2), round(y + box.HEIGHT, 2)]


def _field(pdf: Pdf, page: Object, index: int, person: Signatory, edges: list[float], look: Object) -> Object:
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Annot,
            Subtype=Name.Widget,
            FT=Name.Sig,
            T=String(_field_name(index, person)),
            TU=String(_label(person)),
            F=_PRINT_AND_LOCKED,
            Rect=Array(edges),
            P=page,
            AP=Dictionary(N=look),
        )
    )


def _form(pdf: Pdf, operators: str, fonts: Dictionary, turn: tuple[int, int, int, int]) -> Object:
    return pdf.make_stream(
        operators.encode("ascii"),
        Type=Name.XObject,
        Subtype=Name.Form,
        BBox=Array([0, 0, box.WIDTH, box.HEIGHT]),
        Matrix=Array([*turn, 0, 0]),
        Resources=Dictionary(Font=fonts),
    )


def _label(person: Signatory) -> str:
    """The field's name for people who hear the page read (ISO 32000-1 table 220, TU)."""
    return ", ".join(part for part in (one_line(person.name), one_line(person.role)) if part)
