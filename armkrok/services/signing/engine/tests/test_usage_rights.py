"""Licence marks of Adobe's programs are nobody's signatures; and what a program may write when it saves."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pytest
from pikepdf import Pdf

from armkrok.services.signing.engine.errors import Unacceptable
from armkrok.services.signing.engine.rebuild import rebuild
from armkrok.services.signing.engine.sign import sign
from armkrok.services.signing.engine.tests import attacks, hostile
from armkrok.services.signing.engine.tests.authorities import Town
from armkrok.services.signing.engine.tests.conftest import SignAll
from armkrok.services.signing.engine.validation.metadata import same_statements
from armkrok.services.signing.engine.validation.validate import validate

LICENCE = (
    b"<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /adbe.pkcs7.detached /Name (ARE Collaboration) "
    b"/ByteRange [0 400 900 99999999] /Contents <30820001> "
    b"/Reference [ << /TransformMethod /%s /TransformParams << /Type /TransformParams >> >> ] >>"
)
FIELD = b"<< /Type /Annot /Subtype /Widget /FT /Sig /T (a) /Rect [10 10 100 50] /P 3 0 R >>"
XMP = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    b'<rdf:Description rdf:about="" xmlns:pdf="http://ns.adobe.com/pdf/1.3/" '
    b'xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">%s'
    b"</rdf:Description></rdf:RDF></x:xmpmeta>"
)


def _licensed(path: Path, place: str, more: tuple[bytes, ...] = ()) -> Path:
    """A page with usage rights: written in the catalog, or an object of their own."""
    if place == "direct":
        return hostile.one_page(path, catalog=b"/Perms << /UR %s >>" % (LICENCE % b"UR"), more=more)
    objects = (*more, LICENCE % b"UR3")
    form = b"/AcroForm << /Fields [5 0 R] /SigFlags 3 >>" if more else b""
    catalog = b"/Perms << /UR3 %d 0 R >> %s" % (4 + len(objects), form)
    return hostile.one_page(path, catalog=catalog, page=b"/Annots [5 0 R]" if more else b"", more=objects)


@pytest.mark.parametrize("place", ["direct", "object"])
def test_a_file_with_a_licence_only_is_not_signed(tmp_path: Path, place: str) -> None:
    source = _licensed(tmp_path / "in.pdf", place)
    report = validate(source)
    assert (report.verdict, report.code, report.signatures) == ("not_established", "no_signature", ())
    rebuild(source, tmp_path / "clean.pdf")
    with pikepdf.open(tmp_path / "clean.pdf") as pdf:
        assert "/Perms" not in pdf.Root
    assert b"/ByteRange" not in (tmp_path / "clean.pdf").read_bytes()


def test_a_person_who_signs_a_licensed_file_is_the_only_signer(tmp_path: Path, town: Town) -> None:
    source, target = _licensed(tmp_path / "in.pdf", "object", (FIELD,)), tmp_path / "signed.pdf"
    sign(source, target, "a", town.credential("Amina Karlsson"))
    report = validate(target)
    assert (report.verdict, [one.signer for one in report.signatures]) == ("valid", ["Amina Karlsson"])
    with pytest.raises(Unacceptable, match="already_signed"):
        rebuild(target, tmp_path / "clean.pdf")


def test_a_signature_that_is_only_called_a_licence_stays_one(sign_all: SignAll, tmp_path: Path) -> None:
    """Moved from its field to /Perms, in a new revision or by rewriting the file."""

    def moved(pdf: Pdf) -> dict[int, bytes]:
        root, field = pdf.Root, pdf.Root.AcroForm.Fields[0]
        rights = b"/Perms << /UR3 %s >> >>" % field.V.unparse()
        empty = attacks.body(field)
        empty = empty[: empty.index(b"/V ")] + empty[empty.index(b"R", empty.index(b"/V ")) + 1 :]
        return {
            root.objgen[0]: attacks.body(root).removesuffix(b">>") + rights,
            field.objgen[0]: empty,
        }

    hidden = attacks.append(sign_all(first=1), tmp_path / "hidden.pdf", moved)
    assert validate(hidden).verdict == "altered"
    with pytest.raises(Unacceptable, match="already_signed"):
        rebuild(hidden, tmp_path / "clean.pdf")


def _with_xmp(statements: bytes) -> attacks.Change:
    def change(pdf: Pdf) -> dict[int, bytes]:
        number, root = int(pdf.trailer.Size), pdf.Root
        old = root.get("/Metadata")
        written = attacks.stream(XMP % statements, b"/Type /Metadata /Subtype /XML")
        if old is not None:
            return {old.objgen[0]: written}
        text = attacks.body(root).removesuffix(b">>") + b"/Metadata %d 0 R >>" % number
        return {root.objgen[0]: text, number: written}

    return change


def _information(entry: bytes) -> attacks.Change:
    def change(pdf: Pdf) -> dict[int, bytes]:
        info = pdf.trailer.Info
        before = attacks.body(info).replace(b"/Trapped /False", b"").removesuffix(b">>")
        return {info.objgen[0]: before + entry + b" >>"}

    return change


SAVED = (
    b"<pdf:Producer>Annat program</pdf:Producer><xmp:CreateDate>2026-11-22T10:00:00+01:00</xmp:CreateDate>"
    b"<xmp:ModifyDate>2026-11-22T10:00:00+01:00</xmp:ModifyDate><dc:format>%s</dc:format>"
)
TITLE = b"<dc:title><rdf:Alt><rdf:li xml:lang='x-default'>Annan</rdf:li></rdf:Alt></dc:title>"


@pytest.mark.parametrize(
    ("change", "verdict"),
    [
        (_with_xmp(SAVED % b"application/pdf"), "valid"),
        (_information(b"/Trapped /True"), "valid"),
        (_information(b"/Subject (Annat)"), "altered"),
        (_information(b"/Keywords (Annat)"), "altered"),
        (_information(b"/Egen (Annat)"), "altered"),
    ],
)
def test_who_saves_tells_when_and_by_what_but_not_what_it_is(
    sign_all: SignAll, tmp_path: Path, change: attacks.Change, verdict: str
) -> None:
    report = validate(attacks.append(sign_all(first=1), tmp_path / "saved.pdf", change))
    assert report.verdict == verdict
    assert [one.kind for one in report.changes if not one.allowed] == (
        [] if verdict == "valid" else ["information_changed"]
    )


def test_later_metadata_may_not_say_more_of_the_work() -> None:
    first = XMP % b"<pdf:Producer>Ett program</pdf:Producer>"
    assert same_statements(first, XMP % (SAVED % b"application/pdf"))
    for said in (SAVED % b"image/png", SAVED % b"application/pdf" + TITLE, b"<dc:creator>Annan</dc:creator>"):
        assert not same_statements(first, XMP % said), said
