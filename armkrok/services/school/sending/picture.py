"""The roster as a run sees it: rows as plain tuples, and what has been chosen of them.

Kept in memory are groups, teachers and schools, and the ids of pupils; pupils and memberships themselves are
streamed. A run of 140 000 pupils holds some 60 MB of it.
"""

from typing import NamedTuple


class UnitRow(NamedTuple):
    """A school unit, a school or the authority."""

    pk: str
    source_id: str
    kind: str
    name: str
    parent: str
    code: str
    school_types: tuple[str, ...]
    municipality_code: str


class GroupRow(NamedTuple):
    """A group that runs today; `unit` is its row's id."""

    pk: str
    source_id: str
    name: str
    kind: str
    school_type: str
    unit: str


class PersonRow(NamedTuple):
    """A pupil or somebody employed. `places` are enrolments, see reading.places()."""

    pk: str
    source_id: str
    given_name: str
    surname: str
    eppn: str
    email: str
    civic_sealed: bytes | None
    is_guarded: bool
    places: str | None
    groups: str | None


class DutyRow(NamedTuple):
    """An employment that runs today."""

    role: str
    signature: str
