"""How a made-up municipality is laid out: schools, classes and how many work there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from random import Random
from typing import Final

from armkrok.simulators.ss12000.names import ENDINGS, PROGRAMMES, SCHOOLS

CLASS: Final = 25
LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
PUPILS_PER_TEACHER: Final = 12
UPPER_FROM: Final = 1_500
"""From so many pupils the municipality has an upper secondary school of its own."""
UPPER_SHARE: Final = 0.19
STAGES: Final = {"F–9": range(10), "F–6": range(7), "7–9": range(7, 10)}


@dataclass(frozen=True, slots=True)
class Class:
    """A class: its pupils are those numbered from `first`, `size` of them."""

    number: int
    school: int
    name: str
    year: int
    school_type: str
    programme: str
    first: int
    size: int


@dataclass(frozen=True, slots=True)
class School:
    """A school with one unit. Its classes and teachers are numbered on from `first_…`."""

    number: int
    name: str
    school_type: str
    years: range
    first_class: int
    classes: int
    first_teacher: int
    teachers: int


@dataclass
class Layout:
    """Every school and class of a municipality with so many pupils."""

    schools: list[School] = field(default_factory=list)
    classes: list[Class] = field(default_factory=list)
    pupils: int = 0
    teachers: int = 0


def lay_out(pupils: int, random: Random, first_names: Sequence[str] = ()) -> Layout:
    """Schools of realistic size for exactly so many pupils, one teacher for every twelve, rounded up."""
    upper = round(pupils * UPPER_SHARE) if pupils >= UPPER_FROM else 0
    made = Layout()
    names = _names(random, first_names)
    ordinary = 380 if pupils >= UPPER_FROM else 250
    for part, typical, is_upper in ((pupils - upper, ordinary, False), (upper, 800, True)):
        for wanted, stage in _sizes(part, typical, random, is_upper=is_upper):
            _add_school(made, wanted, stage, next(names), random, is_upper=is_upper)
    return made


def _names(random: Random, first: Sequence[str]) -> Iterator[str]:
    yield from first
    taken = set(first)
    places = [place + ending for ending in ENDINGS for place in SCHOOLS]
    random.shuffle(places)
    yield from (one for one in places if one not in taken)
    yield from (f"{place} {number}" for number in range(2, 99) for place in places)


def _sizes(part: int, typical: int, random: Random, *, is_upper: bool) -> list[tuple[int, str]]:
    """(pupils, stage) of each school, together `part` pupils."""
    if not part:
        return []
    count = max(1, round(part / typical))
    weights = [random.uniform(0.45, 1.55) for _ in range(count)]
    ends = [round(part * share / sum(weights)) for share in accumulate(weights)]
    stages = random.choices(tuple(STAGES), (5, 4, 2), k=count)
    stages[0] = "F–9"  # so that even the smallest has every year
    sizes = [end - start for start, end in zip([0, *ends], ends, strict=False)]
    return [(size, "GY" if is_upper else stage) for size, stage in zip(sizes, stages, strict=True) if size]


def _add_school(made: Layout, wanted: int, stage: str, name: str, random: Random, *, is_upper: bool) -> None:
    years = range(1, 4) if is_upper else STAGES[stage]
    number, first_class = len(made.schools), len(made.classes)
    for place, size in enumerate(_class_sizes(wanted, random)):
        year, parallel = years[place % len(years)], place // len(years)
        made.classes.append(_class(made, number, size, year, parallel, is_upper=is_upper))
        made.pupils += size
    teachers = -(-made.pupils // PUPILS_PER_TEACHER) - made.teachers
    school_type = "GY" if is_upper else "GR"
    count = len(made.classes) - first_class
    made.schools.append(School(number, name, school_type, years, first_class, count, made.teachers, teachers))
    made.teachers += teachers


def _class(made: Layout, school: int, size: int, year: int, parallel: int, *, is_upper: bool) -> Class:
    letter = LETTERS[parallel // len(PROGRAMMES) if is_upper else parallel]
    programme = PROGRAMMES[parallel % len(PROGRAMMES)] if is_upper else ""
    if is_upper:
        name, kind = f"{programme}{year}{letter}", "GY"
    elif year == 0:
        name, kind = f"F{letter}", "FKLASS"
    else:
        name, kind = f"{year}{letter}", "GR"
    return Class(len(made.classes), school, name, year, kind, programme, made.pupils, size)


def _class_sizes(wanted: int, random: Random) -> list[int]:
    """Classes of 25 on the average; what is larger in one is smaller in the next."""
    count = max(1, round(wanted / CLASS))
    ends = [round(wanted * (place + 1) / count) for place in range(count)]
    sizes = [end - start for start, end in zip([0, *ends], ends, strict=False)]
    for place in range(0, count - 1, 2):
        moved = min(random.randint(-4, 4), sizes[place] - 1, sizes[place + 1] - 1)
        sizes[place] -= moved
        sizes[place + 1] += moved
    return [size for size in sizes if size]
