"""Every part of the document of ``rich`` changed after it was signed, with the name it should be given.

Sources: ISO 32000-2 (tables 29, 31 and 166), "Shadow Attacks" (NDSS 2021) and "Breaking the Specification:
PDF Certification" (S&P 2021).
"""

from __future__ import annotations

from pikepdf import Array, Dictionary, Name, Object, Pdf

from armkrok.services.signing.engine.tests.attacks import Change, body, stream

_FORM = b"/Type /XObject /Subtype /Form /BBox [0 0 100 20]"


def _with(one: Object, text: bytes) -> bytes:
    return body(one).removesuffix(b">>") + text + b" >>"


def _replaced(one: Object, old: bytes, new: bytes) -> bytes:
    text = body(one)
    if old not in text:
        raise ValueError(text)
    return text.replace(old, new)


def _root(text: bytes) -> Change:
    return lambda pdf: {pdf.Root.objgen[0]: _with(pdf.Root, text)}


def _root_value(key: str, value: bytes) -> Change:
    """Another value for an entry of the catalog."""

    def change(pdf: Pdf) -> dict[int, bytes]:
        kept = {str(one): pdf.Root[str(one)] for one in pdf.Root.keys() if str(one) != key}  # noqa: SIM118
        text = Dictionary(kept).unparse(resolved=True).removesuffix(b">>")
        return {pdf.Root.objgen[0]: text + key.encode() + b" " + value + b" >>"}

    return change


def _note(pdf: Pdf, number: int) -> Object:
    return pdf.pages[0].obj.Annots[number]


def _annotation(number: int, old: bytes, new: bytes) -> Change:
    def change(pdf: Pdf) -> dict[int, bytes]:
        one = _note(pdf, number)
        return {one.objgen[0]: _replaced(one, old, new)}

    return change


def _inner(text: bytes, old: bytes = b"") -> Change:
    def change(pdf: Pdf) -> dict[int, bytes]:
        inner = pdf.Root.Pages.Kids[0]
        return {inner.objgen[0]: _replaced(inner, old, text) if old else _with(inner, text)}

    return change


def _new_annotation(entries: bytes) -> Change:
    def change(pdf: Pdf) -> dict[int, bytes]:
        page, number = pdf.pages[1].obj, int(pdf.trailer.Size)
        held = b" ".join(one.unparse() for one in page.get("/Annots", ()))
        text = body(page, Annots=Array()).replace(b"/Annots [ ]", b"/Annots [%s %d 0 R]" % (held, number))
        look = stream(b"1 g 0 0 100 20 re f", _FORM)
        note = b"<< /Type /Annot /Rect [72 690 272 720] /AP << /N %d 0 R >> %s >>" % (number + 1, entries)
        return {page.objgen[0]: text, number: note, number + 1: look}

    return change


def more_content(pdf: Pdf) -> dict[int, bytes]:
    page, number = pdf.pages[0].obj, int(pdf.trailer.Size)
    text = _replaced(page, b"/Contents [ ", b"/Contents [ %d 0 R " % number)
    return {page.objgen[0]: text, number: stream(b"1 g 0 0 595 842 re f")}


def other_resources(pdf: Pdf) -> dict[int, bytes]:
    page = pdf.pages[1].obj
    return {page.objgen[0]: body(page, Resources=Dictionary())}


def resources_overwritten(pdf: Pdf) -> dict[int, bytes]:
    held = pdf.pages[0].obj.Resources
    return {held.objgen[0]: body(held, XObject=Dictionary())}


def see_through(pdf: Pdf) -> dict[int, bytes]:
    state = pdf.pages[0].obj.Resources.ExtGState.G
    return {state.objgen[0]: body(state, ca=0)}


def other_picture(pdf: Pdf) -> dict[int, bytes]:
    picture = pdf.pages[0].obj.Resources.XObject.P
    return {
        picture.objgen[0]: stream(
            b"\x00\xff\x00", b"/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceRGB "
            b"/BitsPerComponent 8",
        )
    }  # fmt: skip


def kids_in_another_order(pdf: Pdf) -> dict[int, bytes]:
    inner = pdf.Root.Pages.Kids[0]
    return {inner.objgen[0]: body(inner, Kids=Array(list(inner.Kids)[::-1]))}


def layer_switched_off(pdf: Pdf) -> dict[int, bytes]:
    """The setting lies in an object of its own, under a name (/D) that elsewhere leads to a page."""
    setting = pdf.Root.OCProperties.D
    return {setting.objgen[0]: _with(setting, b"/OFF [%s]" % setting.ON[0].unparse())}


def value_outside_the_form(pdf: Pdf) -> dict[int, bytes]:
    """The field's dictionary is reached from its widget alone, and only backwards."""
    parent = _note(pdf, 4).Parent
    return {parent.objgen[0]: body(parent, V="999")}


def attachment_replaced(pdf: Pdf) -> dict[int, bytes]:
    attached = pdf.Root.Names.EmbeddedFiles.Names[1].EF.F
    return {attached.objgen[0]: stream(b"annat", b"/Type /EmbeddedFile")}


def read_aloud_differently(pdf: Pdf) -> dict[int, bytes]:
    figure = pdf.Root.StructTreeRoot.K
    return {figure.objgen[0]: body(figure, Alt="En gron ruta")}


def bookmark(pdf: Pdf) -> dict[int, bytes]:
    first = pdf.Root.Outlines.First
    return {first.objgen[0]: body(first, Title="Avslag")}


def labels(pdf: Pdf) -> dict[int, bytes]:
    return {pdf.Root.PageLabels.objgen[0]: b"<< /Nums [0 << /S /R /St 7 >>] >>"}


def destinations(pdf: Pdf) -> dict[int, bytes]:
    names, second = pdf.Root.Names, pdf.pages[1].obj
    return {names.objgen[0]: body(names, Dests=Dictionary(Names=["start", [second, Name.Fit]]))}


def script_name(pdf: Pdf) -> dict[int, bytes]:
    names = pdf.Root.Names
    return {names.objgen[0]: _with(names, b"/JavaScript << /Names [(a) << /S /JavaScript /JS (1) >>] >>")}


def form_replaced(pdf: Pdf) -> dict[int, bytes]:
    number = int(pdf.trailer.Size)
    change = _root_value("/AcroForm", b"%d 0 R" % number)
    return {**change(pdf), number: b"<< /Fields [] >>"}


def form_taken_away(pdf: Pdf) -> dict[int, bytes]:
    return _root_value("/AcroForm", b"null")(pdf)


def signed_field_only_on_the_page(pdf: Pdf) -> dict[int, bytes]:
    form = pdf.Root.AcroForm
    return {form.objgen[0]: body(form, Fields=Array(list(form.Fields)[:1]))}


def xfa(pdf: Pdf) -> dict[int, bytes]:
    form, number = pdf.Root.AcroForm, int(pdf.trailer.Size)
    return {form.objgen[0]: _with(form, b"/XFA %d 0 R" % number), number: stream(b"<xdp/>")}


def calculation(pdf: Pdf) -> dict[int, bytes]:
    form = pdf.Root.AcroForm
    return {form.objgen[0]: _with(form, b"/CO [%s]" % form.Fields[0].unparse())}


def excused(entry: str) -> Change:
    """An entry of the catalog that may change is turned to a page's content, which is rewritten too."""

    def change(pdf: Pdf) -> dict[int, bytes]:
        contents = pdf.pages[1].obj.Contents
        return {
            **_root_value(entry, contents.unparse())(pdf),
            contents.objgen[0]: stream(b"1 g 0 0 595 842 re f"),
        }

    return change


def metadata_over_content(pdf: Pdf) -> dict[int, bytes]:
    """The page's content becomes the document's metadata, which may be new."""
    contents = pdf.pages[1].obj.Contents
    xmp = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/></x:xmpmeta>'
    return {
        **_root_value("/Metadata", contents.unparse())(pdf),
        contents.objgen[0]: stream(xmp, b"/Type /Metadata /Subtype /XML"),
    }


def annotations_over_content(pdf: Pdf) -> dict[int, bytes]:
    """A page's list of annotations is turned to the other page's content, rewritten as a list."""
    first, second = pdf.pages[0].obj, pdf.pages[1].obj
    return {
        second.objgen[0]: _with(second, b"/Annots %s" % second.Contents.unparse()),
        second.Contents.objgen[0]: b"[]",
        first.objgen[0]: body(first),
    }


def free_text_as_signature_field(pdf: Pdf) -> dict[int, bytes]:
    """A note that claims to be an empty field for a signature too; a reader draws its text."""
    number, page, form = int(pdf.trailer.Size), pdf.pages[1].obj, pdf.Root.AcroForm
    fields = b" ".join(one.unparse() for one in form.Fields)
    held = b" ".join(one.unparse() for one in page.get("/Annots", ()))
    return {
        form.objgen[0]: body(form, Fields=Array()).replace(
            b"/Fields [ ]", b"/Fields [%s %d 0 R]" % (fields, number)
        ),
        page.objgen[0]: body(page, Annots=Array()).replace(
            b"/Annots [ ]", b"/Annots [%s %d 0 R]" % (held, number)
        ),
        number: b"<< /Type /Annot /Subtype /FreeText /FT /Sig /T (smyg) /F 4 /Rect [72 690 272 720] /P %s "
        b"/Contents (Belopp 999) /DA (/Helv 12 Tf) >>" % page.unparse(),
    }


CHANGES: dict[str, tuple[Change, str, int | None]] = {
    "content is added to a page's list": (more_content, "page_content_changed", 1),
    "a page gets other resources": (other_resources, "page_content_changed", 2),
    "resources are overwritten": (resources_overwritten, "page_content_changed", 1),
    "a graphics state becomes see-through": (see_through, "page_content_changed", 1),
    "a picture is replaced": (other_picture, "image_changed", 1),
    "pages handed another size": (
        _inner(b"/MediaBox [0 0 300 300]", b"/MediaBox [ 0 0 595 842 ]"),
        "page_changed",
        1,
    ),
    "pages handed a crop": (_inner(b"/CropBox [0 0 300 300]"), "page_changed", 1),
    "pages handed a turn": (_inner(b"/Rotate 180", b"/Rotate 0"), "page_changed", 1),
    "pages handed resources": (_inner(b"/Resources << >>"), "page_changed", 1),
    "kids in another order": (kids_in_another_order, "pages_reordered", 1),
    "a layer is switched off": (layer_switched_off, "layers_changed", None),
    "layers replaced": (_root_value("/OCProperties", b"<< /OCGs [] /D << >> >>"), "layers_changed", None),
    "a note says something else": (_annotation(0, b"(Godkant)", b"(Avslaget)"), "annotation_changed", 1),
    "a note is hidden": (_annotation(0, b"/F 4", b"/F 2"), "annotation_changed", 1),
    "a note is not viewed": (_annotation(0, b"/F 4", b"/F 36"), "annotation_changed", 1),
    "a hidden stamp is shown": (_annotation(1, b"/F 2", b"/F 4"), "annotation_changed", 1),
    "a note is moved": (_annotation(0, b"72 400 172 420", b"72 700 172 720"), "annotation_changed", 1),
    "a link leads elsewhere": (_annotation(2, b"sundby.example", b"bluff.example"), "annotation_changed", 1),
    "a box is ticked": (_annotation(3, b"/AS /Off", b"/AS /Ja"), "form_value_changed", 1),
    "a box is hidden": (_annotation(3, b"/F 4", b"/F 2"), "field_changed", 1),
    "a box is coloured": (_annotation(3, b"/F 4", b"/F 4 /MK << /BG [1 0 0] >>"), "field_changed", 1),
    "a value outside the form": (value_outside_the_form, "form_value_changed", 1),
    "a new free text": (_new_annotation(b"/Subtype /FreeText /Contents (999)"), "annotation_added", 2),
    "a new stamp": (_new_annotation(b"/Subtype /Stamp"), "annotation_added", 2),
    "a new redaction": (_new_annotation(b"/Subtype /Redact /OverlayText (999)"), "annotation_added", 2),
    "a new popup": (_new_annotation(b"/Subtype /Popup /Open true"), "annotation_added", 2),
    "a new highlight": (
        _new_annotation(b"/Subtype /Highlight /QuadPoints [0 0 9 0 0 9 9 9]"),
        "annotation_added",
        2,
    ),
    "a new link": (
        _new_annotation(b"/Subtype /Link /A << /S /URI /URI (https://b.example) >>"),
        "annotation_added",
        2,
    ),
    "a new widget": (
        _new_annotation(b"/Subtype /Widget /FT /Tx /T (x) /MK << /BG [1 1 1] >>"),
        "field_added",
        2,
    ),
    "a note as a signature field": (free_text_as_signature_field, "field_added", 2),
    "an attachment is replaced": (attachment_replaced, "attachment_changed", None),
    "a text for the blind": (read_aloud_differently, "structure_changed", None),
    "a bookmark": (bookmark, "navigation_changed", None),
    "page labels": (labels, "navigation_changed", None),
    "destinations": (destinations, "navigation_changed", None),
    "a script by name": (script_name, "javascript_changed", None),
    "open action": (_root_value("/OpenAction", b"<< /S /Named /N /Print >>"), "action_changed", None),
    "actions of the document": (_root(b"/AA << /WS << /S /JavaScript /JS (1) >> >>"), "action_changed", None),
    "base of links": (_root_value("/URI", b"<< /Base (https://bluff.example/) >>"), "catalog_changed", None),
    "language": (_root_value("/Lang", b"(en)"), "catalog_changed", None),
    "output intent": (_root_value("/OutputIntents", b"[]"), "catalog_changed", None),
    "collection": (_root(b"/Collection << /View /T >>"), "attachment_changed", None),
    "view settings": (_root(b"/ViewerPreferences << /HideToolbar true >>"), "view_changed", None),
    "private data of the catalog": (_root(b"/PieceInfo << /A << >> >>"), "catalog_changed", None),
    "form replaced": (form_replaced, "field_removed", None),
    "form taken away": (form_taken_away, "form_changed", None),
    "signed field left on its page only": (signed_field_only_on_the_page, "field_removed", None),
    "XFA": (xfa, "form_changed", None),
    "order of calculation": (calculation, "form_changed", None),
    "extensions as a pretext": (excused("/Extensions"), "page_content_changed", 2),
    "marks as a pretext": (excused("/MarkInfo"), "page_content_changed", 2),
    "metadata as a pretext": (metadata_over_content, "information_changed", 2),
    "annotations as a pretext": (annotations_over_content, "page_content_changed", 2),
}
