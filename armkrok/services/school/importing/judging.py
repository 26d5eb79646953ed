"""What the staged rows say of each other and of the roster: who is known, who is gone, what leads nowhere.

Afterwards there are, for each kind of object, `present_…` (id at the source and row of everything that will
be in the roster) and `gone_…` (what the source no longer has), and for each kind of link `real_…` (links
whose both ends are present). Nothing in the roster has been touched.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.backends.utils import CursorWrapper
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from armkrok.services.school.importing.findings import MOST_EACH, Findings
from armkrok.services.school.importing.parsing import an_id
from armkrok.services.school.importing.tables import DAYS, LINKS, OBJECTS, Links, Objects
from armkrok.services.school.queries.fault_words import WORDS

Facts = dict[str, UUID | date | str | list[str] | None]
"""Parameters of a statement."""


@dataclass(frozen=True)
class Case:
    """One import: whose it is, of which day, and how much of the roster it speaks for."""

    organisation_id: UUID
    source_id: UUID
    day: date
    is_delta: bool
    covers: frozenset[type]
    gone: Mapping[str, Collection[str]]

    @property
    def facts(self) -> Facts:
        """Parameters of the statements."""
        return {"organisation": self.organisation_id, "source": self.source_id, "day": self.day}


def judge(cursor: CursorWrapper, case: Case, findings: Findings) -> None:
    """Find out all of it, and note what is wrong."""
    _twice(cursor, findings)
    for table in OBJECTS:
        _know(cursor, case, table)
    for table in OBJECTS:
        _miss(cursor, case, table)
        _lean(cursor, table, findings)
        _be_present(cursor, case, table)
        if table.kind == "SchoolUnit":
            _find_parents(cursor, findings)
    for link in LINKS:
        _tie(cursor, link, findings)


def report(
    cursor: CursorWrapper,
    findings: Findings,
    code: str,
    kind: str,
    what: str | Promise,
    sql: str,
    **facts: date,
) -> None:
    """Note a fault for each (id, line) that the query gives; beyond the kept ones they are only counted."""
    cursor.execute(f"SELECT * FROM ({sql}) AS found LIMIT {MOST_EACH}", facts or None)
    rows = [(str(one), line) for one, line in cursor.fetchall()]
    findings.add_rows(code, kind, what, rows)
    if len(rows) == MOST_EACH:
        cursor.execute(f"SELECT count(*) FROM ({sql}) AS found", facts or None)
        findings.totals[code] += cursor.fetchone()[0] - len(rows)


def remake(cursor: CursorWrapper, name: str, sql: str, facts: Facts | None = None) -> None:
    """A temporary table of what the query gives."""
    cursor.execute(f"DROP TABLE IF EXISTS pg_temp.{name}")
    cursor.execute(f"CREATE TEMPORARY TABLE {name} ON COMMIT DROP AS {sql}", facts)
    cursor.execute(f"ANALYZE {name}")


def _twice(cursor: CursorWrapper, findings: Findings) -> None:
    """An id is unique over all kinds (the EGIL profile); all that share one are withheld."""
    every = " UNION ALL ".join(f"SELECT id FROM {one.stage}" for one in OBJECTS)
    remake(cursor, "twice", f"SELECT id FROM ({every}) AS one GROUP BY id HAVING count(*) > 1")
    for table in OBJECTS:
        what = _("Samma id står på flera rader.")
        sql = f"SELECT id, line FROM {table.stage} WHERE id IN (SELECT id FROM twice) ORDER BY id, line"
        report(cursor, findings, "duplicate_id", table.kind, what, sql)
        cursor.execute(f"UPDATE {table.stage} SET fault = true WHERE id IN (SELECT id FROM twice)")


def _know(cursor: CursorWrapper, case: Case, table: Objects) -> None:
    """Rows that the roster has already keep their own id."""
    cursor.execute(
        f"UPDATE {table.stage} s SET row_id = r.id, is_known = true, is_gone = r.gone_at IS NOT NULL "
        f"FROM {table.table} r WHERE r.organisation_id = %(organisation)s AND r.source_id = s.id",
        case.facts,
    )
    cursor.execute(f"CREATE INDEX ON {table.stage} (id)")
    cursor.execute(f"ANALYZE {table.stage}")


def _miss(cursor: CursorWrapper, case: Case, table: Objects) -> None:
    """What the source had and has no longer. What is there but faulty, or can't be read, is not gone."""
    if case.is_delta:
        whose = "r.source_id = ANY(%(ids)s::uuid[])"
    else:
        whose = "r.told_by_id = %(source)s" if table.record in case.covers else "false"
    ids = [one for one in map(an_id, case.gone.get(table.kind, ())) if one]
    remake(
        cursor,
        f"gone_{table.kind.lower()}",
        f"SELECT r.id AS row_id FROM {table.table} r WHERE r.organisation_id = %(organisation)s "
        f"AND r.gone_at IS NULL AND {whose} "
        f"AND NOT EXISTS (SELECT FROM {table.stage} s WHERE s.id = r.source_id) "
        "AND NOT EXISTS (SELECT FROM stage_mentioned m WHERE m.id = r.source_id)",
        {**case.facts, "ids": ids},
    )


def _lean(cursor: CursorWrapper, table: Objects, findings: Findings) -> None:
    """What a row must lean on has to be present; else the row is withheld."""
    for name, other, _must in table.refs:
        if other == table.kind:
            continue
        cursor.execute(
            f"UPDATE {table.stage} s SET {name}_row = p.row_id FROM present_{other.lower()} p "
            f"WHERE p.id = s.{name}"
        )
        broken = f"{name} IS NOT NULL AND {name}_row IS NULL AND NOT fault"
        what = _("Hänvisar till {other} som inte finns.").format(other=WORDS[other])
        sql = f"SELECT id, line FROM {table.stage} WHERE {broken}"
        report(cursor, findings, "broken_reference", table.kind, what, sql)
        cursor.execute(f"UPDATE {table.stage} SET fault = true WHERE {broken}")


def _be_present(cursor: CursorWrapper, case: Case, table: Objects) -> None:
    """What is good, what is withheld now but was here before, and what the source says nothing of."""
    kind = table.kind.lower()
    remake(
        cursor,
        f"present_{kind}",
        f"SELECT DISTINCT ON (id) id, row_id FROM {table.stage} "
        "WHERE NOT fault OR (is_known AND NOT is_gone) UNION ALL "
        f"SELECT r.source_id, r.id FROM {table.table} r WHERE r.organisation_id = %(organisation)s "
        f"AND r.gone_at IS NULL AND NOT EXISTS (SELECT FROM {table.stage} s WHERE s.id = r.source_id) "
        f"AND NOT EXISTS (SELECT FROM gone_{kind} g WHERE g.row_id = r.id)",
        case.facts,
    )
    cursor.execute(f"CREATE INDEX ON present_{kind} (id)")


def _find_parents(cursor: CursorWrapper, findings: Findings) -> None:
    """A school without what it belongs to is still a school."""
    cursor.execute(
        "UPDATE stage_schoolunit s SET parent_row = p.row_id FROM present_schoolunit p "
        "WHERE p.id = s.parent AND p.id <> s.id"
    )
    sql = (
        "SELECT id, line FROM stage_schoolunit WHERE parent IS NOT NULL AND parent_row IS NULL AND NOT fault"
    )
    report(cursor, findings, "no_parent", "SchoolUnit", "", sql)


def _tie(cursor: CursorWrapper, link: Links, findings: Findings) -> None:
    a, b = link.a[1].lower(), link.b[1].lower()
    for side, other in (("a", link.a[1]), ("b", link.b[1])):
        what = _("Hänvisar till {other} som inte finns.").format(other=WORDS[other])
        code = "no_employment" if link.kind == "Teaching" and side == "b" else "broken_reference"
        sql = (
            f"SELECT s.a, s.line FROM {link.stage} s "
            f"WHERE NOT EXISTS (SELECT FROM present_{other.lower()} p WHERE p.id = s.{side})"
        )
        report(cursor, findings, code, link.kind, what, sql)
    own = "".join(f", s.{name}" for name in (*link.key, *link.values, *(DAYS if link.dated else ())))
    same = "".join(f", s.{name}" for name in (*link.key, *(("start_on",) if link.dated else ())))
    remake(
        cursor,
        f"real_{link.kind.lower()}",
        f"SELECT row_number() OVER () AS n, d.* FROM ("
        f"SELECT DISTINCT ON (s.a, s.b{same}) pa.row_id AS a, pb.row_id AS b{own}, s.fault "
        f"FROM {link.stage} s JOIN present_{a} pa ON pa.id = s.a JOIN present_{b} pb ON pb.id = s.b "
        f"ORDER BY s.a, s.b{same}, s.fault) AS d",
    )
