"""What everything in a made-up municipality is made from: its seed, its ids, its days and its layout."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from random import Random
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from armkrok.kit.days import today
from armkrok.simulators.ss12000.layout import Layout, lay_out
from armkrok.simulators.ss12000.names import plain

Json = dict[str, Any]
YEAR = 8
"""The school year in which the demo's people are found."""


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody employed at the first school, by name: the demo's people are found in the roster."""

    given_name: str
    surname: str
    number: str
    role: str


@dataclass(frozen=True, slots=True)
class Ground:
    """A municipality before there is anybody in it."""

    town: str
    seed: int
    year: int
    layout: Layout
    known: tuple[Known, ...]
    parent: Known | None
    space: UUID = field(repr=False)

    @classmethod
    def of(
        cls,
        pupils: int,
        seed: int,
        year: int | None,
        town: str,
        schools: Sequence[str],
        known: Sequence[Known],
        parent: Known | None,
    ) -> Ground:
        """Laid out. Without a `year` it is the school year that runs, with a new one from July."""
        day = today()
        began = year if year is not None else day.year - (day.month < 7)
        layout = lay_out(pupils, seeded(seed), schools)
        space = uuid5(NAMESPACE_URL, f"urn:armkrok:municipality:{town}:{seed}")
        return cls(town, seed, began, layout, tuple(known), parent, space)

    @property
    def class_teacher(self) -> int | None:
        """The number of the first known teacher, who has the first school's classes in YEAR."""
        return next((place for place, one in enumerate(self.known) if one.role == "Lärare"), None)

    @property
    def child(self) -> int | None:
        """The number of the known parent's child: the first pupil of those classes."""
        found = (one.first for one in self.layout.classes if (one.school, one.year) == (0, YEAR))
        return next(found, None) if self.parent else None

    @property
    def starts(self) -> date:
        """The first day of the school year."""
        return date(self.year, 7, 1)

    @property
    def ends(self) -> date:
        """Its last day."""
        return date(self.year + 1, 6, 30)

    @property
    def code(self) -> str:
        """The municipality's code: one that no municipality has."""
        return f"99{self.seed % 100:02d}"

    @property
    def domain(self) -> str:
        """Of everybody's address."""
        return f"{plain(self.town)}.example"

    def id_of(self, kind: str, number: object) -> str:
        """The id of an object: a version 5 UUID, in small letters."""
        return str(uuid5(self.space, f"{kind}:{number}"))

    def unit(self, school: int) -> str:
        """The id of a school's unit."""
        return self.id_of("unit", school)


def seeded(*of: object) -> Random:
    """Random numbers that are the same each time."""
    return Random(":".join(map(str, of)))  # noqa: S311  (nothing secret is made of them)
