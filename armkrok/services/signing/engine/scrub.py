"""Taking out of a PDF what can act, hide or change: only what is known to be harmless is kept."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream, String

from armkrok.services.signing.engine.entries import keep_only, without

_ROOT = frozenset(
    [
        "/Type",
        "/Pages",
        "/PageLabels",
        "/Lang",
        "/StructTreeRoot",
        "/MarkInfo",
        "/Outlines",
        "/Metadata",
        "/OutputIntents",
        "/Dests",
        "/Names",
        "/Version",
    ]
)
_PAGE = frozenset(
    [
        "/Type",
        "/Parent",
        "/Resources",
        "/MediaBox",
        "/CropBox",
        "/BleedBox",
        "/TrimBox",
        "/ArtBox",
        "/Contents",
        "/Rotate",
        "/Group",
        "/UserUnit",
        "/Annots",
        "/StructParents",
        "/Tabs",
    ]
)
_LINK = frozenset(
    [
        "/Type",
        "/Subtype",
        "/Rect",
        "/Border",
        "/BS",
        "/C",
        "/H",
        "/F",
        "/QuadPoints",
        "/StructParent",
        "/Dest",
    ]
)
_OUTLINE = frozenset(
    ["/Title", "/Parent", "/Prev", "/Next", "/First", "/Last", "/Count", "/Dest", "/C", "/F"]
)
_ADDRESS = re.compile(r"(https?://|mailto:)[^\x00-\x20]{1,2000}\Z", re.IGNORECASE)
_MOST_OUTLINES = 20_000

_SIGNS = (
    ("javascript", re.compile(rb"/JavaScript\b|/JS\b")),
    ("launch", re.compile(rb"/Launch\b")),
    ("actions", re.compile(rb"/S\s*/(SubmitForm|ImportData|GoTo[RE]|ResetForm|Hide|SetOCGState)\b")),
    ("additional_actions", re.compile(rb"/AA\b")),
    ("embedded_files", re.compile(rb"/EmbeddedFile\b|/EmbeddedFiles\b|/EF\b")),
    ("xfa", re.compile(rb"/XFA\b")),
    ("rich_media", re.compile(rb"/RichMedia\b|/Subtype\s*/(Screen|Movie|Sound|3D)\b")),
    ("external_content", re.compile(rb"/OPI\b|/Ref\s*<<|/F\s*<<|/FFilter\b")),
)  # fmt: skip
_CARRIERS = ("/AA", "/AF", "/EF", "/JS", "/OPI", "/Ref", "/Alternates", "/PieceInfo")


def scrub(pdf: Pdf) -> set[str]:
    """Clean the document in place; returns codes of what was found and taken out."""
    found = _found(pdf)
    root = pdf.Root
    opening = root.get("/OpenAction")
    if isinstance(opening, Dictionary) and opening.get("/S") != Name.GoTo:  # a page to begin at is harmless
        found.add("open_action")
    found |= _flatten(pdf)
    keep_only(root, _ROOT)
    _keep_destinations(root)
    _clean_outlines(root)
    for page in pdf.pages:
        found |= _clean_page(page.obj)
    return found


def _found(pdf: Pdf) -> set[str]:
    """Recognise active content anywhere, and disarm what hangs in objects that stay."""
    found: set[str] = set()
    for one in pdf.objects:
        holder = one.stream_dict if isinstance(one, Stream) else one
        if not isinstance(holder, Dictionary | Array):
            continue
        text = holder.unparse(resolved=True)
        codes = {code for code, sign in _SIGNS if sign.search(text)}
        found |= codes
        if isinstance(holder, Dictionary):
            for key in _CARRIERS:
                if key in holder:
                    del one[key]
        if isinstance(one, Stream) and "/F" in holder:  # data in a file beside this one
            del one["/F"]
    return found


def _flatten(pdf: Pdf) -> set[str]:
    """Make fields and comments part of the page, as they look now."""
    found: set[str] = set()
    form = pdf.Root.get("/AcroForm")
    if form is not None:
        if len(form.get("/Fields", Array())):
            found.add("form_fields")
        if form.get("/NeedAppearances"):
            pdf.generate_appearance_streams()
    pdf.flatten_annotations("all")
    return found


def _keep_destinations(root: Object) -> None:
    names = root.get("/Names")
    if names is not None:
        kept = Dictionary(Dests=names.Dests) if isinstance(names, Dictionary) and "/Dests" in names else None
        if kept is None:
            del root["/Names"]
        else:
            root.Names = kept


def _clean_outlines(root: Object) -> None:
    """Keep the table of contents: titles and places, no actions."""
    if not isinstance(root.get("/Outlines"), Dictionary):
        return
    for item in _outline_items(root.Outlines):
        place = _plain_destination(item)
        keep_only(item, _OUTLINE)
        if place is not None:
            item.Dest = place


def _outline_items(outlines: Object) -> Iterator[Object]:
    """Every item once; chains that loop or never end are cut by the count."""
    waiting = [outlines.get("/First")]
    seen: set[tuple[int, int]] = set()
    while waiting and len(seen) < _MOST_OUTLINES:
        item = waiting.pop()
        if not isinstance(item, Dictionary) or item.objgen in seen:
            continue
        seen.add(item.objgen)
        waiting += [item.get("/First"), item.get("/Next")]
        yield item


def _plain_destination(item: Object) -> Object | None:
    """Where a link or outline leads inside the document, if that is all it does."""
    if "/Dest" in item:
        return item.Dest
    action = item.get("/A")
    if isinstance(action, Dictionary) and action.get("/S") == Name.GoTo:
        return action.get("/D")
    return None


def _clean_page(page: Object) -> set[str]:
    keep_only(page, _PAGE)
    annotations = page.get("/Annots")
    if annotations is None:
        return set()
    del page["/Annots"]
    members = (
        [one for one in annotations if isinstance(one, Dictionary)] if isinstance(annotations, Array) else []
    )
    links = [link for link in (_harmless_link(one) for one in members) if link is not None]
    if links:
        page.Annots = Array(links)
    lost = [one for one in members if one.get("/Subtype") not in (Name.Link, Name.Popup)]
    return {"annotations"} if lost else set()


def _harmless_link(annotation: Object) -> Dictionary | None:
    """A copy of a link that leads to a web or mail address or to a place in the document; else nothing."""
    if annotation.get("/Subtype") != Name.Link:
        return None
    link = without(annotation)
    keep_only(link, _LINK)
    place = _plain_destination(annotation)
    if place is not None:
        link.Dest = place
        return link
    action = annotation.get("/A")
    if isinstance(action, Dictionary) and action.get("/S") == Name.URI:
        address = _address(action)
        if address:
            link.A = Dictionary(S=Name.URI, URI=String(address))
            return link
    return None


def _address(action: Object) -> str:
    try:
        address = str(action.get("/URI", ""))
    except (ValueError, UnicodeError):
        return ""
    return address if _ADDRESS.match(address) else ""
