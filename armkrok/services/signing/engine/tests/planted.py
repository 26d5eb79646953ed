"""Files that are prepared before they are signed, and attacks on what a signature's dictionary says.

The threat of "Shadow Attacks" (NDSS 2021): whoever makes the document also changes it afterwards.
"""

from __future__ import annotations

import re
from pathlib import Path

from pikepdf import Array, Name, Pdf

from armkrok.services.signing.engine.increment import newest_revision, update
from armkrok.services.signing.engine.tests.attacks import Change, append, body, stream
from armkrok.services.signing.engine.tests.hostile import one_page
from armkrok.services.signing.engine.tests.hostile import stream as plain_stream

_COVER = b"1 g 0 0 595 842 re f"
_LOOK = b"/Type /XObject /Subtype /Form /BBox [0 0 200 40]"


def named_content(path: Path, kind: bytes) -> Path:
    """A page whose content carries the name of a part of the file's machinery."""
    text = b"BT /F1 24 Tf 72 700 Td (Beslut) Tj ET"
    source = one_page(path, more=[plain_stream(text, b"/Type " + kind)])
    source.write_bytes(source.read_bytes().replace(b"/Contents 4 0 R", b"/Contents 5 0 R"))
    return source


def rename_content(kind: bytes) -> Change:
    return lambda pdf: {5: stream(_COVER, b"/Type " + kind)}


def shared(path: Path, entry: bytes) -> Path:
    """An entry of the catalog that may change is the page's content as well."""
    return one_page(path, catalog=entry + b" 4 0 R")


def content_too(pdf: Pdf) -> dict[int, bytes]:
    return {4: stream(_COVER)}


def copied_signature(pdf: Pdf) -> dict[int, bytes]:
    """A field of the attacker's own, whose value repeats what another's signature says it covers."""
    form, page, number = pdf.Root.AcroForm, pdf.pages[0].obj, int(pdf.trailer.Size)
    value = next(one.V for one in form.Fields if "/V" in one and one.get("/FT") == Name.Sig)
    held = b" ".join(one.unparse() for one in page.get("/Annots", ()))
    fields = b" ".join(one.unparse() for one in form.Fields)
    field = (
        b"<< /Type /Annot /Subtype /Widget /FT /Sig /T (kopia) /F 4 /Rect [72 690 272 720] /P %s /V %d 0 R "
        b"/AP << /N %d 0 R >> >>" % (page.unparse(), number + 1, number + 2)
    )
    objects = {
        number: field,
        number + 1: value.unparse(resolved=True),
        number + 2: stream(b"1 g 0 0 200 40 re f", _LOOK),
        form.objgen[0]: body(form, Fields=Array()).replace(
            b"/Fields [ ]", b"/Fields [%s %d 0 R]" % (fields, number)
        ),
    }
    listed = page.get("/Annots")
    members = b"[%s %d 0 R]" % (held, number)
    if isinstance(listed, Array) and listed.is_indirect:
        return objects | {listed.objgen[0]: members}
    return objects | {
        page.objgen[0]: body(page, Annots=Array()).replace(b"/Annots [ ]", b"/Annots " + members)
    }


def copied_into_the_prepared_box(pdf: Pdf) -> dict[int, bytes]:
    """The same in the empty box of somebody who has not signed."""
    number = int(pdf.trailer.Size)
    fields = list(pdf.Root.AcroForm.Fields)
    value = next(one.V for one in fields if "/V" in one and one.get("/FT") == Name.Sig)
    empty = next(one for one in fields if "/V" not in one and one.get("/FT") == Name.Sig)
    text = body(empty).removesuffix(b">>") + b"/V %d 0 R >>" % number
    return {empty.objgen[0]: text, number: value.unparse(resolved=True)}


def two_meanings(pdf: Pdf) -> dict[int, bytes]:
    """The catalog is written again with two page trees; some programs take the first, some the last."""
    number = int(pdf.trailer.Size)
    text = body(pdf.Root).removeprefix(b"<<")
    return {
        pdf.Root.objgen[0]: b"<< /Pages %d 0 R " % number + text,
        number: b"<< /Type /Pages /Kids [%d 0 R] /Count 1 >>" % (number + 1),
        number + 1: b"<< /Type /Page /Parent %d 0 R /MediaBox [0 0 595 842] >>" % number,
    }


def smaller(source: Path, target: Path) -> Path:
    """An update that states so small a size that later objects are missing to some programs."""
    with newest_revision(source) as revision:
        content, _ = update(revision, {int(revision.pdf.trailer.Size): b"(nytt)"})
        added = re.sub(rb"/Size \d+", b"/Size 4", content)
        target.write_bytes(bytes(revision.content) + added)
    return target


def box_over_the_page(path: Path, page: bytes, rect: bytes = b"[0 0 595 842]") -> Path:
    """An empty box over all of a page, that says it is on another and larger page."""
    small = b"<< /Type /Annot /Subtype /Widget /FT /Sig /T (a) /Rect [10 10 100 50] /P 3 0 R >>"
    large = b"<< /Type /Annot /Subtype /Widget /FT /Sig /T (b) /Rect %s /P 7 0 R >>" % rect
    return one_page(
        path,
        catalog=b"/AcroForm << /Fields [5 0 R 6 0 R] /SigFlags 3 >>",
        page=b"/Annots [5 0 R 6 0 R] " + page,
        more=[small, large, b"<< /Type /Page /MediaBox [0 0 9999 9999] >>"],
    )


def box_in_parts(path: Path) -> Path:
    """One field in four parts, each modest, that together hide the page."""
    small = b"<< /Type /Annot /Subtype /Widget /FT /Sig /T (a) /Rect [10 10 100 50] /P 3 0 R >>"
    field = b"<< /FT /Sig /T (b) /Kids [7 0 R 8 0 R 9 0 R 10 0 R] >>"
    parts = [
        b"<< /Type /Annot /Subtype /Widget /Parent 6 0 R /Rect [0 %d 595 %d] /P 3 0 R >>" % (low, low + 200)
        for low in (0, 200, 400, 600)
    ]
    return one_page(
        path,
        catalog=b"/AcroForm << /Fields [5 0 R 6 0 R] /SigFlags 3 >>",
        page=b"/Annots [5 0 R 7 0 R 8 0 R 9 0 R 10 0 R]",
        more=[small, field, *parts],
    )


def fill_the_parts(pdf: Pdf) -> dict[int, bytes]:
    return {6: body(pdf.Root.AcroForm.Fields[1]).removesuffix(b">>") + b"/V << /Type /Sig >> >>"}


def content_made_null(source: Path, target: Path) -> Path:
    """A page's content becomes nothing."""

    def change(pdf: Pdf) -> dict[int, bytes]:
        return {pdf.pages[0].obj.Contents.objgen[0]: b"null"}

    return append(source, target, change)
