"""An order on paper: a PDF with a title, a language and text that can be read aloud in order."""

import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from django.template.defaultfilters import floatformat
from django.utils.translation import gettext as _
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle, getSampleStyleSheet
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer

from armkrok.core.documents.files import measure, store, workplace
from armkrok.core.documents.models import StoredFile

PDF = "application/pdf"


def stored_letter(document: Mapping[str, Any], supplier: str) -> StoredFile:
    """The letter, kept among the organisation's files."""
    with workplace() as folder:
        path = Path(folder) / "order.pdf"
        path.write_bytes(letter_of(document, supplier))
        return store(measure(path), PDF)


def letter_of(document: Mapping[str, Any], supplier: str) -> bytes:
    """The order as a PDF. One fact to a line and no tables, so that every reader gets them in order."""
    out = io.BytesIO()
    title = _("Beställning {number}").format(number=document["number"])
    SimpleDocTemplate(
        out, pagesize=A4, title=title, author=document["buyer"]["name"], lang="sv", leftMargin=25 * mm,
        rightMargin=25 * mm, topMargin=22 * mm, bottomMargin=22 * mm, invariant=1,
        displayDocTitle=True,
    ).build(_body(document, supplier, title))  # fmt: skip
    return out.getvalue()


def _body(document: Mapping[str, Any], supplier: str, title: str) -> list[Flowable]:
    styles = getSampleStyleSheet()
    text = ParagraphStyle("text", parent=styles["BodyText"], fontSize=11, leading=16)
    story: list[Flowable] = [Paragraph(escape(title), styles["Title"])]
    story += [Paragraph(_fact(*fact), text) for fact in _facts(document, supplier) if fact[1]]
    for number, line in enumerate(document["lines"], start=1):
        story += [Spacer(1, 5 * mm), Paragraph(escape(f"{number}. {line['title']}"), styles["Heading2"])]
        story += [Paragraph(_fact(*fact), text) for fact in _line_facts(line) if fact[1]]
    total = _("Summa utan moms: {sum} kr").format(sum=_kronor(document["total"]))
    return [*story, Spacer(1, 5 * mm), Paragraph(escape(total), styles["Heading2"])]


def _fact(name: str, value: str) -> str:
    return f"<b>{escape(name)}:</b> {escape(value)}"


def _facts(document: Mapping[str, Any], supplier: str) -> list[tuple[str, str]]:
    buyer, contact = document["buyer"], document["contact"]
    return [
        (_("Till"), supplier),
        (_("Från"), buyer["name"]),
        (_("Organisationsnummer"), buyer["organisation_number"]),
        (_("Momsnummer"), buyer["vat_number"]),
        (_("GLN"), buyer["gln"]),
        (_("Referens"), f"{document['number']}, {contact['name']}"),
        (_("Kostnadsställe"), document["cost_centre"]),
        (_("Skola"), " ".join(part for part in document["unit"].values() if part)),
        (_("Önskad leverans"), document["wanted_on"] or ""),
        (_("Frågor"), contact["email"]),
    ]


def _line_facts(line: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [
        (_("ISBN"), line["isbn"]),
        (_("Artikelnummer"), line["article"]),
        (_("Utgåva"), line["edition"]),
        (_("Antal"), str(line["quantity"])),
        (_("Pris per licens, utan moms"), f"{_kronor(line['price'])} kr"),
        (_("Gäller"), f"{line['starts_on']} – {line['ends_on']}"),
        (_("Förlänger"), line["renewal_ref"]),
    ]


def _kronor(amount: str) -> str:
    return str(floatformat(amount, "2g"))
