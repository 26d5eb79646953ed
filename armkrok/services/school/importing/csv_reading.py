"""CSV files in the shape of SS 12000:2020: one file for each kind, columns named as its attributes.

The columns are written down in docs/school-import.md. Other columns are left unread.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields
from typing import Any

from django.utils.translation import gettext as _

from armkrok.services.school.importing import records as told
from armkrok.services.school.importing.delimited import Row, Text, plain, read
from armkrok.services.school.importing.records import Reading, Record, SourceFailed, Unreadable


@dataclass(frozen=True)
class Sheet:
    """A kind of file: what it is called, its columns, and the record that a row becomes.

    `unread` knows what else a row had to do with that can't be read, when its ids do not tell.
    """

    record: type
    kind: str
    names: tuple[str, ...]
    columns: dict[str, tuple[str, ...]]
    needed: tuple[str, ...]
    make: Callable[[dict[str, str], int], Iterator[Record]]
    unread: Callable[[Unreadable], Unreadable] = lambda row: row


DAYS = {"start_on": ("startDate", "startdatum"), "end_on": ("endDate", "slutdatum")}


def _plainly(record: Any) -> Callable[[dict[str, str], int], Iterator[Record]]:
    """Rows whose keys are the record's own fields."""

    must = {one.name for one in fields(record) if one.default is MISSING}

    def make(cells: dict[str, str], line: int) -> Iterator[Record]:
        yield record(**{key: value for key, value in cells.items() if value or key in must}, line=line)

    return make


def _unit(cells: dict[str, str], line: int) -> Iterator[Record]:
    types = tuple(cells.pop("school_types", "").replace("|", " ").replace(",", " ").split())
    yield told.UnitRecord(**cells, school_types=types, line=line)


SHEETS = (
    Sheet(
        told.UnitRecord, "SchoolUnit", ("organisations", "organisation", "schoolunits"),
        {
            "source_id": ("id",), "kind": ("organisationType",), "name": ("displayName", "name"),
            "parent": ("parentOrganisation",), "code": ("schoolUnitCode",),
            "school_types": ("schoolTypes",), "municipality_code": ("municipalityCode",),
        },
        ("source_id", "kind", "name"), _unit,
    ),
    Sheet(
        told.PersonRecord, "RosterPerson", ("persons", "person", "people"),
        {
            "source_id": ("id",), "given_name": ("givenName",), "surname": ("familyName",),
            "eppn": ("eduPersonPrincipalName", "eduPersonPrincipalNames", "eppn"),
            "email": ("email", "emails"), "number": ("civicNo", "civicno.value"),
            "birth_date": ("birthDate",), "sex": ("sex",), "marking": ("securityMarking",),
            "status": ("personStatus",),
        },
        ("source_id", "given_name", "surname"), _plainly(told.PersonRecord),
    ),
    Sheet(
        told.EnrolmentRecord, "Enrolment", ("enrolments", "enrolment"),
        {
            "pupil": ("person", "personId"), "unit": ("enroledAt", "enrolledAt"),
            "school_type": ("schoolType",), "school_year": ("schoolYear",),
            "programme": ("programme", "educationCode"), **DAYS,
        },
        ("pupil", "unit", "school_type"), _plainly(told.EnrolmentRecord),
    ),
    Sheet(
        told.ResponsibleRecord, "Responsible", ("responsibles", "responsible"),
        {"pupil": ("person", "personId", "pupil"), "adult": ("responsible", "adult"),
         "relation": ("relationType",)},
        ("pupil", "adult"), _plainly(told.ResponsibleRecord),
    ),
    Sheet(
        told.DutyRecord, "Duty", ("duties", "duty"),
        {
            "source_id": ("id",), "person": ("person", "personId"), "unit": ("dutyAt",),
            "role": ("dutyRole",), "signature": ("signature",), **DAYS,
        },
        ("source_id", "person", "unit", "role"), _plainly(told.DutyRecord),
    ),
    Sheet(
        told.AssignmentRecord, "Assignment", ("assignmentRoles", "assignmentRole"),
        {"duty": ("duty",), "group": ("group",), "role": ("assignmentRoleType",), **DAYS},
        ("duty", "group", "role"), _plainly(told.AssignmentRecord),
    ),
    Sheet(
        told.GroupRecord, "PupilGroup", ("groups", "group"),
        {
            "source_id": ("id",), "name": ("displayName",), "kind": ("groupType",), "unit": ("organisation",),
            "school_type": ("schoolType",), **DAYS,
        },
        ("source_id", "name", "kind", "unit"), _plainly(told.GroupRecord),
    ),
    Sheet(
        told.MembershipRecord, "Membership", ("groupMemberships", "memberships"),
        {"group": ("group",), "pupil": ("person", "personId"), **DAYS},
        ("group", "pupil"), _plainly(told.MembershipRecord),
    ),
    Sheet(
        told.ActivityRecord, "Activity", ("activities", "activity"),
        {
            "source_id": ("id",), "name": ("displayName",), "unit": ("organisation",),
            "kind": ("activityType",), "subject_code": ("subjectCode",), "subject_name": ("subjectName",),
            "parent": ("parentActivity",), **DAYS,
        },
        ("source_id", "name", "unit"), _plainly(told.ActivityRecord),
    ),
    Sheet(
        told.ActivityGroupRecord, "ActivityGroup", ("activityGroups",),
        {"activity": ("activity",), "group": ("group",)},
        ("activity", "group"), _plainly(told.ActivityGroupRecord),
    ),
    Sheet(
        told.TeachingRecord, "Teaching", ("activityTeachers", "teachers"),
        {"activity": ("activity",), "duty": ("duty",), **DAYS},
        ("activity", "duty"), _plainly(told.TeachingRecord),
    ),
)  # fmt: skip


def reading(texts: Sequence[Text]) -> Reading:
    """What the files tell; raises SourceFailed when none of them is known by its name."""
    found = found_sheets(texts, {name: sheet for sheet in SHEETS for name in sheet.names})
    return Reading(records(found), covers=frozenset(sheet.record for _text, sheet in found))


def found_sheets(texts: Sequence[Text], known: Mapping[str, Sheet]) -> list[tuple[Text, Sheet]]:
    """The files with what they are, by their names without folder and ending."""
    by_name = {plain(name): sheet for name, sheet in known.items()}
    found = []
    for text in texts:
        sheet = by_name.get(plain(text.name.rsplit("/", 1)[-1].partition(".")[0]))
        if sheet:
            found.append((text, sheet))
    if not found:
        names = ", ".join(dict.fromkeys(f"{sheet.names[0]}.csv" for sheet in known.values()))
        raise SourceFailed(_("Ingen av filerna heter som väntat. Väntade namn: {names}.").format(names=names))
    return found


def records(found: Sequence[tuple[Text, Sheet]]) -> Iterator[Record]:
    """What the rows of the files become, and the rows that cannot be read."""
    for text, sheet in found:
        for row in read(text, sheet.kind, sheet.columns, sheet.needed):
            if isinstance(row, Row):
                yield from sheet.make(row.cells, row.line)
            else:
                yield sheet.unread(row)
