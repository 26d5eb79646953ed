"""One revision against the one before it: what was written anew, what is explained, what is refused."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import cached_property

from pikepdf import Object, Pdf

from armkrok.services.signing.engine.validation.boxes import Box, pages_of
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

    ``known`` are the objects that were there before, and ``changed`` those of them that were written anew.
    ``approved`` are new signature fields and their widgets, which a page may therefore show.
    ``boxes`` are the new visible boxes with their pages.
    """

    old: Pdf
    new: Pdf
    known: AbstractSet[Key]
    permissions: Permissions = UNLIMITED
    changed: set[Key] = field(default_factory=set)
    kinds: set[str] = field(default_factory=set)
    explained: set[Key] = field(default_factory=set)
    approved: set[Key] = field(default_factory=set)
    refused: list[Refusal] = field(default_factory=list)
    boxes: list[tuple[int, Box]] = field(default_factory=list)

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

    def explain(self, old: object, new: object, role: str = "") -> None:
        """Take a changed object as dealt with, its new content being judged elsewhere.

        Only when the same reference led to it before: an entry that was pointed at something else must not
        excuse that. With ``role`` the object must also have been that to the document, and nothing more.
        """
        if not isinstance(new, Object) or not new.is_indirect or new.objgen not in self.changed:
            return
        if not isinstance(old, Object) or old.objgen != new.objgen:
            return
        found = self.roles.of(new.objgen) if role else None
        if found is None or found[0] == role:
            self.explained.add(new.objgen)

    def is_new(self, value: Object) -> bool:
        """Whether a value was made in this revision: a new object, or one that is written in its holder."""
        return not value.is_indirect or value.objgen not in self.known

    def page_of_widget(self, widget: Object) -> int | None:
        """The page of the new revision that shows a widget, from 1."""
        return next((number for number, _ in pages_of(self.new, widget)), None)
