"""Walking the entries of PDF dictionaries."""

from __future__ import annotations

from collections.abc import Collection

from pikepdf import Dictionary, Object


def names_of(holder: Object) -> list[str]:
    """The names of a dictionary's entries, with their slash; a list, so entries may be removed meanwhile."""
    names: list[str] = [str(name) for name in holder.keys()]  # noqa: SIM118 (iteration gives objects)
    return names


def keep_only(holder: Object, wanted: Collection[str]) -> None:
    """Remove every entry that is not wanted."""
    for name in names_of(holder):
        if name not in wanted:
            del holder[name]


def without(holder: Object, *unwanted: str) -> Dictionary:
    """A direct copy of a dictionary without some entries."""
    return Dictionary({name: holder[name] for name in names_of(holder) if name not in unwanted})
