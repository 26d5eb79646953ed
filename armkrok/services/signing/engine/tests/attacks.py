"""Changing a signed file so that its signatures still hold mathematically."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from pikepdf import Array, Dictionary, Object, Pdf

from armkrok.services.signing.engine.increment import newest_revision, update

Change = Callable[[Pdf], dict[int, bytes]]


def append(source: Path, target: Path, change: Change) -> Path:
    """Append an incremental update with the objects that ``change`` gives."""
    with newest_revision(source) as revision:
        content, _ = update(revision, change(revision.pdf))
        target.write_bytes(bytes(revision.content) + content)
    return target


def body(one: Object | Dictionary, **changed: object) -> bytes:
    """A dictionary's body with entries replaced."""
    copy = Dictionary({str(key): one[str(key)] for key in one.keys()})  # noqa: SIM118
    for key, value in changed.items():
        copy[f"/{key}"] = value
    return copy.unparse(resolved=True)


def stream(data: bytes, entries: bytes = b"") -> bytes:
    return b"<< %s /Length %d >>\nstream\n%s\nendstream" % (entries, len(data), data)


def replace_page_content(pdf: Pdf) -> dict[int, bytes]:
    contents = pdf.pages[0].obj.Contents
    return {contents.objgen[0]: stream(b"BT /F1 12 Tf 72 720 Td (Gruppen beslutar nej) Tj ET")}


def swap_page(pdf: Pdf) -> dict[int, bytes]:
    first, second = pdf.pages[0].obj, pdf.pages[1].obj
    return {first.objgen[0]: body(first, Contents=second.Contents)}


def add_page(pdf: Pdf) -> dict[int, bytes]:
    number = int(pdf.trailer.Size)
    pages = pdf.Root.Pages
    text = pages.unparse(resolved=True).replace(
        b"/Count %d" % len(pdf.pages), b"/Count %d" % (len(pdf.pages) + 1)
    )
    kids = text.index(b"]", text.index(b"/Kids"))
    page = b"<< /Type /Page /Parent %s /MediaBox [0 0 595 842] >>" % pages.unparse()
    return {pages.objgen[0]: text[:kids] + b" %d 0 R " % number + text[kids:], number: page}


def remove_page(pdf: Pdf) -> dict[int, bytes]:
    pages = pdf.Root.Pages
    return {pages.objgen[0]: body(pages, Kids=Array(list(pages.Kids)[1:]), Count=len(pdf.pages) - 1)}


def add_annotation(pdf: Pdf) -> dict[int, bytes]:
    number, page = int(pdf.trailer.Size), pdf.pages[0].obj
    note = (
        b"<< /Type /Annot /Subtype /FreeText /Rect [0 0 500 500] /Contents (Beslut: nej) /DA (/F1 30 Tf) >>"
    )
    text = body(page).removesuffix(b">>") + b"/Annots [%d 0 R] >>" % number
    return {page.objgen[0]: text, number: note}


def move_field(pdf: Pdf) -> dict[int, bytes]:
    field = pdf.Root.AcroForm.Fields[-1]
    return {field.objgen[0]: body(field, Rect=Array([0, 0, 595, 842]))}


def new_look_for_a_signed_field(pdf: Pdf) -> dict[int, bytes]:
    number, field = int(pdf.trailer.Size), pdf.Root.AcroForm.Fields[0]
    look = stream(b"1 g 0 0 196 40 re f", b"/Type /XObject /Subtype /Form /BBox [0 0 196 40]")
    text = body(field).replace(b"/AP", b"/APold").removesuffix(b">>") + b"/AP << /N %d 0 R >> >>" % number
    return {field.objgen[0]: text, number: look}


def overwrite_a_look(pdf: Pdf) -> dict[int, bytes]:
    look = pdf.Root.AcroForm.Fields[0].AP.N
    return {
        look.objgen[0]: stream(b"1 g 0 0 196 40 re f", b"/Type /XObject /Subtype /Form /BBox [0 0 196 40]")
    }


def overwrite_a_font(pdf: Pdf) -> dict[int, bytes]:
    font = pdf.Root.AcroForm.DR.Font.R0
    return {font.objgen[0]: b"<< /Type /Font /Subtype /Type1 /BaseFont /ZapfDingbats >>"}


def need_appearances(pdf: Pdf) -> dict[int, bytes]:
    form = pdf.Root.AcroForm
    return {form.objgen[0]: body(form).removesuffix(b">>") + b"/NeedAppearances true >>"}


def add_text_field(pdf: Pdf) -> dict[int, bytes]:
    number, form = int(pdf.trailer.Size), pdf.Root.AcroForm
    field = b"<< /Type /Annot /Subtype /Widget /FT /Tx /T (nytt) /V (nej) /Rect [0 0 400 400] >>"
    text = body(form).replace(b"/Fields [", b"/Fields [ ")
    end = text.index(b"]", text.index(b"/Fields"))
    return {form.objgen[0]: text[:end] + b" %d 0 R " % number + text[end:], number: field}


def remove_field(pdf: Pdf) -> dict[int, bytes]:
    form = pdf.Root.AcroForm
    return {form.objgen[0]: body(form, Fields=Array(list(form.Fields)[:-1]))}


def clear_a_signature(pdf: Pdf) -> dict[int, bytes]:
    field = pdf.Root.AcroForm.Fields[0]
    kept = {str(key): field[str(key)] for key in field.keys() if str(key) != "/V"}  # noqa: SIM118
    return {field.objgen[0]: Dictionary(kept).unparse(resolved=True)}


def open_action(pdf: Pdf) -> dict[int, bytes]:
    root = pdf.Root
    text = body(root).removesuffix(b">>") + b"/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >> >>"
    return {root.objgen[0]: text}


def hide_behind_layers(pdf: Pdf) -> dict[int, bytes]:
    root = pdf.Root
    return {root.objgen[0]: body(root).removesuffix(b">>") + b"/OCProperties << /OCGs [] /D << >> >> >>"}


def new_title(pdf: Pdf) -> dict[int, bytes]:
    info = pdf.trailer.Info
    return {info.objgen[0]: body(info).removesuffix(b">>") + b"/Title (Annan titel) >>"}


def content_as_evidence(pdf: Pdf) -> dict[int, bytes]:
    """Replace a page's content under the pretext that it is a certificate."""
    number, root = int(pdf.trailer.Size), pdf.Root
    contents = pdf.pages[0].obj.Contents
    store = b"<< /Type /DSS /Certs [%s] >>" % contents.unparse()
    text = body(root).removesuffix(b">>") + b"/DSS %d 0 R >>" % number
    return {root.objgen[0]: text, number: store, contents.objgen[0]: stream(b"1 0 0 rg 0 0 500 500 re f")}


REFUSED: dict[str, tuple[Change, str]] = {
    "replace page content": (replace_page_content, "page_content_changed"),
    "swap a page's content": (swap_page, "page_content_changed"),
    "add a page": (add_page, "pages_added"),
    "remove a page": (remove_page, "pages_removed"),
    "add an annotation": (add_annotation, "annotation_added"),
    "move an empty field": (move_field, "field_changed"),
    "new look for a signed field": (new_look_for_a_signed_field, "field_changed"),
    "overwrite a look": (overwrite_a_look, "appearance_changed"),
    "overwrite a font": (overwrite_a_font, "font_changed"),
    "let the reader draw the fields": (need_appearances, "form_changed"),
    "add a text field": (add_text_field, "field_added"),
    "remove a field": (remove_field, "field_removed"),
    "clear a signature": (clear_a_signature, "signature_removed"),
    "add an open action": (open_action, "action_changed"),
    "add layers": (hide_behind_layers, "layers_changed"),
    "change the title": (new_title, "information_changed"),
    "page content as evidence": (content_as_evidence, "evidence_changed"),
}
