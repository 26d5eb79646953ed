"""What one revision changed in the one before it, judged by a strict list of what may be added.

Allowed after a signature: a signature in a field that was there and empty, with its look inside the field's
own rectangle; new signature fields, unless the document is certified against it; evidence in the DSS
(ETSI EN 319 142-1 5.4); new dates; exact copies. New objects by themselves show nothing: they count only
through something old that came to refer to them, and every old object that changed must be explained. An
old reference that pointed at nothing and now points at something is found by ``revealed``, which compares
the objects that did not change. An object that was swapped for one lying in the signed bytes all along is
the mark of a shadow attack, and is named so.
"""

from __future__ import annotations

from collections.abc import Sequence

from pikepdf import Array, Dictionary, Object, Pdf, Stream, XrefEntry

from armkrok.services.signing.engine.validation.catalog_changes import judge_root, judge_trailer
from armkrok.services.signing.engine.validation.form_changes import judge_field, judge_form
from armkrok.services.signing.engine.validation.objects import Key, same, text_of
from armkrok.services.signing.engine.validation.page_changes import (
    first_page_below,
    judge_annotation_list,
    judge_page,
    judge_page_list,
    judge_structure,
)
from armkrok.services.signing.engine.validation.permissions import UNLIMITED, Permissions
from armkrok.services.signing.engine.validation.revisions import Revision
from armkrok.services.signing.engine.validation.roles import Role
from armkrok.services.signing.engine.validation.step import Step

_IN_STREAM = 2  # a cross-reference entry of an object inside an object stream (7.5.8.3)
_MACHINERY = frozenset({"/XRef", "/ObjStm"})
_REMOVED = {
    "image_changed": "image_removed",
    "page_changed": "pages_removed",
    "field_changed": "field_removed",
}


def compare(old: Revision, new: Revision, permissions: Permissions = UNLIMITED) -> tuple[Step, set[Key]]:
    """Judge one step; also returns the keys of all objects that were written anew."""
    before, after = old.table, new.table
    step = Step(old.pdf, new.pdf, before.keys(), permissions)
    written = _written(before, after)
    step.changed = {key for key in written if key in before}
    judge_trailer(step)
    judge_root(step)
    judge_form(step)
    _judge_hidden(step, after, written, old.end)
    rest = sorted(step.changed - step.explained)
    if _moves_pages(step, rest):
        judge_page_list(step)
    for key in rest:
        if key not in step.explained:
            _judge_object(step, key)
    for key in sorted(before.keys() - after.keys()):
        _judge_removed(step, key)
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


def _judge_hidden(step: Step, after: dict[Key, XrefEntry], written: set[Key], signed_end: int) -> None:
    """An update that points back into the signed bytes brings out what lay hidden there."""
    for key in sorted(written):
        entry = after[key]
        if entry.type == _IN_STREAM:
            entry = after.get((_stream(entry), 0), entry)
        hidden = entry.type != _IN_STREAM and (entry.offset or 0) < signed_end
        if hidden and not same(step.old.get_object(key), step.new.get_object(key)):
            step.refuse("hidden_content_shown", key)


def _moves_pages(step: Step, rest: Sequence[Key]) -> bool:
    """Whether anything was written that the order or number of pages could hang on."""
    if step.old.Root.get("/Pages") is None or step.new.Root.get("/Pages") is None:
        return True
    if step.old.Root.Pages.objgen != step.new.Root.Pages.objgen:
        return True
    for key in rest:
        old, new = step.old.get_object(key), step.new.get_object(key)
        if isinstance(old, Array) or _shape(old) != _shape(new) or "/Pages" in _shape(old):
            return True
    return False


def _shape(one: Object) -> tuple[str, ...]:
    """What makes an object part of the page tree."""
    if not isinstance(one, Dictionary) or isinstance(one, Stream):
        return ()
    kind = str(one.get("/Type", ""))
    return ("/Pages",) if kind == "/Pages" or ("/Kids" in one and "/Count" in one) else (kind,)


def _judge_object(step: Step, key: Key) -> None:
    """An old object that was written anew."""
    old, new = step.old.get_object(key), step.new.get_object(key)
    if same(old, new):
        step.allow("unchanged_copy", key)
    elif _is_machinery(old, new) and step.roles.of(key) is None:
        step.explained.add(key)
    elif not _judge_by_rule(step, key, old, new):
        role = step.roles.of(key)
        if role is None:
            step.allow("unused_changed", key)
        else:
            _refuse_by_role(step, key, role)


def _judge_by_rule(step: Step, key: Key, old: Object, new: Object) -> bool:
    """Try the rules that know a kind of object; False if none does."""
    if isinstance(old, Array) and isinstance(new, Array):
        return judge_annotation_list(step, key, old, new) or judge_structure(step, key, old, new)
    if not isinstance(old, Dictionary) or not isinstance(new, Dictionary) or isinstance(old, Stream):
        return False
    if isinstance(new, Stream):
        return False
    return (
        judge_field(step, key, old, new)
        or judge_page(step, key, old, new)
        or judge_structure(step, key, old, new)
    )


def _is_machinery(old: Object, new: Object) -> bool:
    """Cross-reference and object streams, which are not part of the document."""
    both = [one for one in (old, new) if isinstance(one, Stream)]
    kinds = {str(one.stream_dict.get("/Type", "")) for one in both}
    return len(both) == 2 and len(kinds) == 1 and kinds <= _MACHINERY


def _judge_removed(step: Step, key: Key) -> None:
    """An object that was freed; of what nothing refers to that is no loss."""
    role = step.roles.of(key)
    if role is not None and key not in step.explained:
        step.refuse(_REMOVED.get(role[0], "object_removed"), key, role[1])


def _refuse_by_role(step: Step, key: Key, role: Role) -> None:
    """A node of the page tree that hands down something else is told with the first page it reaches."""
    if role[0] == "page_tree_changed":
        step.refuse("page_changed", key, first_page_below(step.old, key))
    else:
        step.refuse(role[0], key, role[1])
