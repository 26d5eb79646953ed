"""A made-up municipality as SS 12000:2020 objects, made while they are asked for.

The same pupils, seed and year give the same municipality, with the same ids. Per 25 pupils there are a class
and two teaching groups, an activity for each group, and per 12 pupils a teacher with one duty: some 1.41
objects a pupil, which is what suppliers are measured by.

Personal numbers are Skatteverket's published test numbers only, each used once; whoever comes after the last
one with the right birth year has a birth date and no number.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from armkrok.simulators.ss12000 import teaching
from armkrok.simulators.ss12000.ground import Ground, Json, Known
from armkrok.simulators.ss12000.people import People

__all__ = ["KINDS", "Json", "Known", "Municipality"]
KINDS: Final = ("organisations", "persons", "duties", "groups", "syllabuses", "activities")
"""The collections that have something in them, in an order where references point backwards."""


class Municipality:
    """So many pupils, and all that belongs to them.

    `year` is the autumn in which the school year began. `first_schools` and `known` name schools, and staff
    at the first of them, that must be there; `parent` has a child there. With `guardians` each
    pupil has one or two, without numbers.
    """

    def __init__(
        self,
        pupils: int,
        seed: int = 1,
        *,
        year: int | None = None,
        town: str = "Sundby",
        first_schools: Sequence[str] = (),
        known: Sequence[Known] = (),
        parent: Known | None = None,
        guardians: bool = False,
    ) -> None:
        self.ground = Ground.of(pupils, seed, year, town, first_schools, known, parent)
        self.has_guardians = guardians

    def objects(self) -> Iterator[tuple[str, Json]]:
        """(collection, object) for everything, each with its meta: a second between one and the next."""
        told = datetime(self.ground.year, 6, 15, 4, tzinfo=UTC)
        parts = (self.organisations, self.persons, self.duties, self.groups, self.syllabuses, self.activities)
        number = 0
        for kind, part in zip(KINDS, parts, strict=True):
            for one in part():
                moment = (told + timedelta(seconds=number)).isoformat(timespec="milliseconds")
                yield kind, {**one, "meta": {"created": moment, "modified": moment}}
                number += 1

    def organisations(self) -> Iterator[Json]:
        """The authority, then each school followed by its unit."""
        ground, authority = self.ground, self.ground.id_of("authority", 0)
        yield {
            "id": authority,
            "displayName": f"{ground.town} kommun",
            "organisationType": "Huvudman",
            "municipalityCode": ground.code,
        }
        for school in ground.layout.schools:
            parent = ground.id_of("school", school.number)
            yield {
                "id": parent,
                "displayName": school.name,
                "organisationType": "Skola",
                "parentOrganisation": {"id": authority},
            }
            types = ["FKLASS", "GR"] if 0 in school.years else [school.school_type]
            yield {
                "id": ground.unit(school.number),
                "displayName": school.name,
                "organisationType": "Skolenhet",
                "parentOrganisation": {"id": parent},
                "schoolUnitCode": f"{ground.code}{school.number + 1:04d}",
                "schoolTypes": types,
                "municipalityCode": ground.code,
                "startDate": "2001-07-01",
            }

    def persons(self) -> Iterator[Json]:
        """Teachers, pupils and guardians."""
        return People(self.ground, guardians=self.has_guardians).everybody()

    def duties(self) -> Iterator[Json]:
        """One for each teacher."""
        return teaching.duties(self.ground)

    def groups(self) -> Iterator[Json]:
        """Classes and teaching groups."""
        return teaching.groups(self.ground)

    def syllabuses(self) -> Iterator[Json]:
        """Subjects and courses."""
        return teaching.syllabuses(self.ground)

    def activities(self) -> Iterator[Json]:
        """One for each group."""
        return teaching.activities(self.ground)
