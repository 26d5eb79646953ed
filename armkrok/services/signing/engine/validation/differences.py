"""What one revision changed in the one before it, judged by a strict list of what may be added.

Allowed after a signature: a signature in a field that was there and empty, with its look inside the field's
own rectangle; new invisible fields that carry a signature or document time stamp; evidence in the DSS
(ETSI EN 319 142-1 5.4); new dates in the information dictionary; exact copies. New objects by themselves
show nothing: they count only through something old that came to refer to them, and every old object that
changed must be explained. An old reference that pointed at nothing and now points at something is found by
``revealed``, which compares the objects that did not change.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream, XrefEntry

from armkrok.services.signing.engine.validation.evidence import evidence_objects
from armkrok.services.signing.engine.validation.objects import (
    Key,
    added_references,
    area,
    differing,
    kind_of,
    same,
    share,
    text_of,
    value_text,
)

_LARGEST_SHARE = 0.25  # of the page, for a signature box filled after an earlier signature
_SAME_ROOT = frozenset({"/AcroForm", "/DSS", "/Extensions", "/Version"})
_DATES = frozenset({"/ModDate", "/Producer"})
_IN_STREAM = 2  # a cross-reference entry of an object inside an object stream (7.5.8.3)


@dataclass
class Step:
    """One revision against the one before."""

    old: Pdf
    new: Pdf
    kinds: set[str] = field(default_factory=set)
    explained: set[Key] = field(default_factory=set)
    refused: list[tuple[str, Key | None]] = field(default_factory=list)

    def allow(self, kind: str, *keys: Key) -> None:
        """Explain changed objects."""
        self.kinds.add(kind)
        self.explained.update(keys)

    def refuse(self, kind: str, key: Key | None = None) -> None:
        """Note something that may not be added."""
        self.refused.append((kind, key))
        if key:
            self.explained.add(key)


def compare(old: Pdf, new: Pdf) -> tuple[Step, set[Key]]:
    """Judge one step; also returns the keys of all objects that were written anew."""
    step = Step(old, new)
    before, after = old.get_xref_table(), new.get_xref_table()
    for key in before.keys() - after.keys():
        step.refuse("object_removed", key)
    written = _written(before, after)
    changed = {key for key in written if key in before}
    _judge_trailer(step, changed)
    _judge_root(step, changed)
    _judge_form(step, changed)
    for key in changed - step.explained:
        _judge_object(step, key)
    return step, written


def _written(before: dict[Key, XrefEntry], after: dict[Key, XrefEntry]) -> set[Key]:
    """Objects whose place differs, and those inside an object stream whose place differs."""
    moved = {key for key, entry in after.items() if key not in before or _place(before[key]) != _place(entry)}
    streams = {number for number, _ in moved}
    return moved | {
        key for key, entry in after.items() if entry.type == _IN_STREAM and _stream(entry) in streams
    }


def _place(entry: XrefEntry) -> tuple[int, int, int]:
    if entry.type == _IN_STREAM:
        return entry.type, entry.obj_stream_number or 0, entry.obj_stream_index or 0
    return entry.type, entry.offset or 0, 0


def _stream(entry: XrefEntry) -> int:
    return entry.obj_stream_number or 0


def revealed(at_writing: Pdf, final: Pdf, keys: Sequence[Key]) -> bool:
    """Whether an object nobody wrote anew nevertheless reads differently in the final file."""
    return any(text_of(at_writing.get_object(key)) != text_of(final.get_object(key)) for key in keys)


def _judge_trailer(step: Step, changed: set[Key]) -> None:
    old, new = step.old.trailer, step.new.trailer
    if old.Root.objgen != new.Root.objgen or "/Encrypt" in new or not new.Root.is_indirect:
        step.refuse("catalog_changed")
    before, after = old.get("/Info"), new.get("/Info")
    if before is None and after is None:
        return
    if not isinstance(before, Dictionary) or not isinstance(after, Dictionary):
        step.refuse("information_changed")
    elif differences := differing(before, after):
        if differences <= _DATES:
            step.allow("dates_updated", after.objgen)
        else:
            step.refuse("information_changed", after.objgen)


def _judge_root(step: Step, changed: set[Key]) -> None:
    old, new = step.old.Root, step.new.Root
    extra = differing(old, new) - _SAME_ROOT
    if extra:
        step.refuse("catalog_changed", new.objgen)
    elif new.objgen in changed:
        step.explained.add(new.objgen)
    if "/DSS" not in new and "/DSS" in old:
        step.refuse("evidence_changed")
    if "/DSS" in new and (
        value_text(old, "/DSS") != value_text(new, "/DSS") or evidence_objects(old) & changed
    ):
        _judge_evidence(step, changed)


def _judge_evidence(step: Step, changed: set[Key]) -> None:
    """New evidence; of what was there only containers used for nothing else may have been rewritten."""
    try:
        now = evidence_objects(step.new.Root)
    except ValueError:
        step.refuse("evidence_changed")
        return
    rewritten = now & changed
    if rewritten and (
        not rewritten <= evidence_objects(step.old.Root) or _used_elsewhere(step.old, rewritten)
    ):
        step.refuse("evidence_changed")
    else:
        step.allow("evidence_added", *rewritten)


def _used_elsewhere(pdf: Pdf, keys: set[Key]) -> bool:
    """Whether anything outside the evidence refers to these objects, or one of them is a stream."""
    needles = [b" %d %d R" % key for key in keys]
    inside = evidence_objects(pdf.Root) | {pdf.Root.objgen}
    if any(isinstance(pdf.get_object(key), Stream) for key in keys):
        return True
    for one in pdf.objects:
        if isinstance(one, Object) and one.objgen not in inside:
            text = b" " + text_of(one).replace(b"[", b" ").replace(b"<<", b" ")
            if any(needle in text for needle in needles):
                return True
    return False


def _judge_form(step: Step, changed: set[Key]) -> None:
    old, new = step.old.Root.get("/AcroForm"), step.new.Root.get("/AcroForm")
    if not isinstance(new, Dictionary):
        if old is not None or new is not None:
            step.refuse("form_changed")
        return
    before = old if isinstance(old, Dictionary) else Dictionary(Fields=Array())
    if old is not None and old.is_indirect and old.objgen != new.objgen:
        step.refuse("form_changed", new.objgen)
        return
    extra = differing(before, new) - {"/Fields", "/SigFlags"}
    flags = int(before.get("/SigFlags", 0)), int(new.get("/SigFlags", 0))
    if extra or flags[0] & ~flags[1]:
        step.refuse("form_changed", new.objgen if new.is_indirect else None)
        return
    added = added_references(before.get("/Fields", Array()), new.get("/Fields", Array()))
    if added is None:
        step.refuse("form_changed", new.objgen if new.is_indirect else None)
        return
    for one in (new, new.get("/Fields")):
        if isinstance(one, Object) and one.is_indirect and one.objgen in changed:
            step.explained.add(one.objgen)
    for one in added:
        _judge_new_field(step, one)


def _judge_new_field(step: Step, one: Object) -> None:
    """A field added after a signature must be invisible and carry a signature."""
    known = isinstance(one, Dictionary) and one.get("/FT") == Name.Sig and "/Kids" not in one
    value = one.get("/V") if known else None
    if not isinstance(value, Dictionary) or "/AA" in one or "/A" in one or area(one) > 0:
        step.refuse("field_added", one.objgen)
        return
    step.allow("timestamp_added" if value.get("/Type") == Name.DocTimeStamp else "signature_added")


def _judge_object(step: Step, key: Key) -> None:
    """An old object that was written anew."""
    old, new = step.old.get_object(key), step.new.get_object(key)
    if same(old, new):
        step.allow("unchanged_copy", key)
    elif isinstance(old, Dictionary) and isinstance(new, Dictionary) and not isinstance(old, Stream):
        _judge_dictionary(step, key, old, new)
    elif _is_annotation_list(step, key, old, new):
        step.explained.add(key)
    else:
        step.refuse(kind_of(step.old, old), key)


def _judge_dictionary(step: Step, key: Key, old: Object, new: Object) -> None:
    differences = differing(old, new)
    if old.get("/FT") == Name.Sig and "/V" not in old and "/V" in new and differences <= {"/V", "/AP"}:
        _judge_signing(step, key, new)
    elif old.get("/Type") == Name.Page and differences == {"/Annots"}:
        _judge_annotations(step, key, old.get("/Annots", Array()), new.Annots)
    elif old.get("/Type") == Name.Pages:
        counts = int(old.get("/Count", 0)), int(new.get("/Count", 0))
        added = "pages_added" if counts[1] > counts[0] else "pages_removed"
        step.refuse(added if counts[0] != counts[1] else "page_changed", key)
    else:
        step.refuse(kind_of(step.old, old), key)


def _judge_signing(step: Step, key: Key, new: Object) -> None:
    """An empty field was signed; its look must be new objects, inside a modest rectangle."""
    value, look = new.V, new.get("/AP", Dictionary())
    table = step.old.get_xref_table()
    fresh = value.is_indirect and value.objgen not in table
    drawn = look.get("/N") if isinstance(look, Dictionary) else None
    before = step.old.get_object(key).get("/AP", Dictionary())
    if drawn is not None and value_text(before, "/N") != value_text(look, "/N"):
        fresh = fresh and isinstance(drawn, Stream) and drawn.objgen not in table
    if not fresh or not isinstance(value, Dictionary):
        step.refuse("field_changed", key)
    elif share(new) > _LARGEST_SHARE:
        step.refuse("covering_signature", key)
    else:
        step.allow("signature_added", key)


def _judge_annotations(step: Step, key: Key, old: Object, new: Object) -> None:
    """A page may gain only the invisible fields that were judged with the form."""
    added = added_references(old, new)
    fields = {one.objgen for one in step.new.Root.AcroForm.Fields} if "/AcroForm" in step.new.Root else set()
    if added is not None and all(one.objgen in fields for one in added):
        step.explained.add(key)
    else:
        step.refuse("annotation_changed", key)


def _is_annotation_list(step: Step, key: Key, old: Object, new: Object) -> bool:
    """Whether an array is the annotations of one page, and gained only judged fields."""
    if not isinstance(old, Array) or not isinstance(new, Array):
        return False
    owners = [page for page in step.old.pages if page.obj.get("/Annots", Array()).objgen == key]
    added = added_references(old, new)
    fields = {one.objgen for one in step.new.Root.AcroForm.Fields} if "/AcroForm" in step.new.Root else set()
    return len(owners) == 1 and added is not None and all(one.objgen in fields for one in added)
