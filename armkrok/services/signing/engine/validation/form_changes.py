"""The form: signatures in empty fields, new signature fields, and everything else that may not happen."""

from __future__ import annotations

from collections.abc import Iterator

from pikepdf import Array, Dictionary, Name, Object, Stream

from armkrok.services.signing.engine.validation.boxes import (
    box_of,
    is_visible,
    largest_share,
    pages_of,
    stays_hidden_or_shown,
)
from armkrok.services.signing.engine.validation.form_resources import (
    explain_resources,
    resources_grown,
)
from armkrok.services.signing.engine.validation.objects import (
    Key,
    added_members,
    differing,
    inherited,
    reference_text,
    value_text,
    widgets_of,
)
from armkrok.services.signing.engine.validation.permissions import NOTHING
from armkrok.services.signing.engine.validation.step import Step

_LARGEST_SHARE = 0.25  # of the page, for a signature box filled or added after an earlier signature
_FILLED = frozenset({"/V", "/AP", "/AS", "/F", "/MK", "/DA", "/Ff", "/M", "/NM"})
_DRAWN = frozenset({"/AP", "/AS", "/F", "/MK", "/M"})
_VALUES = frozenset({"/V", "/AP", "/AS", "/I", "/RV", "/M", "/DV"})
_READ_ONLY = 1
_MOST_PARENTS = 30


def judge_form(step: Step) -> None:
    """The interactive form dictionary and what was added to its list of fields."""
    old, new = step.old.Root.get("/AcroForm"), step.new.Root.get("/AcroForm")
    if not isinstance(new, Dictionary):
        if old is not None or new is not None:
            step.refuse("form_changed")
        return
    before = old if isinstance(old, Dictionary) else Dictionary(Fields=Array())
    moved = old is not None and reference_text(old) != reference_text(new) and not step.is_new(new)
    if moved or not _entries_permitted(before, new):
        step.refuse("form_changed", new.objgen if new.is_indirect else None)
    step.explain(old, new)
    explain_resources(step, before.get("/DR"), new.get("/DR"))
    _judge_fields(step, before.get("/Fields"), new.get("/Fields"))


def _entries_permitted(before: Object, new: Object) -> bool:
    """Whether the form's own entries say what they did: flags may be added, fonts too, nothing else."""
    extra = differing(before, new) - {"/Fields", "/SigFlags"}
    flags = int(before.get("/SigFlags", 0)), int(new.get("/SigFlags", 0))
    if flags[0] & ~flags[1]:
        return False
    for key in extra:
        if key == "/NeedAppearances" and not new.get(key):
            continue
        if key == "/DA" and key not in before:
            continue
        if key != "/DR" or not resources_grown(before.get(key), new.get(key)):
            return False
    return True


def _judge_fields(step: Step, old: object, new: object) -> None:
    added = added_members(old, new) if new is not None else None
    if added is None:
        if old is not None or new is not None:
            lost = isinstance(old, Array) and isinstance(new, Array) and len(new) < len(old)
            step.refuse("field_removed" if lost else "form_changed")
        step.explain(old, new)
        return
    step.explain(old, new)
    for one in added:
        judge_new_field(step, one)


def judge_new_field(step: Step, field: Object) -> None:
    """A field added after a signature: only for a signature, modest in size and with nothing else to it."""
    if not _is_plain_signature_field(step, field):
        _refuse_field(step, field, "field_added")
        return
    value = field.get("/V")
    widgets = list(widgets_of(field))
    visible = any(is_visible(one) for one in widgets)
    stamp = isinstance(value, Dictionary) and value.get("/Type") == Name.DocTimeStamp
    level = step.permissions.level
    if level is not None and (visible or (level == NOTHING and not stamp)):
        _refuse_field(step, field, "certified_field_added")
    elif largest_share(step.new, widgets) > _LARGEST_SHARE:
        _refuse_field(step, field, "covering_signature")
    elif value is None and any("/AP" in one or "/MK" in one for one in widgets):
        _refuse_field(step, field, "field_added")
    else:
        step.approved.update(one.objgen for one in (field, *widgets) if one.is_indirect)
        step.allow(_kind_of_new(value, visible, stamp))
        for one in filter(is_visible, widgets):
            step.boxes += [(page, box_of(one, "/Rect")) for page, _ in pages_of(step.new, one)]


def _kind_of_new(value: object, visible: bool, stamp: bool) -> str:
    if value is None:
        return "field_prepared"
    if stamp:
        return "timestamp_added"
    return "visible_signature_added" if visible else "signature_added"


def _is_plain_signature_field(step: Step, field: object) -> bool:
    if not isinstance(field, Dictionary) or not field.is_indirect or not step.is_new(field):
        return False
    value = field.get("/V")
    holders = [field, *widgets_of(field)]
    if field.get("/FT") != Name.Sig or any("/AA" in one or "/A" in one for one in holders):
        return False
    if any(not one.is_indirect or not step.is_new(one) for one in holders):
        return False
    if any("/T" in one for one in holders[1:] if one.objgen != field.objgen):
        return False
    if any(one.get("/Subtype", kind) != Name.Widget for one, kind in _with_usual_kind(field)):
        return False
    return value is None or (isinstance(value, Dictionary) and step.is_new(value))


def _with_usual_kind(field: Object) -> Iterator[tuple[Object, Object | None]]:
    """The field and its widgets. A field that nothing draws need not say that it is a widget."""
    yield field, Name.Widget if "/Kids" in field or "/Rect" not in field else None
    yield from ((one, None) for one in widgets_of(field) if one.objgen != field.objgen)


def _refuse_field(step: Step, field: Object, kind: str) -> None:
    shown = field if isinstance(field, Dictionary) else None
    page = next((step.page_of_widget(one) for one in widgets_of(shown)), None) if shown is not None else None
    step.refuse(kind, page=page)
    if shown is not None:  # its place on a page is part of the same finding
        step.approved.update(one.objgen for one in (shown, *widgets_of(shown)) if one.is_indirect)


def judge_field(step: Step, key: Key, old: Object, new: Object) -> bool:
    """A field or widget that was written anew; False if it is neither."""
    kind = _field_type(old)
    if kind is None and old.get("/Subtype") != Name.Widget:
        return False
    differences = differing(old, new)
    if _field_type(new) == kind == Name.Sig:
        _judge_signature_field(step, key, old, new, differences)
    elif differences == {"/Ff"} and _only_locked(old, new):
        step.allow("fields_locked", key)
    elif differences == {"/Kids"} and added_members(old.get("/Kids"), new.get("/Kids")):
        for one in added_members(old.get("/Kids"), new.get("/Kids")) or ():
            judge_new_field(step, one)
        step.explained.add(key)
    elif differences & {"/A", "/AA"}:
        step.refuse("action_changed", key)
    elif differences <= _VALUES and kind != Name.Sig:
        step.refuse("form_value_changed" if differences - {"/AP"} else "appearance_changed", key)
    else:
        step.refuse("field_changed", key)
    return True


def _field_type(field: Object) -> Object | None:
    return inherited(field, "/FT")


def _only_locked(old: Object, new: Object) -> bool:
    return int(new.get("/Ff", 0)) == int(old.get("/Ff", 0)) | _READ_ONLY


def _judge_signature_field(step: Step, key: Key, old: Object, new: Object, differences: set[str]) -> None:
    if "/V" in old and "/V" not in new:
        step.refuse("signature_removed", key)
    elif "/V" not in old and "/V" in new and differences <= _FILLED:
        _judge_signing(step, key, old, new)
    elif differences == {"/Ff"} and _only_locked(old, new):
        step.allow("fields_locked", key)
    elif "/V" in old and value_text(old, "/V") != value_text(new, "/V"):
        step.refuse("signature_replaced", key)
    elif differences <= _DRAWN and _signed_elsewhere(step, old):
        if largest_share(step.new, [new]) > _LARGEST_SHARE:
            step.refuse("covering_signature", key)
        step.allow("signature_added", key)
        _judge_look(step, key, old, new)
    else:
        step.refuse("field_changed", key)


def _signed_elsewhere(step: Step, widget: Object) -> bool:
    """Whether the widget's parent field was empty and is signed in this revision."""
    parent = widget.get("/Parent")
    if not isinstance(parent, Dictionary) or not parent.is_indirect or "/V" in parent:
        return False
    now = step.new.get_object(parent.objgen)
    return isinstance(now, Dictionary) and "/V" in now


def _judge_signing(step: Step, key: Key, old: Object, new: Object) -> None:
    """An empty field was signed; its value must be new, and the certifier must have allowed it."""
    value = new.V
    stamp = isinstance(value, Dictionary) and value.get("/Type") == Name.DocTimeStamp
    if not isinstance(value, Dictionary) or not step.is_new(value):
        step.refuse("field_changed", key)
    elif step.permissions.level == NOTHING and not stamp:
        step.refuse("certified_signature_added", key)
    elif step.permissions.locked(full_name(new)) and not stamp:
        step.refuse("locked_field_signed", key)
    elif largest_share(step.new, list(widgets_of(new))) > _LARGEST_SHARE:
        step.refuse("covering_signature", key)
    else:
        step.allow("timestamp_added" if stamp else "signature_added", key)
        _judge_look(step, key, old, new)


def _judge_look(step: Step, key: Key, old: Object, new: Object) -> None:
    """A signed field's look must be made of new objects, or be what it was."""
    before, after = old.get("/AP"), new.get("/AP")
    if not _decoration_permitted(old, new) or not stays_hidden_or_shown(old, new):
        step.refuse("field_changed", key)
    for state in _looks(after):
        unchanged = any(reference_text(state) == reference_text(one) for one in _looks(before))
        if not unchanged and not (isinstance(state, Stream) and step.is_new(state)):
            step.refuse("appearance_changed", key)


def _decoration_permitted(old: Object, new: Object) -> bool:
    """Borders and colours stay; some programs add an empty dictionary for them."""
    return "/MK" not in differing(old, new) or ("/MK" not in old and not new.MK.keys())


def _looks(value: object) -> Iterator[Object]:
    """The streams of an appearance dictionary, states included."""
    if not isinstance(value, Dictionary):
        return
    for key in value.keys():  # noqa: SIM118
        one = value[key]
        if isinstance(one, Stream) or not isinstance(one, Dictionary):
            yield one
        else:
            yield from (one[state] for state in one.keys())  # noqa: SIM118


def full_name(field: Object) -> str:
    """A field's name with its parents'."""
    parts: list[str] = []
    holder: Object | None = field
    for _ in range(_MOST_PARENTS):
        if not isinstance(holder, Dictionary):
            break
        if "/T" in holder:
            parts.append(str(holder.T))
        holder = holder.get("/Parent")
    return ".".join(reversed(parts))
