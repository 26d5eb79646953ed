"""Adding signature fields to a file that others have signed already, without touching what they signed.

Everything is one incremental update: empty fields on pages that are there, the form's list of fields, and the
fonts that a filled box needs. No page is added. A file that is certified against it is refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream, String

from armkrok.services.signing.engine.embedding import embed
from armkrok.services.signing.engine.entries import names_of, without
from armkrok.services.signing.engine.errors import CannotSign, Unacceptable
from armkrok.services.signing.engine.facts import AsIs, FontFiles, Place, SignedFacts
from armkrok.services.signing.engine.files import file_sha256
from armkrok.services.signing.engine.increment import Revision, newest_revision, update
from armkrok.services.signing.engine.plain_text import one_line
from armkrok.services.signing.engine.shown import rectangle, shown_size
from armkrok.services.signing.engine.signature_page import typefaces
from armkrok.services.signing.engine.validation.report import Report
from armkrok.services.signing.engine.validation.validate import validate

MOST_FIELDS = 200
_PRINT_AND_LOCKED = 4 | 128  # ISO 32000-2 table 167
_LARGEST_SHARE = 0.25  # of the page: what the validator lets a new signature cover
_ALWAYS = {chr(point) for point in (*range(0x20, 0x7F), *range(0xA0, 0x100), 0x2013, 0x2026, 0xB7)}


def inspect_signed(path: Path) -> SignedFacts:
    """What a signed file holds, and whether fields may be added to it. Never raises for its content.

    ``code`` is "may_add", or why not: a report's code (as "altered" or "no_signature"), "certified" (nothing
    may be added), or "certified_visible" (only invisible fields may be).
    """
    return _facts(path, validate(path))


def _facts(path: Path, report: Report) -> SignedFacts:
    levels = [one.certifies for one in (*report.signatures, *report.timestamps) if one.certifies is not None]
    level = min(levels, default=None)
    code = "may_add" if report.verdict == "valid" else report.code
    if report.verdict == "valid" and level is not None:
        code = "certified" if level == 1 else "certified_visible"
    sizes = _page_sizes(path) if report.verdict == "valid" else ()
    return SignedFacts(
        sha256=report.sha256,
        size=report.size,
        pages=report.pages,
        page_sizes=sizes,
        signers=tuple(one.signer for one in report.signatures),
        sealed=bool(report.timestamps),
        certified=level,
        code=code,
    )


def _page_sizes(path: Path) -> tuple[tuple[float, float], ...]:
    with newest_revision(path) as revision:
        return tuple(shown_size(page.obj) for page in revision.pdf.pages)


def prepare_as_is(
    source: Path,
    target: Path,
    places: Sequence[Place | None],
    names: Sequence[str],
    fonts: FontFiles,
    fields: Sequence[str] = (),
) -> AsIs:
    """Add one empty signature field per place to a signed file, and write ``target`` (another path).

    A place of None makes an invisible field. ``names`` are the people who will sign, in the same order, and
    ``fields`` what their fields shall be called; without them free names are found.
    Raises Unacceptable with a code of ``inspect_signed``; ValueError for places outside the pages, larger
    than a quarter of their page, or in the wrong number; CannotSign("broken").
    """
    if not 1 <= len(places) <= MOST_FIELDS or len(places) != len(names):
        raise ValueError(f"1 to {MOST_FIELDS} places, with as many names")
    facts = inspect_signed(source)
    if not facts.may_add(visible=any(places)):
        raise Unacceptable(facts.code)
    with newest_revision(source) as revision:
        try:
            content, made = _update(revision, places, names, fonts, fields)
        except (AttributeError, KeyError, TypeError) as error:
            raise CannotSign("broken", "no form") from error
        target.write_bytes(bytes(revision.content) + content)
    return AsIs(file_sha256(target), target.stat().st_size, made)


def _update(
    revision: Revision,
    places: Sequence[Place | None],
    names: Sequence[str],
    fonts: FontFiles,
    wanted: Sequence[str],
) -> tuple[bytes, tuple[str, ...]]:
    pdf = revision.pdf
    objects, resources = _fonts(pdf, fonts, names) if any(places) else ({}, None)
    number = max([int(pdf.trailer.Size) - 1, *objects]) + 1
    taken = {str(one.get("/T", "")) for one in pdf.Root.AcroForm.Fields}
    fields: list[str] = []
    on_page: dict[int, list[int]] = {}
    called = iter(wanted or _candidates())
    for place, person in zip(places, names, strict=True):
        name = next((name for name in called if name not in taken), "")
        if not name:
            raise ValueError("the field's name is taken")
        taken.add(name)
        fields.append(name)
        page = place.page if place else 0
        on_page.setdefault(page, []).append(number)
        objects[number] = _field(pdf.pages[page].obj, name, one_line(person), place)
        number += 1
    added = [one for numbers in on_page.values() for one in numbers]
    objects |= _form(pdf, sorted(added), resources)
    for page, numbers in on_page.items():
        objects |= _longer(pdf.pages[page].obj, "/Annots", numbers)
    return update(revision, objects)[0], tuple(fields)


def _candidates() -> Iterable[str]:
    return (f"underskrift-{number:03d}" for number in range(1, 10_000))


def _field(page: Object, name: str, label: str, place: Place | None) -> bytes:
    """An empty field. It has no look: what covers others' pages must be what its signatory signs."""
    edges = [0.0, 0.0, 0.0, 0.0]
    if place is not None:
        width, height = shown_size(page)
        if (
            place.width * place.height > _LARGEST_SHARE * width * height
            or min(place.width, place.height) <= 0
        ):
            raise ValueError("the box is too large")
        edges = rectangle(page, place)
    body = Dictionary(
        Type=Name.Annot, Subtype=Name.Widget, FT=Name.Sig, T=String(name), TU=String(label),
        F=_PRINT_AND_LOCKED, Rect=Array(edges),
    )  # fmt: skip
    return body.unparse(resolved=True).removesuffix(b">>") + b" /P %s >>" % page.unparse()


def _form(pdf: Pdf, numbers: list[int], resources: bytes | None) -> dict[int, bytes]:
    """The form with the new fields, and with fonts for their boxes if it had none of ours."""
    form = pdf.Root.AcroForm
    objects: dict[int, bytes] = {}
    entries, replaced = b"", []
    listed = form.Fields
    if listed.is_indirect:
        objects[listed.objgen[0]] = _array(listed, numbers)
    else:
        entries += b"/Fields " + _array(listed, numbers)
        replaced.append("/Fields")
    if resources is not None:
        entries += b" /DR " + resources
        replaced.append("/DR")
    if int(form.get("/SigFlags", 0)) != 3:
        entries += b" /SigFlags 3"
        replaced.append("/SigFlags")
    if replaced and form.is_indirect:
        objects[form.objgen[0]] = _with(form, entries, *replaced)
    elif replaced:
        objects[pdf.Root.objgen[0]] = _with(
            pdf.Root, b"/AcroForm " + _with(form, entries, *replaced), "/AcroForm"
        )
    return objects


def _longer(holder: Object, key: str, numbers: list[int]) -> dict[int, bytes]:
    """The object to rewrite so that the array under a key ends with more references."""
    listed = holder.get(key)
    longer = _array(listed if isinstance(listed, Array) else Array(), numbers)
    if isinstance(listed, Array) and listed.is_indirect:
        return {listed.objgen[0]: longer}
    return {holder.objgen[0]: _with(holder, b"%s %s" % (key.encode(), longer), key)}


def _array(listed: Object, numbers: list[int]) -> bytes:
    members = [one.unparse() if isinstance(one, Object) else str(one).encode() for one in listed]
    return b"[%s]" % b" ".join([*members, *(b"%d 0 R" % number for number in numbers)])


def _with(holder: Object, added: bytes, *replaced: str) -> bytes:
    return without(holder, *replaced).unparse(resolved=True).removesuffix(b">>") + b" " + added + b" >>"


def _fonts(pdf: Pdf, files: FontFiles, names: Sequence[str]) -> tuple[dict[int, bytes], bytes | None]:
    """New font objects and the form's default resources with them; nothing if ours are there already.

    Raises CannotSign("fonts") if the file has other fonts under the names that a filled box uses.
    """
    form = pdf.Root.AcroForm
    old = form.get("/DR", Dictionary())
    known = old.get("/Font", Dictionary())
    if {"/R0", "/B0"} & set(names_of(known)):
        if not all(name in known and _is_ours(known[name]) for name in ("/R0", "/B0")):
            raise CannotSign("fonts")
        return {}, None
    before = max(key[0] for key in pdf.get_xref_table())
    before = max(before, int(pdf.trailer.Size) - 1)
    faces = typefaces(files)
    chars = _ALWAYS.union("".join(names))
    entries = b"".join(b"%s %s " % (name.encode(), known[name].unparse()) for name in names_of(known))
    for stack in (faces.regular, faces.bold):
        needed = {index for index, _ in stack.runs(one_line("".join(names)))} | {0}
        for index in sorted(needed if stack is faces.regular else {0}):
            entries += b"/%s%d %s " % (
                stack.prefix.encode(), index, embed(pdf, stack.faces[index].reduced_to(chars)).unparse()
            )  # fmt: skip
    objects = {
        one.objgen[0]: _body(one) for one in pdf.objects if isinstance(one, Object) and one.objgen[0] > before
    }
    return objects, _with(old, b"/Font << %s >>" % entries, "/Font")


def _is_ours(font: Object) -> bool:
    return bool(font.get("/Subtype") == Name.Type0 and font.get("/Encoding") == Name("/Identity-H"))


def _body(one: Object) -> bytes:
    """A new object as it is written."""
    if not isinstance(one, Stream):
        return one.unparse(resolved=True)
    data = one.read_raw_bytes()
    head = without(one.stream_dict, "/Length").unparse(resolved=True).removesuffix(b">>")
    return b"%s /Length %d >>\nstream\n%s\nendstream" % (head, len(data), data)
