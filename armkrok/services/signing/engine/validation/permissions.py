"""What earlier signatures allow: certification (DocMDP) and locks (FieldMDP); ISO 32000-2, 12.8.2."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pikepdf import Array, Dictionary, Name, Object

_DEFAULT = 2  # ISO 32000-2 table 257: form filling and signing
NOTHING, SIGNING = 1, 2


@dataclass(frozen=True)
class Lock:
    """Fields that may not change: "All", the named ("Include") or all but the named ("Exclude")."""

    action: str
    fields: frozenset[str]

    def holds(self, field: str) -> bool:
        """Whether a field, or a parent of it, is locked."""
        named = any(field == one or field.startswith(one + ".") for one in self.fields)
        return {"All": True, "Include": named, "Exclude": not named}.get(self.action, True)


@dataclass(frozen=True)
class Permissions:
    """Of one signature, or of several together. ``level`` 1 to 3, or None when nothing was certified."""

    level: int | None = None
    locks: tuple[Lock, ...] = ()

    def locked(self, field: str) -> bool:
        """Whether any lock holds a field."""
        return any(lock.holds(field) for lock in self.locks)


UNLIMITED = Permissions()


def together(several: Iterable[Permissions]) -> Permissions:
    """The strictest of all."""
    known = list(several)
    levels = [one.level for one in known if one.level is not None]
    return Permissions(min(levels, default=None), tuple(lock for one in known for lock in one.locks))


def permissions_of(value: Object) -> Permissions:
    """What a signature dictionary says. What is malformed allows nothing."""
    level: int | None = None
    locks: list[Lock] = []
    for method, parameters in _references(value):
        if method == Name.DocMDP:
            level = min(level or 3, _level(parameters))
        elif method == Name.FieldMDP:
            locks.append(_lock(parameters))
            if "/P" in parameters:
                level = min(level or 3, _level(parameters))
    return Permissions(level, tuple(locks))


def _references(value: Object) -> Iterator[tuple[Object | None, Object]]:
    references = value.get("/Reference")
    for one in references if isinstance(references, Array) else ():
        if isinstance(one, Dictionary):
            parameters = one.get("/TransformParams")
            known = parameters if isinstance(parameters, Dictionary) else Dictionary()
            yield one.get("/TransformMethod"), known


def _level(parameters: Object) -> int:
    try:
        level = int(parameters.get("/P", _DEFAULT))
    except (TypeError, ValueError):
        return NOTHING
    return level if level in (1, 2, 3) else NOTHING


def _lock(parameters: Object) -> Lock:
    fields = parameters.get("/Fields")
    names = [str(one) for one in fields] if isinstance(fields, Array) else []
    return Lock(str(parameters.get("/Action", "/All")).lstrip("/"), frozenset(names))
