"""The fifth question: what was added after each signature."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from mmap import mmap

from armkrok.services.signing.engine.validation.differences import compare, revealed
from armkrok.services.signing.engine.validation.objects import Key
from armkrok.services.signing.engine.validation.permissions import Permissions, together
from armkrok.services.signing.engine.validation.report import Change, Finding
from armkrok.services.signing.engine.validation.revisions import Outside, Revision
from armkrok.services.signing.engine.validation.step import Step


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


def history(
    revisions: Sequence[Revision],
    signed: Sequence[int | None],
    permissions: Sequence[Permissions],
    outside: Outside,
    content: mmap,
) -> History:
    """Compare revision by revision from the first signed one to the last.

    ``signed`` holds each signature's revision and ``permissions`` what it allows afterwards; ``outside``
    what lies beside the revisions.
    """
    covered = sorted(index for index in signed if index is not None)
    collected: list[tuple[int, Change]] = []
    if covered:
        first = covered[0]
        last_written: dict[Key, int] = dict.fromkeys(revisions[first].table, first)
        for index in range(first + 1, len(revisions)):
            allowed = together(
                one
                for one, made in zip(permissions, signed, strict=True)
                if made is not None and made < index
            )
            step, written = compare(revisions[index - 1], revisions[index], allowed)
            last_written.update(dict.fromkeys(written, index))
            after = sum(1 for one in covered if one < index)
            collected += [(index, change) for change in _changes(step, after)]
            for page in _covered(step, content, revisions[index - 1]):
                collected.append((index, Change(after, "box_over_content", allowed=True, page=page)))
            if index in outside.skipped_before:
                collected.append((index, Change(after, "revision_skipped", allowed=False)))
        if _something_revealed(revisions, last_written):
            collected.append((len(revisions), Change(len(covered), "content_revealed", allowed=False)))
    if outside.after_end:
        collected.append((len(revisions), Change(len(covered), "bytes_after_end", allowed=False)))
    if outside.before_start:
        collected.append((len(revisions), Change(len(covered), "bytes_before_start", allowed=False)))
    return History(tuple(change for _, change in collected), tuple(index for index, _ in collected))


def _covered(step: Step, content: mmap, before: Revision) -> list[int]:
    """Pages where a new box lies over something. The drawing program is loaded when it is needed."""
    if not step.boxes or step.refused:
        return []
    from armkrok.services.signing.engine.validation.overlap import pages_covered  # noqa: PLC0415 (seldom)

    return list(pages_covered(content[: before.end], step.boxes))


def _changes(step: Step, after: int) -> list[Change]:
    allowed = [Change(after, kind, allowed=True) for kind in sorted(step.kinds)]
    ordered = sorted(set(step.refused), key=lambda one: (one.kind, one.page or 0))
    with_page = {one.kind for one in ordered if one.page}
    told = [one for one in ordered if one.page or one.kind not in with_page]
    return allowed + [Change(after, one.kind, allowed=False, page=one.page) for one in told]


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
