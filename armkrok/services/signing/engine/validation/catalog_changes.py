"""The trailer, the catalog, the document's own information and the evidence."""

from __future__ import annotations

from pikepdf import Dictionary, Object, Pdf, Stream

from armkrok.services.signing.engine.validation.evidence import evidence_objects
from armkrok.services.signing.engine.validation.metadata import same_statements
from armkrok.services.signing.engine.validation.objects import Key, differing, text_of, value_text
from armkrok.services.signing.engine.validation.step import Step

_ABOUT_SAVING = frozenset({"/ModDate", "/Producer", "/CreationDate", "/Creator", "/Trapped"})
_HARMLESS = frozenset({"/AcroForm", "/DSS", "/Extensions", "/Version", "/Metadata", "/MarkInfo", "/Pages"})
_KINDS = {
    "/OpenAction": "action_changed",
    "/AA": "action_changed",
    "/OCProperties": "layers_changed",
    "/Outlines": "navigation_changed",
    "/Dests": "navigation_changed",
    "/PageLabels": "navigation_changed",
    "/PageMode": "view_changed",
    "/PageLayout": "view_changed",
    "/ViewerPreferences": "view_changed",
    "/Perms": "permissions_changed",
    "/StructTreeRoot": "structure_changed",
    "/Collection": "attachment_changed",
    "/AF": "attachment_changed",
}
_NAMES = {
    "/JavaScript": "javascript_changed",
    "/EmbeddedFiles": "attachment_changed",
    "/Dests": "navigation_changed",
}


def judge_trailer(step: Step) -> None:
    """The catalog keeps its number, nothing is encrypted, and the information keeps what it says.

    Dates and programs of /Info (ISO 32000-2 table 349) are never on a page and say nothing of the content.
    """
    old, new = step.old.trailer, step.new.trailer
    if old.Root.objgen != new.Root.objgen or "/Encrypt" in new or not new.Root.is_indirect:
        step.refuse("catalog_replaced")
    before, after = old.get("/Info"), new.get("/Info")
    if before is None and after is None:
        return
    if not isinstance(before or Dictionary(), Dictionary) or not isinstance(
        after or Dictionary(), Dictionary
    ):
        step.refuse("information_changed")
        return
    known = Dictionary() if before is None else before
    differences = differing(known, Dictionary() if after is None else after)
    if differences and (after is None or not differences <= _ABOUT_SAVING):
        step.refuse("information_changed", after.objgen if after is not None and after.is_indirect else None)
    elif differences:
        step.allow("dates_updated")
        step.explain(before, after, "information_changed")


def judge_root(step: Step) -> None:
    """Entries of the catalog; those with rules of their own are left to them."""
    old, new = step.old.Root, step.new.Root
    for key in sorted(differing(old, new) - _HARMLESS - {"/Names"}):
        step.refuse(_KINDS.get(key, "catalog_changed"))
    if value_text(old, "/Names") != value_text(new, "/Names") or _is_rewritten(step, old.get("/Names")):
        _refuse_names(step, old.get("/Names"), new.get("/Names"))
    step.explain(old, new)
    for key in ("/Extensions", "/MarkInfo"):
        step.explain(old.get(key), new.get(key), "catalog_changed")
    _judge_metadata(step, old.get("/Metadata"), new.get("/Metadata"))
    if "/DSS" in old and "/DSS" not in new:
        step.refuse("evidence_changed")
    if "/DSS" in new and (
        value_text(old, "/DSS") != value_text(new, "/DSS") or evidence_objects(old) & step.changed
    ):
        _judge_evidence(step)


def _refuse_names(step: Step, old: object, new: object) -> None:
    before = old if isinstance(old, Dictionary) else Dictionary()
    after = new if isinstance(new, Dictionary) else Dictionary()
    for kind in sorted({_NAMES.get(key, "catalog_changed") for key in differing(before, after)}):
        step.refuse(kind)
    if differing(before, after):
        step.explain(old, new)


def _is_rewritten(step: Step, value: object) -> bool:
    return isinstance(value, Object) and value.is_indirect and value.objgen in step.changed


def _judge_metadata(step: Step, old: Object | None, new: Object | None) -> None:
    """XMP may get new dates and marks of the program that saved; what it says of the document stays."""
    touched = isinstance(new, Object) and new.is_indirect and new.objgen in step.changed
    if text_or_nothing(old) == text_or_nothing(new) and not touched:
        return
    if not isinstance(new, Stream) or not (old is None or isinstance(old, Stream)):
        step.refuse("information_changed")
        return
    try:
        unchanged = same_statements(None if old is None else old.read_bytes(), new.read_bytes())
    except ValueError:
        unchanged = False
    moved = old is None or new.objgen != old.objgen
    if not unchanged or (moved and not step.is_new(new)):
        step.refuse("information_changed", new.objgen)
    else:
        step.allow("dates_updated")
        step.explain(old, new, "information_changed")


def text_or_nothing(value: Object | None) -> bytes:
    """Which object a value refers to."""
    return b"" if value is None else value.unparse()


def _judge_evidence(step: Step) -> None:
    """New evidence; of what was there only containers used for nothing else may have been rewritten."""
    try:
        now = evidence_objects(step.new.Root)
    except ValueError:
        step.refuse("evidence_changed")
        return
    rewritten = now & step.changed
    if rewritten and (
        not rewritten <= evidence_objects(step.old.Root) or _used_elsewhere(step.old, rewritten)
    ):
        step.refuse("evidence_changed")
        step.explained.update(rewritten)
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
