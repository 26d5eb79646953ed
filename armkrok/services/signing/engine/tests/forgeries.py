"""What the published attacks on signed PDF do, written as changes to a signed file.

Sources: "1 Trillion Dollar Refund" (universal signature forgery, incremental saving, signature wrapping; CCS
2019), "Shadow Attacks" (NDSS 2021), "Breaking the Specification: PDF Certification" (evil annotations, sneaky
signatures; S&P 2021).
"""

from __future__ import annotations

import re
from pathlib import Path

from pikepdf import Array, Dictionary, Name, Pdf

from armkrok.services.signing.engine.increment import newest_revision, update
from armkrok.services.signing.engine.tests.attacks import Change, body, stream

_LOOK = b"/Type /XObject /Subtype /Form /BBox [0 0 200 40]"


# --- changes in a later revision, of a signed form document (see producers.form_document)


def new_value(pdf: Pdf) -> dict[int, bytes]:
    """A field that was filled in says something else, and looks so."""
    field, number = pdf.Root.AcroForm.Fields[0], int(pdf.trailer.Size)
    look = stream(b"/Tx BMC q BT /F1 12 Tf 2 4 Td (999) Tj ET Q EMC", _LOOK)
    changed = Dictionary(N=Name.Placeholder)
    text = body(field, V="999", AP=changed).replace(b"/Placeholder", b" %d 0 R " % number)
    return {field.objgen[0]: text, number: look}


def overlaid_look(pdf: Pdf) -> dict[int, bytes]:
    """Replace: the field's value stays, but its look covers and shows something else."""
    look = pdf.Root.AcroForm.Fields[0].AP.N
    return {look.objgen[0]: stream(b"1 g 0 0 200 40 re f", _LOOK)}


def other_glyphs(pdf: Pdf) -> dict[int, bytes]:
    """Replace: a font's letters are mapped to other letters."""
    font = pdf.pages[0].obj.Resources.Font.F1
    return {
        font.objgen[0]: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica "
        b"/Encoding << /Type /Encoding /Differences [49 /nine] >> >>"
    }


def catalog_from_the_dark(pdf: Pdf) -> dict[int, bytes]:
    """Hide and replace, by a new page tree."""
    number = int(pdf.trailer.Size)
    return {
        pdf.Root.objgen[0]: body(pdf.Root).replace(pdf.Root.Pages.unparse(), b"%d 0 R" % number),
        number: b"<< /Type /Pages /Kids [%d 0 R] /Count 1 >>" % (number + 1),
        number + 1: b"<< /Type /Page /Parent %d 0 R /MediaBox [0 0 595 842] >>" % number,
    }


def reorder_pages(pdf: Pdf) -> dict[int, bytes]:
    pages = pdf.Root.Pages
    return {pages.objgen[0]: body(pages, Kids=Array(list(pages.Kids)[::-1]))}


def turn_a_page(pdf: Pdf) -> dict[int, bytes]:
    page = pdf.pages[-1].obj
    return {page.objgen[0]: body(page).removesuffix(b">>") + b"/Rotate 180 >>"}


def evil_annotation(pdf: Pdf) -> dict[int, bytes]:
    """Text laid over the page as a stamp, in the page's own list of annotations."""
    number, page = int(pdf.trailer.Size), pdf.pages[0].obj
    note = b"<< /Type /Annot /Subtype /Stamp /Rect [72 700 272 720] /F 4 /AP << /N %d 0 R >> >>" % (
        number + 1
    )
    return {
        **_with_annotation(page, number),
        number: note,
        number + 1: stream(b"1 g 0 0 200 40 re f", _LOOK),
    }


def sneaky_signature(pdf: Pdf) -> dict[int, bytes]:
    """A signature field that nobody signed, whose look covers an amount."""
    return _sneaky(pdf, b"")


def sneaky_text_in_a_signature(pdf: Pdf) -> dict[int, bytes]:
    """The same with a value that is no signature."""
    return _sneaky(pdf, b"/V << /Type /Sig /Filter /Adobe.PPKLite >>")


def _sneaky(pdf: Pdf, value: bytes) -> dict[int, bytes]:
    number, page, form = int(pdf.trailer.Size), pdf.pages[0].obj, pdf.Root.AcroForm
    field = (
        b"<< /Type /Annot /Subtype /Widget /FT /Sig /T (smyg) /F 4 /Rect [72 700 272 720] /P %s %s "
        b"/AP << /N %d 0 R >> >>" % (page.unparse(), value, number + 1)
    )
    fields = b" ".join(one.unparse() for one in form.Fields) + b" %d 0 R" % number
    text = body(form)
    text = re.sub(rb"/Fields \[[^\]]*\]", b"/Fields [%s]" % fields, text)
    return {
        **_with_annotation(page, number),
        form.objgen[0]: text,
        number: field,
        number + 1: stream(b"1 g 0 0 200 40 re f BT /F1 12 Tf (999) Tj ET", _LOOK),
    }


def _with_annotation(page: Dictionary, number: int) -> dict[int, bytes]:
    """Rewrite what lists the page's annotations so that it ends with one more."""
    listed = page.get("/Annots")
    members = b" ".join(one.unparse() for one in listed or ()) + b" %d 0 R" % number
    if listed is not None and listed.is_indirect:
        return {listed.objgen[0]: b"[%s]" % members}
    kept = {str(key): page[str(key)] for key in page.keys() if str(key) != "/Annots"}  # noqa: SIM118
    text = Dictionary(kept).unparse(resolved=True).removesuffix(b">>")
    return {page.objgen[0]: text + b"/Annots [%s] >>" % members}


def remove_annotation(pdf: Pdf) -> dict[int, bytes]:
    listed = pdf.pages[0].obj.Annots
    return {listed.objgen[0]: b"[%s]" % listed[-1].unparse()}


def script_in_a_field(pdf: Pdf) -> dict[int, bytes]:
    field = pdf.Root.AcroForm.Fields[0]
    return {
        field.objgen[0]: body(field).removesuffix(b">>") + b"/AA << /K << /S /JavaScript /JS (1) >> >> >>"
    }


def script_in_the_document(pdf: Pdf) -> dict[int, bytes]:
    root = pdf.Root
    names = b"/Names << /JavaScript << /Names [(a) << /S /JavaScript /JS (1) >>] >> >> >>"
    return {root.objgen[0]: body(root).removesuffix(b">>") + names}


def attachment(pdf: Pdf) -> dict[int, bytes]:
    root, number = pdf.Root, int(pdf.trailer.Size)
    names = b"/Names << /EmbeddedFiles << /Names [(a) %d 0 R] >> >> >>" % number
    return {
        root.objgen[0]: body(root).removesuffix(b">>") + names,
        number: b"<< /Type /Filespec /F (a.txt) /EF << /F %d 0 R >> >>" % (number + 1),
        number + 1: stream(b"hej"),
    }


def other_metadata(pdf: Pdf) -> dict[int, bytes]:
    root, number = pdf.Root, int(pdf.trailer.Size)
    return {
        root.objgen[0]: body(root).removesuffix(b">>") + b"/Metadata %d 0 R >>" % number,
        number: stream(b"<inte xmp", b"/Type /Metadata /Subtype /XML"),
    }


def weaker_certification(pdf: Pdf) -> dict[int, bytes]:
    root = pdf.Root
    return {root.objgen[0]: body(root).removesuffix(b">>") + b"/Perms << >> >>"}


def move_prepared_box(pdf: Pdf) -> dict[int, bytes]:
    field = pdf.Root.AcroForm.Fields[1]
    return {field.objgen[0]: body(field, Rect=Array([72, 600, 400, 760]))}


IN_A_REVISION: dict[str, tuple[Change, str]] = {
    "a filled-in value is changed": (new_value, "form_value_changed"),
    "replace: a look is laid over": (overlaid_look, "appearance_changed"),
    "replace: other glyphs": (other_glyphs, "font_changed"),
    "hide and replace: another page tree": (catalog_from_the_dark, "pages_removed"),
    "a page is turned": (turn_a_page, "page_changed"),
    "evil annotation": (evil_annotation, "annotation_added"),
    "sneaky signature without a signature": (sneaky_signature, "field_added"),
    "a box is moved": (move_prepared_box, "field_changed"),
    "an annotation is removed": (remove_annotation, "annotation_removed"),
    "a script in a field": (script_in_a_field, "action_changed"),
    "a script in the document": (script_in_the_document, "javascript_changed"),
    "an attachment": (attachment, "attachment_changed"),
    "metadata that is none": (other_metadata, "information_changed"),
    "other permissions": (weaker_certification, "permissions_changed"),
}


# --- structures that need more than new objects


def pointed_into_the_past(source: Path, target: Path, number: int, place: int) -> Path:
    """Hide and replace: an update without objects, whose table points at bytes that were signed."""
    with newest_revision(source) as revision:
        content, _ = update(revision, {number: b"null"})
        start = len(revision.content)
        added = re.sub(rb"\d{10} 00000 n ", b"%010d 00000 n " % place, content)
        target.write_bytes(bytes(revision.content) + added)
        if start > len(target.read_bytes()):
            raise ValueError("nothing was added")
    return target


def rewired(source: Path, target: Path) -> Path:
    """An update that follows an older revision than the one it lies after."""
    content = source.read_bytes()
    first = re.findall(rb"startxref\s+(\d+)", content)[0]
    last = re.findall(rb"startxref\s+(\d+)", content)[-1]
    with newest_revision(source) as revision:
        added, _ = update(revision, {int(revision.pdf.trailer.Size): b"(nytt)"})
    target.write_bytes(content + added.replace(b"/Prev %s" % last, b"/Prev %s" % first))
    return target


def twice_in_the_table(source: Path, target: Path) -> Path:
    """An update whose table names an object twice."""
    with newest_revision(source) as revision:
        number = int(revision.pdf.trailer.Size)
        added, _ = update(revision, {number: b"(ett)"})
        entry = re.search(rb"\d{10} 00000 n \n", added)
        line = entry.group() if entry else b""
        doubled = added.replace(b"trailer", b"%d 1\n%strailer" % (number, line), 1)
        target.write_bytes(bytes(revision.content) + doubled)
    return target
