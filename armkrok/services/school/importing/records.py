"""What a reader tells of a source: plain frozen records, with ids, references and days as the text it gave.

Names follow SS 12000:2020. A reader judges nothing but the shape of its file or answer: staging parses ids
and days, and judging says what is wrong with them. Links (enrolments, memberships …) are records of their
own, so that no reader has to hold a whole class in memory; they may come before or after what they link.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from armkrok.services.school.egil.ids import derived


@dataclass(frozen=True, slots=True)
class UnitRecord:
    """Huvudman, Skola or Skolenhet (SS 12000 Organisation). `parent` is another's source_id."""

    source_id: str
    kind: str
    name: str
    parent: str = ""
    code: str = ""
    school_types: tuple[str, ...] = ()
    municipality_code: str = ""
    line: int | None = None


@dataclass(frozen=True, slots=True)
class PersonRecord:
    """A pupil, somebody employed or a guardian. `number` may be written in any usual way, or be none."""

    source_id: str
    given_name: str
    surname: str
    eppn: str = ""
    email: str = ""
    number: str = ""
    birth_date: str = ""
    sex: str = ""
    marking: str = "Ingen"
    status: str = "Aktiv"
    line: int | None = None


@dataclass(frozen=True, slots=True)
class EnrolmentRecord:
    """A pupil's place at a school unit (SS 12000 Person.enrolments)."""

    pupil: str
    unit: str
    school_type: str
    school_year: str = ""
    programme: str = ""
    start_on: str = ""
    end_on: str = ""
    line: int | None = None


@dataclass(frozen=True, slots=True)
class ResponsibleRecord:
    """A guardian or other adult who is responsible of a pupil (SS 12000 Person.responsibles)."""

    pupil: str
    adult: str
    relation: str = "Vårdnadshavare"
    line: int | None = None


@dataclass(frozen=True, slots=True)
class DutyRecord:
    """An employment at a school unit. Without a source_id it is derived from unit and person."""

    source_id: str
    person: str
    unit: str
    role: str
    signature: str = ""
    start_on: str = ""
    end_on: str = ""
    line: int | None = None


@dataclass(frozen=True, slots=True)
class AssignmentRecord:
    """Somebody's part in a group, as Mentor (SS 12000 Duty.assignmentRole)."""

    duty: str
    group: str
    role: str
    start_on: str = ""
    end_on: str = ""
    line: int | None = None


@dataclass(frozen=True, slots=True)
class GroupRecord:
    """A class, or another group of pupils (SS 12000 Group)."""

    source_id: str
    name: str
    kind: str
    unit: str
    school_type: str = ""
    start_on: str = ""
    end_on: str = ""
    line: int | None = None


@dataclass(frozen=True, slots=True)
class MembershipRecord:
    """A pupil's time in a group (SS 12000 Group.groupMemberships)."""

    group: str
    pupil: str
    start_on: str = ""
    end_on: str = ""
    line: int | None = None


@dataclass(frozen=True, slots=True)
class ActivityRecord:
    """Teaching (SS 12000 Activity); the subject is what its syllabus says."""

    source_id: str
    name: str
    unit: str
    kind: str = "Undervisning"
    subject_code: str = ""
    subject_name: str = ""
    parent: str = ""
    start_on: str = ""
    end_on: str = ""
    line: int | None = None


@dataclass(frozen=True, slots=True)
class ActivityGroupRecord:
    """A group that an activity teaches (SS 12000 Activity.groups)."""

    activity: str
    group: str
    line: int | None = None


@dataclass(frozen=True, slots=True)
class TeachingRecord:
    """An employment that teaches an activity (SS 12000 Activity.teachers)."""

    activity: str
    duty: str
    start_on: str = ""
    end_on: str = ""
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Mentioned:
    """Ids that stand together where no record could be made of it: what they lead to, and what ties one of
    them to another, is left as it was."""

    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Something that the reader could make no record of; the rest goes on. `code` is a key of findings.KINDS.

    `what` is shown to an officer: it never holds a personal number, nor a whole line of the source. `ids` are
    all ids that stand in it, as of a Mentioned.
    """

    code: str
    kind: str
    what: str
    object_id: str = ""
    line: int | None = None
    ids: tuple[str, ...] = ()


Record = (
    UnitRecord
    | PersonRecord
    | EnrolmentRecord
    | ResponsibleRecord
    | DutyRecord
    | AssignmentRecord
    | GroupRecord
    | MembershipRecord
    | ActivityRecord
    | ActivityGroupRecord
    | TeachingRecord
    | Unreadable
    | Mentioned
)
OBJECTS = (UnitRecord, PersonRecord, DutyRecord, GroupRecord, ActivityRecord)
"""Records of things that have an id of their own, in the order in which they lean on each other."""
LINKS = (
    EnrolmentRecord,
    ResponsibleRecord,
    AssignmentRecord,
    MembershipRecord,
    ActivityGroupRecord,
    TeachingRecord,
)


@dataclass(frozen=True)
class Reading:
    """A source that has been opened. `records` is iterated once, while the import runs; it is never held.

    A delta tells only what has changed, and in `gone` what has been deleted: ids by the model's name, as
    {"RosterPerson": [...]}. `covers` are the kinds of record that the source tells of at all: nothing of
    another kind is missed. `told_until` is kept with the source when the import has been applied.
    """

    records: Iterable[Record]
    is_delta: bool = False
    gone: Mapping[str, Collection[str]] = field(default_factory=dict)
    covers: frozenset[type] = frozenset((*OBJECTS, *LINKS))
    told_until: datetime | None = None


class SourceFailed(Exception):
    """The source could not be read. The text says why, in Swedish, and holds no personal data."""


def employment_id(unit: str, teacher: str) -> str:
    """The id of an employment that the source has none for, as the EGIL client derives it."""
    return derived(unit.lower(), teacher.lower())


def activity_id(group: str, unit: str) -> str:
    """The id of a group's teaching that the source has none for, as the EGIL client derives it."""
    return derived(group.lower(), unit.lower())
