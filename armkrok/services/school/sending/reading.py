"""The roster read for a run: SQL to plain tuples, the long lists through a server-side cursor.

Called in the scope of one organisation; row-level security lets nothing else through. The organisation is
named as well, so that its indexes are used.
"""

import re
from collections.abc import Collection, Iterator
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from armkrok.core.tenants.scope import current_organisation_id
from armkrok.services.school.sending.picture import DutyRow, GroupRow, PersonRow, UnitRow

AT_ONCE = 2000
FIELD, ROW = "\x1f", "\x1e"
"""Between the parts of an enrolment, and between enrolments."""


class TaughtRow(NamedTuple):
    """Somebody who teaches a group, by the roster's activity that says so."""

    group: str
    person: str
    id: str
    name: str
    subject_code: str
    parent: str


class MembersRow(NamedTuple):
    """A group's members by source id, and those of them who are protected as "row id:source id"."""

    group: str
    members: str
    guarded: str


def _dated(sql: str) -> str:
    """The statement with RUNS(alias) written out: what has begun and not ended on the day, both inclusive."""
    begun = r"(\1.start_on IS NULL OR \1.start_on <= %(on)s)"
    unended = r"(\1.end_on IS NULL OR \1.end_on >= %(on)s)"
    return re.sub(r"RUNS\((\w+)\)", f"{begun} AND {unended}", sql)


UNITS = """
SELECT id::text, source_id::text, kind, name, coalesce(parent_id::text, ''), code, school_types,
       municipality_code
FROM school_schoolunit WHERE organisation_id = %(organisation)s AND gone_at IS NULL ORDER BY source_id
"""
GROUPS = _dated("""
SELECT id::text, source_id::text, name, kind, school_type, unit_id::text
FROM school_pupilgroup g
WHERE organisation_id = %(organisation)s AND gone_at IS NULL AND RUNS(g) ORDER BY source_id
""")
WANTED = """
SELECT DISTINCT group_id::text FROM school_wanted
WHERE organisation_id = %(organisation)s AND receiver_id = %(receiver)s AND starts_on <= %(on)s
  AND (ends_on IS NULL OR ends_on >= %(on)s)
"""
TAUGHT = _dated("""
SELECT DISTINCT ag.group_id::text, d.person_id::text, a.source_id::text, a.name, a.subject_code,
       coalesce(a.parent_source_id::text, '')
FROM school_activitygroup ag
JOIN unnest(%(groups)s::uuid[]) chosen (id) ON chosen.id = ag.group_id
JOIN school_activity a ON a.organisation_id = ag.organisation_id AND a.id = ag.activity_id
JOIN school_teaching t ON t.organisation_id = ag.organisation_id AND t.activity_id = a.id
JOIN school_duty d ON d.organisation_id = ag.organisation_id AND d.id = t.duty_id
WHERE ag.organisation_id = %(organisation)s AND a.kind = 'Undervisning' AND a.gone_at IS NULL
  AND d.gone_at IS NULL AND d.person_id IS NOT NULL
  AND RUNS(a) AND RUNS(t) AND RUNS(d)
UNION ALL
SELECT DISTINCT s.group_id::text, d.person_id::text, '', '', '', ''
FROM school_assignment s
JOIN unnest(%(groups)s::uuid[]) chosen (id) ON chosen.id = s.group_id
JOIN school_duty d ON d.organisation_id = s.organisation_id AND d.id = s.duty_id
WHERE s.organisation_id = %(organisation)s AND s.role = 'Mentor' AND d.gone_at IS NULL
  AND d.person_id IS NOT NULL AND RUNS(s) AND RUNS(d)
""")
DUTIES = _dated("""
SELECT d.person_id::text, d.unit_id::text, d.role, d.signature FROM school_duty d
WHERE d.organisation_id = %(organisation)s AND d.gone_at IS NULL AND d.person_id IS NOT NULL
  AND RUNS(d)
ORDER BY d.role <> 'Lärare', d.start_on NULLS FIRST, d.id
""")
PEOPLE = """
SELECT p.id::text, p.source_id::text, p.given_name, p.surname, p.eppn, p.email,
       CASE WHEN %(numbers)s THEN p.civic_sealed END, p.is_protected OR p.marking <> 'Ingen', {columns}
FROM school_rosterperson p
WHERE p.organisation_id = %(organisation)s AND p.gone_at IS NULL AND p.status = 'Aktiv' AND {who}
"""
PLACES = _dated("""
(SELECT string_agg(concat(u.source_id, E'\\x1f', e.school_year, E'\\x1f', e.school_type, E'\\x1f',
                          e.programme),
                   E'\\x1e' ORDER BY u.source_id, e.school_type, e.programme, e.school_year)
 FROM school_enrolment e
 JOIN school_schoolunit u ON u.organisation_id = e.organisation_id AND u.id = e.unit_id
 WHERE e.pupil_id = p.id AND u.gone_at IS NULL AND RUNS(e))
""")
IN_GROUPS = _dated("""
(SELECT string_agg(m.group_id::text, ',') FROM school_membership m
 WHERE m.pupil_id = p.id AND RUNS(m))
""")
PUPILS_OF_GROUPS = _dated("""
p.id IN (SELECT m.pupil_id FROM school_membership m
         JOIN unnest(%(groups)s::uuid[]) chosen (id) ON chosen.id = m.group_id
         WHERE m.organisation_id = %(organisation)s AND RUNS(m))
""")
PUPILS_OUTSIDE = _dated("""
NOT {inside} AND EXISTS (SELECT FROM school_enrolment e WHERE e.pupil_id = p.id AND RUNS(e))
""")
THESE = "p.id = ANY(%(people)s::uuid[])"
MEMBERS = _dated("""
SELECT m.group_id::text, string_agg(DISTINCT p.source_id::text, ',' ORDER BY p.source_id::text),
       coalesce(string_agg(DISTINCT concat(p.id, ':', p.source_id), ',')
                FILTER (WHERE p.is_protected OR p.marking <> 'Ingen'), '')
FROM school_membership m
JOIN unnest(%(groups)s::uuid[]) chosen (id) ON chosen.id = m.group_id
JOIN school_rosterperson p ON p.organisation_id = m.organisation_id AND p.id = m.pupil_id
WHERE m.organisation_id = %(organisation)s AND p.gone_at IS NULL AND p.status = 'Aktiv' AND RUNS(m)
GROUP BY m.group_id
""")


class Reading:
    """Reads on a day; `with_numbers` also personal numbers, sealed."""

    def __init__(self, on: date, *, with_numbers: bool = False) -> None:
        self.values = {"on": on, "numbers": with_numbers}

    def units(self) -> dict[str, UnitRow]:
        """Schools, school units and the authority, by the row's id."""
        return {row[0]: UnitRow._make((*row[:6], tuple(sorted(row[6])), row[7])) for row in self._rows(UNITS)}

    def groups(self) -> Iterator[GroupRow]:
        """Groups that run on the day."""
        return map(GroupRow._make, self._rows(GROUPS))

    def wanted(self, receiver_id: UUID) -> set[str]:
        """Groups that the receiver is to have on the day."""
        return {row[0] for row in self._rows(WANTED, receiver=receiver_id)}

    def taught(self, groups: Collection[str]) -> Iterator[TaughtRow]:
        """Who teaches the groups, or mentors them."""
        return map(TaughtRow._make, self._rows(TAUGHT, groups=list(groups)))

    def duties(self) -> Iterator[tuple[str, str, DutyRow]]:
        """(person, unit, employment), teachers' first and older ones before newer."""
        for person, unit, role, signature in self._rows(DUTIES):
            yield person, unit, DutyRow(role, signature)

    def pupils_of(self, groups: Collection[str]) -> Iterator[PersonRow]:
        """Everybody who is in any of the groups on the day, once."""
        sql = PEOPLE.format(columns=f"{PLACES}, NULL", who=PUPILS_OF_GROUPS)
        return map(PersonRow._make, self._stream(sql, groups=list(groups)))

    def pupils_outside(self, groups: Collection[str]) -> Iterator[PersonRow]:
        """Everybody who is enrolled and in none of the groups on the day."""
        sql = PEOPLE.format(columns=f"{PLACES}, NULL", who=PUPILS_OUTSIDE.format(inside=PUPILS_OF_GROUPS))
        return map(PersonRow._make, self._stream(sql, groups=list(groups)))

    def pupils(self, people: Collection[str]) -> Iterator[PersonRow]:
        """The same of these, with the groups that they are in."""
        sql = PEOPLE.format(columns=f"{PLACES}, {IN_GROUPS}", who=THESE)
        return map(PersonRow._make, self._rows(sql, people=list(people)))

    def staff(self, people: Collection[str]) -> Iterator[PersonRow]:
        """People who are employed."""
        sql = PEOPLE.format(columns="NULL, NULL", who=THESE)
        return map(PersonRow._make, self._stream(sql, people=list(people)))

    def members(self, groups: Collection[str]) -> dict[str, MembersRow]:
        """Pupils of each group on the day, for the groups that have any."""
        return {row[0]: MembersRow._make(row) for row in self._rows(MEMBERS, groups=list(groups))}

    def _bound(self, values: dict[str, Any]) -> dict[str, Any]:
        return {**self.values, **values, "organisation": current_organisation_id()}

    def _rows(self, sql: str, **values: Any) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(sql, self._bound(values))
            found: list[tuple[Any, ...]] = cursor.fetchall()
            return found

    def _stream(self, sql: str, **values: Any) -> Iterator[tuple[Any, ...]]:
        """A few thousand rows at a time; in the caller's transaction."""
        connection.ensure_connection()
        raw: Any = connection.connection
        with raw.cursor(name="sending", binary=True) as cursor:
            cursor.itersize = AT_ONCE
            cursor.execute(sql, self._bound(values))
            yield from cursor
