"""What is told on the wire, before it is JSON: one plain value for each of EGIL's types."""

from typing import NamedTuple

COLLECTIONS = {
    "Organisation": "Organisations",
    "SchoolUnitGroup": "SchoolUnitGroups",
    "SchoolUnit": "SchoolUnits",
    "Student": "Users",
    "Teacher": "Users",
    "Employment": "Employments",
    "StudentGroup": "StudentGroups",
    "Activity": "Activities",
}
"""The end of each type's address. Student and Teacher are our names; on the wire both are User."""


class Named(NamedTuple):
    """An Organisation or a SchoolUnitGroup."""

    id: str
    name: str


class SchoolUnit(NamedTuple):
    """A school unit; `organisation` and `group` are ids, or empty."""

    id: str
    name: str
    code: str
    organisation: str
    group: str
    school_types: tuple[str, ...]
    municipality_code: str


class Enrolment(NamedTuple):
    """A pupil's place at a school unit."""

    unit: str
    school_year: int | None
    school_type: str
    programme: str


class User(NamedTuple):
    """A pupil or a teacher. `civic_number` has twelve digits; `is_marked` only when it may be told."""

    id: str
    source: str
    """What pseudonyms of required names are made from."""
    user_name: str
    given_name: str
    surname: str
    email: str
    civic_number: str = ""
    enrolments: tuple[Enrolment, ...] = ()
    is_marked: bool = False


class Employment(NamedTuple):
    """A teacher's employment at a school unit."""

    id: str
    unit: str
    user: str
    role: str
    signature: str


class StudentGroup(NamedTuple):
    """A class or another group; `members` are ids of pupils."""

    id: str
    name: str
    unit: str
    kind: str
    school_type: str
    members: tuple[str, ...]


class Activity(NamedTuple):
    """Teaching of a group; `teachers` are ids of Employments, `parents` of national tests' activities."""

    id: str
    name: str
    unit: str
    groups: tuple[str, ...]
    teachers: tuple[str, ...]
    parents: tuple[str, ...] = ()
