"""Tables as EGIL clients are fed: schools, pupils, teachers and groups, with lists of ids in cells.

Employments and activities have no ids of their own there; they get those that the EGIL client derives, so
that a municipality can change over without anything being deleted and created anew at its suppliers.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from armkrok.services.school.importing import records as told
from armkrok.services.school.importing.csv_reading import Sheet, found_sheets, records
from armkrok.services.school.importing.delimited import Text
from armkrok.services.school.importing.records import (
    Reading,
    Record,
    Unreadable,
    activity_id,
    employment_id,
)

_PERSON = {
    "source_id": ("id", "externalId", "uuid"),
    "given_name": ("givenName", "name.givenName"),
    "surname": ("familyName", "name.familyName"),
    "eppn": ("userName", "eduPersonPrincipalName"),
    "email": ("email", "emails", "mail"),
    "number": ("civicNo", "personnummer"),
    "marking": ("securityMarking",),
}
_UNIT = ("schoolUnit", "schoolUnits", "enrolments", "owner", "employedAt", "organisation")
LISTS = frozenset(("school_types", "pupils", "units", "groups"))
"""Keys of columns that may hold several values."""


def _of_kind(kind: str) -> Callable[[dict[str, str], int], Iterator[Record]]:
    """Rows of units that all are of a kind."""

    def make(cells: dict[str, str], line: int) -> Iterator[Record]:
        parent = cells.get("parent", "")
        yield told.UnitRecord(cells["source_id"], kind, cells["name"], parent, line=line)

    return make


class _Files:
    """The files of one reading; groups are remembered by their school unit, since teaching needs it."""

    def __init__(self) -> None:
        self.units_told: set[str] = set()
        self.unit_of: dict[str, str] = {}
        self.name_of: dict[str, str] = {}
        self.told: set[str] = set()
        self.unreadable: set[str] = set()

    def sheets(self) -> tuple[Sheet, ...]:
        """Groups are read before the people who are in them."""
        found = (*self._places(), self._classes(), *self._people())
        return tuple(replace(sheet, unread=self.unread) for sheet in found)

    def unread(self, row: Unreadable) -> Unreadable:
        """With the ids of the employments and the teaching that what stands in the row had."""
        self.unreadable.update(row.ids)
        if row.kind == "SchoolUnit":
            self.units_told.update(row.ids)
        ids = set(row.ids)
        here = self.units_told & ids
        for one in row.ids:
            for unit in here | {self.unit_of.get(one, one)} - {one}:
                ids |= {employment_id(unit, one), activity_id(one, unit)}
        return replace(row, ids=tuple(ids))

    def _places(self) -> tuple[Sheet, ...]:
        return (
            Sheet(
                told.UnitRecord, "SchoolUnit", ("organisations", "organisation"),
                {"source_id": ("id", "externalId"), "name": ("displayName",)}, ("source_id", "name"),
                _of_kind("Huvudman"),
            ),
            Sheet(
                told.UnitRecord, "SchoolUnit", ("schoolUnitGroups", "schoolUnitGroup"),
                {"source_id": ("id", "externalId"), "name": ("displayName",), "parent": ("organisation",)},
                ("source_id", "name"),
                _of_kind("Skola"),
            ),
            Sheet(
                told.UnitRecord, "SchoolUnit", ("schoolUnits", "schoolUnit"),
                {
                    "source_id": ("id", "externalId"), "name": ("displayName",),
                    "code": ("schoolUnitCode",), "group": ("schoolUnitGroup",),
                    "organisation": ("organisation",), "school_types": ("schoolTypes",),
                    "municipality_code": ("municipalityCode",),
                },
                ("source_id", "name"), self.units,
            ),
        )  # fmt: skip

    def _classes(self) -> Sheet:
        return Sheet(
            told.GroupRecord, "PupilGroup", ("studentGroups", "studentGroup", "groups"),
            {
                "source_id": ("id", "externalId"), "name": ("displayName",), "unit": _UNIT,
                "kind": ("studentGroupType", "groupType"), "school_type": ("schoolType",),
                "pupils": ("studentMemberships", "students"),
            },
            ("source_id", "name", "unit"), self.groups,
        )  # fmt: skip

    def _people(self) -> tuple[Sheet, ...]:
        return (
            Sheet(
                told.PersonRecord, "RosterPerson", ("students", "student"),
                {
                    **_PERSON, "units": _UNIT, "school_year": ("schoolYear",), "school_type": ("schoolType",),
                    "programme": ("programCode", "programme"), "groups": ("studentGroups", "groups"),
                },
                ("source_id", "given_name", "surname"), self.students,
            ),
            Sheet(
                told.PersonRecord, "RosterPerson", ("teachers", "teacher"),
                {
                    **_PERSON, "units": _UNIT, "role": ("employmentRole",), "signature": ("signature",),
                    "groups": ("studentGroups", "groups"),
                },
                ("source_id", "given_name", "surname"), self.teachers,
            ),
        )  # fmt: skip

    def units(self, cells: dict[str, str], line: int) -> Iterator[Record]:
        types = tuple(_listed(cells.pop("school_types", "")))
        parent = cells.pop("group", "") or cells.pop("organisation", "")
        cells.pop("organisation", None)
        self.units_told.add(cells["source_id"].lower())
        yield told.UnitRecord(kind="Skolenhet", parent=parent, school_types=types, line=line, **cells)

    def groups(self, cells: dict[str, str], line: int) -> Iterator[Record]:
        pupils = _listed(cells.pop("pupils", ""))
        cells["kind"] = cells.get("kind") or "Undervisning"
        group = told.GroupRecord(line=line, **cells)
        self.unit_of[group.source_id.lower()] = group.unit
        self.name_of[group.source_id.lower()] = group.name
        yield group
        for pupil in pupils:
            yield told.MembershipRecord(group.source_id, pupil, line=line)

    def students(self, cells: dict[str, str], line: int) -> Iterator[Record]:
        own = {key: cells.get(key, "") for key in _PERSON}
        yield told.PersonRecord(**own, line=line)
        for unit in _listed(cells.get("units", "")):
            yield told.EnrolmentRecord(
                own["source_id"], unit, cells.get("school_type") or "GR", cells.get("school_year", ""),
                cells.get("programme", ""), line=line,
            )  # fmt: skip
        for group in _listed(cells.get("groups", "")):
            yield told.MembershipRecord(group, own["source_id"], line=line)

    def teachers(self, cells: dict[str, str], line: int) -> Iterator[Record]:
        own = {key: cells.get(key, "") for key in _PERSON}
        teacher = own["source_id"]
        yield told.PersonRecord(**own, line=line)
        for unit in _listed(cells.get("units", "")):
            role, signature = cells.get("role") or "Lärare", cells.get("signature", "")
            yield told.DutyRecord(employment_id(unit, teacher), teacher, unit, role, signature, line=line)
        for group in _listed(cells.get("groups", "")):
            if group.lower() in self.unreadable:
                units = _listed(cells.get("units", ""))
                ids = [(activity_id(group, one), employment_id(one, teacher)) for one in units]
                yield told.Mentioned(tuple(one for pair in ids for one in pair))
            else:
                yield from self._teaching(group, teacher, line)

    def _teaching(self, group: str, teacher: str, line: int) -> Iterator[Record]:
        """A teacher with several employments teaches by the one at the group's own school unit."""
        unit = self.unit_of.get(group.lower(), "")
        activity = activity_id(group, unit)
        if activity not in self.told:
            self.told.add(activity)
            yield told.ActivityRecord(activity, self.name_of.get(group.lower(), ""), unit, line=line)
            yield told.ActivityGroupRecord(activity, group, line=line)
        yield told.TeachingRecord(activity, employment_id(unit, teacher), line=line)


def sheets() -> dict[str, Sheet]:
    """The tables of one reading by their names, in the order in which they are to be read."""
    return {sheet.names[0]: sheet for sheet in _Files().sheets()}


def reading(texts: Sequence[Text]) -> Reading:
    """What the files tell; raises SourceFailed when none of them is known by its name."""
    known = sheets()
    order = list(known)
    found = found_sheets(texts, {name: sheet for sheet in known.values() for name in sheet.names})
    return Reading(
        records(sorted(found, key=lambda pair: order.index(pair[1].names[0]))),
        covers=covers({sheet.names[0] for _text, sheet in found}),
    )


def covers(names: set[str]) -> frozenset[type]:
    """What the tables tell all of. People come from two of them: nobody is missed unless both are here."""
    found: set[type] = set()
    if {"organisations", "schoolUnits"} & names:
        found.add(told.UnitRecord)
    if "studentGroups" in names:
        found.add(told.GroupRecord)
    if {"students", "teachers"} <= names:
        found.add(told.PersonRecord)
    if "students" in names:
        found |= {told.EnrolmentRecord, told.MembershipRecord}
    if "teachers" in names:
        found |= {told.DutyRecord, told.ActivityRecord, told.ActivityGroupRecord, told.TeachingRecord}
    return frozenset(found)


def _listed(cell: str) -> list[str]:
    """Ids in a cell, with blanks, commas, semicolons or bars between them; each once."""
    return list(dict.fromkeys(cell.replace(",", " ").replace("|", " ").replace(";", " ").split()))
