"""The fifth question: what was added after each signature."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from armkrok.services.signing.engine.validation.differences import Step, compare, revealed
from armkrok.services.signing.engine.validation.objects import Key
from armkrok.services.signing.engine.validation.report import Change, Finding
from armkrok.services.signing.engine.validation.revisions import Revision


@dataclass(frozen=True)
class History:
    """Changes in the order they were made, each with the index of the revision that brought it."""

    changes: tuple[Change, ...]
    made_in: tuple[int, ...]

    def since(self, revision: int) -> Finding:
        """The answer for a signature that covers ``revision``."""
        later = [change for change, made in zip(self.changes, self.made_in, strict=True) if made > revision]
        if any(not change.allowed for change in later):
            return Finding("no", "something_changed")
        return Finding("yes", "only_permitted" if later else "nothing_added")


def history(revisions: Sequence[Revision], signed: Sequence[int | None], trailing: bool) -> History:
    """Compare revision by revision from the first signed one to the last.

    ``signed`` holds each signature's revision; ``trailing`` whether unknown bytes follow the end.
    """
    covered = sorted(index for index in signed if index is not None)
    collected: list[tuple[int, Change]] = []
    if covered:
        first = covered[0]
        last_written: dict[Key, int] = dict.fromkeys(revisions[first].pdf.get_xref_table(), first)
        for index in range(first + 1, len(revisions)):
            step, written = compare(revisions[index - 1].pdf, revisions[index].pdf)
            last_written.update(dict.fromkeys(written, index))
            after = sum(1 for one in covered if one < index)
            collected += [(index, change) for change in _changes(step, after)]
        if _something_revealed(revisions, last_written):
            collected.append((len(revisions), Change(len(covered), "content_revealed", allowed=False)))
    if trailing:
        collected.append((len(revisions), Change(len(covered), "bytes_after_end", allowed=False)))
    return History(tuple(change for _, change in collected), tuple(index for index, _ in collected))


def _changes(step: Step, after: int) -> list[Change]:
    allowed = [Change(after, kind, allowed=True) for kind in sorted(step.kinds)]
    refused = {(kind, _page_of(step, key)) for kind, key in step.refused}
    ordered = sorted(refused, key=lambda one: (one[0], one[1] or 0))
    return allowed + [Change(after, kind, allowed=False, page=page) for kind, page in ordered]


def _page_of(step: Step, key: Key | None) -> int | None:
    """Which page a refused object is, belongs to as content, or hangs on as an annotation."""
    if key is None:
        return None
    for number, page in enumerate(step.old.pages, 1):
        if page.obj.objgen == key:
            return number
        for name in ("/Contents", "/Annots"):
            value = page.obj.get(name)
            if value is None:
                continue
            members = [value] if value.is_indirect else []
            members += list(value) if value._type_name == "array" else []
            if any(getattr(one, "objgen", None) == key for one in members):
                return number
    return None


def _something_revealed(revisions: Sequence[Revision], last_written: dict[Key, int]) -> bool:
    """Whether an object changed its meaning without being written, through a reference that led nowhere."""
    final = revisions[-1].pdf
    by_revision: dict[int, list[Key]] = {}
    for key, index in last_written.items():
        by_revision.setdefault(index, []).append(key)
    return any(
        revealed(revisions[index].pdf, final, keys)
        for index, keys in by_revision.items()
        if index != len(revisions) - 1
    )
