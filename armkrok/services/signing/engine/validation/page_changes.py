"""Pages: their number and order, what each holds, what hangs on it, and the structure for screen readers."""

from __future__ import annotations

from pikepdf import Array, Dictionary, Name, Object, Pdf

from armkrok.services.signing.engine.validation.objects import (
    Key,
    added_members,
    differing,
    members,
    reference_text,
)
from armkrok.services.signing.engine.validation.step import Step

_HARMLESS = frozenset({"/Annots", "/Tabs", "/StructParents", "/LastModified", "/PieceInfo"})
_MOST_PARENTS = 40
_STRUCTURE = frozenset({"/K", "/ParentTree", "/ParentTreeNextKey", "/Nums", "/Kids", "/Limits"})
_PARTS = {
    "/Contents": "page_content_changed",
    "/Resources": "page_content_changed",
    "/AA": "action_changed",
}


def judge_page_list(step: Step) -> None:
    """Pages that came, went or changed places. Numbers are from 1, of the revision that shows the page."""
    old, new = _page_keys(step.old), _page_keys(step.new)
    gone, come = set(old) - set(new), set(new) - set(old)
    for kind, keys, listed in (("pages_removed", gone, old), ("pages_added", come, new)):
        for key in sorted(keys, key=listed.index):
            step.refuse(kind, page=listed.index(key) + 1)
    if len(new) != len(set(new)) and len(old) == len(set(old)):
        step.refuse("pages_added", page=next(n for n, key in enumerate(new, 1) if new.index(key) != n - 1))
    kept_old, kept_new = [one for one in old if one in set(new)], [one for one in new if one in set(old)]
    if kept_old != list(dict.fromkeys(kept_new)):
        moved = next(pair[1] for pair in zip(kept_old, kept_new, strict=False) if pair[0] != pair[1])
        step.refuse("pages_reordered", page=new.index(moved) + 1)
    if gone or come or kept_old != kept_new:
        step.explained.update(_tree(step.old) & step.changed)


def _page_keys(pdf: Pdf) -> list[Key]:
    return [page.obj.objgen for page in pdf.pages]


def _tree(pdf: Pdf) -> set[Key]:
    """The nodes of the page tree, without the pages."""
    found: set[Key] = set()
    waiting = [pdf.Root.get("/Pages")]
    while waiting:
        one = waiting.pop()
        if isinstance(one, Dictionary) and one.get("/Type") != Name.Page and one.objgen not in found:
            found.add(one.objgen)
            kids = one.get("/Kids")
            if isinstance(kids, Array):
                found |= {kids.objgen} if kids.is_indirect else set()
                waiting += list(kids)
    return found


def first_page_below(pdf: Pdf, node: Key) -> int | None:
    """The number (from 1) of the first page that inherits from a node of the page tree."""
    for number, page in enumerate(pdf.pages, 1):
        above = page.obj.get("/Parent")
        for _ in range(_MOST_PARENTS):
            if not isinstance(above, Dictionary):
                break
            if above.objgen == node:
                return number
            above = above.get("/Parent")
    return None


def judge_page(step: Step, key: Key, old: Object, new: Object) -> bool:
    """A page that was written anew: it may only have gained approved fields."""
    if old.get("/Type") != Name.Page:
        return False
    number = _number(step, key)
    differences = differing(old, new)
    if new.get("/Type") != Name.Page:
        step.refuse("page_changed", key, number)
        return True
    for kind in sorted({_kind_of_part(step, one, old, new) for one in differences - _HARMLESS}):
        step.refuse(kind, key, number)
    if "/StructParents" in differences and "/StructParents" in old:
        step.refuse("structure_changed", key, number)
    if "/Annots" in differences:
        judge_annotations(step, number, old.get("/Annots"), new.get("/Annots"))
        step.explain(old.get("/Annots"), new.get("/Annots"))
    step.explained.add(key)
    return True


def _number(step: Step, key: Key) -> int | None:
    role = step.roles.of(key)
    return role[1] if role else None


def _kind_of_part(step: Step, part: str, old: Object, new: Object) -> str:
    if part == "/Resources":
        before, after = old.get(part), new.get(part)
        if isinstance(before, Dictionary) and isinstance(after, Dictionary):
            only = differing(before, after)
            return {frozenset({"/Font"}): "font_changed"}.get(frozenset(only), "page_content_changed")
    return _PARTS.get(part, "page_changed")


def judge_annotations(step: Step, page: int | None, old: object, new: object) -> bool:
    """A page's annotations may only have gained widgets of approved fields, or fields' widgets moved none."""
    before, after = members(old), members(new)
    added = [one for one in (new if isinstance(new, Array) else ()) if reference_text(one) not in before]
    refused = [one for one in added if not _approved(step, one)]
    for one in refused:
        step.refuse(_kind_added(one), page=page)
    removed = [one for one in before if one not in after]
    if removed:
        step.refuse("annotation_removed", page=page)
    elif not refused and added_members(old, new) is None:
        step.refuse("annotation_changed", page=page)
    return True


def _approved(step: Step, one: object) -> bool:
    return isinstance(one, Object) and one.is_indirect and one.objgen in step.approved


def _kind_added(one: object) -> str:
    widget = isinstance(one, Dictionary) and one.get("/Subtype") == Name.Widget
    return "field_added" if widget else "annotation_added"


def judge_annotation_list(step: Step, key: Key, old: Object, new: Object) -> bool:
    """An array that is some page's annotations."""
    owners = [
        number
        for number, page in enumerate(step.old.pages, 1)
        if isinstance(page.obj.get("/Annots"), Array) and page.obj.Annots.objgen == key
    ]
    if not owners:
        return False
    judge_annotations(step, owners[0], old, new)
    step.explained.add(key)
    return True


def judge_structure(step: Step, key: Key, old: Object, new: Object) -> bool:
    """The structure may grow where an approved field was added; nothing in it may go or move."""
    role = step.roles.of(key)
    if role is None or role[0] != "structure_changed" or not step.approved:
        return False
    if isinstance(old, Array):
        grown = added_members(old, new) is not None
    else:
        differences = differing(old, new)
        grown = differences <= _STRUCTURE and all(
            _has_grown(one, old.get(one), new.get(one)) for one in differences
        )
    if grown:
        step.allow("structure_extended", key)
    return grown


def _has_grown(key: str, old: object, new: object) -> bool:
    if isinstance(new, Array) and not isinstance(old, Array):
        return old is None or reference_text(old) in members(new)
    if isinstance(old, Array) and isinstance(new, Array):
        return added_members(old, new) is not None or len(old) == len(new) == 2  # /Limits
    counter = key == "/ParentTreeNextKey" and isinstance(old, int) and isinstance(new, int)
    return old is None or (counter and new >= old)  # type: ignore[operator]
