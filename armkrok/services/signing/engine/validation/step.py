"""One revision against the one before it: what was written anew, what is explained, what is refused."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from pikepdf import Array, Dictionary, Object, Pdf

from armkrok.services.signing.engine.validation.objects import Key
from armkrok.services.signing.engine.validation.permissions import UNLIMITED, Permissions
from armkrok.services.signing.engine.validation.roles import Roles


@dataclass(frozen=True)
class Refusal:
    """Something that may not be added: its kind and, if it can be told, its page (from 1)."""

    kind: str
    page: int | None = None


@dataclass
class Step:
    """Everything the rules need, and what they find.

    ``changed`` are old objects that were written anew. ``approved`` are new signature fields and their
    widgets, which a page may therefore show.
    """

    old: Pdf
    new: Pdf
    permissions: Permissions = UNLIMITED
    changed: set[Key] = field(default_factory=set)
    kinds: set[str] = field(default_factory=set)
    explained: set[Key] = field(default_factory=set)
    approved: set[Key] = field(default_factory=set)
    refused: list[Refusal] = field(default_factory=list)

    @cached_property
    def known(self) -> frozenset[Key]:
        """Objects that were there before."""
        return frozenset(self.old.get_xref_table())

    @cached_property
    def roles(self) -> Roles:
        """What the old revision's objects are; worked out when first needed."""
        return Roles(self.old)

    def allow(self, kind: str, *keys: Key) -> None:
        """Explain changed objects by something that may be added."""
        self.kinds.add(kind)
        self.explained.update(keys)

    def refuse(self, kind: str, key: Key | None = None, page: int | None = None) -> None:
        """Note something that may not be added."""
        role = self.roles.of(key) if key and page is None else None
        self.refused.append(Refusal(kind, role[1] if role else page))
        if key:
            self.explained.add(key)

    def explain(self, *holders: object) -> None:
        """Take changed objects as dealt with, their new content being judged elsewhere."""
        self.explained.update(one.objgen for one in holders if isinstance(one, Object) and one.is_indirect)

    def is_new(self, value: Object) -> bool:
        """Whether a value was made in this revision: a new object, or one that is written in its holder."""
        return not value.is_indirect or value.objgen not in self.known

    def page_of_widget(self, widget: Object) -> int | None:
        """The page of the new revision that shows a widget, from 1."""
        for number, page in enumerate(self.new.pages, 1):
            shown = page.obj.get("/Annots")
            if isinstance(shown, Array) and any(_is(one, widget) for one in shown):
                return number
        return None


def _is(one: object, other: Object) -> bool:
    return isinstance(one, Dictionary) and one.is_indirect and one.objgen == other.objgen
