"""Bringing links (memberships, enrolments, teaching …) up to date: what is new, what differs, what has ended.

A link is the same one when its ends, its key and its first day are the same; else a running one takes the
place of a running one with the same ends and key, as when the source corrects a day. Days that a source does
not give are ours: whoever joins a group that was here before has been in it since the day of the import, and
whoever is no longer told of was in it until the day before. What has ended is kept.
"""

from dataclasses import dataclass

from django.db.backends.utils import CursorWrapper

from armkrok.services.school.importing.judging import Case, remake
from armkrok.services.school.importing.tables import TABLE_OF, Links

RUNNING = "(o.end_on IS NULL OR o.end_on >= %(day)s)"


@dataclass(frozen=True)
class Standing:
    """How many links of a kind ran before, and how many of them end now."""

    before: int
    ending: int


def plan(cursor: CursorWrapper, case: Case, link: Links) -> Standing:
    """Compare what the roster has with what the source tells, in temporary tables `old_…` and `match_…`."""
    kind, running = link.kind.lower(), RUNNING if link.dated else "true"
    own = "".join(f", t.{name}" for name in (*link.key, *link.values, *_days(link)))
    remake(
        cursor,
        f"old_{kind}",
        f"SELECT t.id, t.{link.a[0]}_id AS a, t.{link.b[0]}_id AS b{own} FROM {link.table} t "
        f"WHERE t.organisation_id = %(organisation)s AND t.{link.a[0]}_id IN ({_spoken_for(case, link)})",
        case.facts,
    )
    _match(cursor, case, link)
    if link.dated:
        _match_running(cursor, case, link)
    _match_mentioned(cursor, case, link)
    cursor.execute(
        f"SELECT count(*) FILTER (WHERE {running}), count(*) FILTER (WHERE {running} AND m.id IS NULL) "
        f"FROM old_{kind} o LEFT JOIN match_{kind} m ON m.id = o.id",
        case.facts,
    )
    return Standing(*cursor.fetchone())


def _match(cursor: CursorWrapper, case: Case, link: Links) -> None:
    """Which told link is which of the roster's: the same ends, key and first day."""
    kind, first = link.kind.lower(), ""
    if link.dated:
        first = (
            "AND coalesce(n.start_on, '-infinity') = coalesce(o.start_on, '-infinity') "
            f"AND (n.start_on IS NOT NULL OR n.end_on < %(day)s OR {RUNNING})"
        )
    remake(
        cursor,
        f"match_{kind}",
        f"SELECT DISTINCT ON (o.id) o.id, n.n FROM old_{kind} o JOIN real_{kind} n "
        f"ON n.a = o.a AND n.b = o.b {_same(link)} {first} ORDER BY o.id, n.n",
        case.facts,
    )


def apply(cursor: CursorWrapper, case: Case, link: Links) -> dict[str, int]:
    """Make the roster's links those of the plan; how many are new, changed and gone."""
    if link.record not in case.covers:
        return {"new": 0, "changed": 0, "gone": 0}
    remake(cursor, "touched", "SELECT NULL::uuid AS a WHERE false")
    gone = _end(cursor, case, link) if link.dated else _take_away(cursor, case, link)
    changed = _change(cursor, case, link) if link.dated or link.values else 0
    new = _add(cursor, case, link)
    parent = TABLE_OF[link.a[1]]
    cursor.execute(
        f"UPDATE {parent.table} SET changed_at = now() "
        "WHERE organisation_id = %(organisation)s AND changed_at < now() AND id IN (SELECT a FROM touched)",
        case.facts,
    )
    return {"new": new, "changed": changed, "gone": gone}


def _days(link: Links) -> tuple[str, ...]:
    return ("start_on", "end_on") if link.dated else ()


def _same(link: Links) -> str:
    return "".join(f" AND n.{name} = o.{name}" for name in link.key)


def _spoken_for(case: Case, link: Links) -> str:
    """Rows whose links this import tells all of."""
    if link.record not in case.covers:
        return "SELECT NULL::uuid WHERE false"
    parent = TABLE_OF[link.a[1]]
    if parent.record not in case.covers:
        whose = "organisation_id = %(organisation)s AND told_by_id = %(source)s"
        return f"SELECT id FROM {parent.table} WHERE {whose}"
    return (
        f"SELECT row_id FROM {parent.stage} WHERE is_known UNION ALL "
        f"SELECT row_id FROM gone_{parent.kind.lower()} UNION ALL SELECT a FROM real_{link.kind.lower()}"
    )


def _match_running(cursor: CursorWrapper, case: Case, link: Links) -> None:
    kind = link.kind.lower()
    key = "".join(f", {name}" for name in link.key)
    ranked = f"row_number() OVER (PARTITION BY a, b{key} ORDER BY start_on NULLS FIRST) AS place"
    cursor.execute(
        f"INSERT INTO match_{kind} SELECT o.id, n.n FROM "
        f"(SELECT o.*, {ranked} FROM old_{kind} o WHERE {RUNNING} "
        f"AND NOT EXISTS (SELECT FROM match_{kind} m WHERE m.id = o.id)) o "
        f"JOIN (SELECT n.*, {ranked} FROM real_{kind} n "
        f"WHERE NOT EXISTS (SELECT FROM match_{kind} m WHERE m.n = n.n)) n "
        f"ON n.a = o.a AND n.b = o.b AND n.place = o.place {_same(link)}",
        case.facts,
    )


def _match_mentioned(cursor: CursorWrapper, case: Case, link: Links) -> None:
    """Whose both ends stand together in what can't be read is as it was: no told link, and not lost."""
    cursor.execute("SELECT EXISTS (SELECT FROM stage_mentioned)")
    if not cursor.fetchone()[0]:
        return
    kind, a, b = link.kind.lower(), TABLE_OF[link.a[1]].table, TABLE_OF[link.b[1]].table
    cursor.execute(
        f"INSERT INTO match_{kind} SELECT DISTINCT o.id, NULL::bigint FROM stage_mentioned ma "
        "JOIN stage_mentioned mb ON mb.place = ma.place "
        f"JOIN {a} ra ON ra.organisation_id = %(organisation)s AND ra.source_id = ma.id "
        f"JOIN {b} rb ON rb.organisation_id = %(organisation)s AND rb.source_id = mb.id "
        f"JOIN old_{kind} o ON o.a = ra.id AND o.b = rb.id "
        f"WHERE NOT EXISTS (SELECT FROM match_{kind} m WHERE m.id = o.id)",
        case.facts,
    )


def _end(cursor: CursorWrapper, case: Case, link: Links) -> int:
    """Yesterday was the last day of what the source tells no more; what had not begun never was."""
    kind = link.kind.lower()
    lost = f"NOT EXISTS (SELECT FROM match_{kind} m WHERE m.id = o.id) AND {RUNNING} AND t.id = o.id"
    where = f"t.organisation_id = %(organisation)s AND {lost}"
    cursor.execute(
        f"WITH ended AS (UPDATE {link.table} t SET end_on = %(day)s::date - 1 FROM old_{kind} o "
        f"WHERE {where} AND (t.start_on IS NULL OR t.start_on < %(day)s) RETURNING o.a) "
        "INSERT INTO touched SELECT a FROM ended",
        case.facts,
    )
    ended: int = cursor.rowcount
    cursor.execute(
        f"WITH ended AS (DELETE FROM {link.table} t USING old_{kind} o "
        f"WHERE {where} AND t.start_on >= %(day)s RETURNING o.a) INSERT INTO touched SELECT a FROM ended",
        case.facts,
    )
    return ended + int(cursor.rowcount)


def _take_away(cursor: CursorWrapper, case: Case, link: Links) -> int:
    """What has no days is deleted; Earlier keeps what its owner was tied to."""
    kind = link.kind.lower()
    lost = f"NOT EXISTS (SELECT FROM match_{kind} m WHERE m.id = o.id)"
    found = (
        f"SELECT o.a FROM old_{kind} o WHERE {lost} UNION SELECT n.a FROM real_{kind} n WHERE NOT n.fault "
    )
    found += f"AND NOT EXISTS (SELECT FROM match_{kind} m WHERE m.n = n.n)"
    values = f"jsonb_build_object('{link.kind}', jsonb_agg(o.b ORDER BY o.b))"
    cursor.execute(
        "INSERT INTO school_earlier (id, organisation_id, kind, object_id, values, until) "
        f"SELECT gen_random_uuid(), %(organisation)s, '{link.a[1]}', o.a, {values}, now() "
        f"FROM old_{kind} o WHERE o.a IN ({found}) GROUP BY o.a",
        case.facts,
    )
    cursor.execute(
        f"WITH lost AS (DELETE FROM {link.table} t USING old_{kind} o "
        f"WHERE t.organisation_id = %(organisation)s AND t.id = o.id AND {lost} RETURNING o.a) "
        "INSERT INTO touched SELECT a FROM lost",
        case.facts,
    )
    return int(cursor.rowcount)


def _change(cursor: CursorWrapper, case: Case, link: Links) -> int:
    kind = link.kind.lower()
    values = {name: f"n.{name}" for name in link.values}
    values |= {"start_on": "coalesce(n.start_on, o.start_on)", "end_on": "n.end_on"} if link.dated else {}
    new, old = ", ".join(values.values()), ", ".join(f"o.{name}" for name in values)
    told = ", ".join(f"'{name}', o.{name}" for name in (*link.key, *values))
    differs = f"m.id = o.id AND NOT n.fault AND ({new}) IS DISTINCT FROM ({old})"
    if link.values:
        cursor.execute(
            "INSERT INTO school_earlier (id, organisation_id, kind, object_id, values, until) "
            f"SELECT gen_random_uuid(), %(organisation)s, '{link.kind}', o.id, jsonb_build_object({told}), "
            f"now() FROM old_{kind} o, match_{kind} m JOIN real_{kind} n ON n.n = m.n WHERE {differs}",
            case.facts,
        )
    sets = ", ".join(f"{name} = {value}" for name, value in values.items())
    cursor.execute(
        f"WITH changed AS (UPDATE {link.table} t SET {sets} "
        f"FROM old_{kind} o, match_{kind} m JOIN real_{kind} n ON n.n = m.n "
        f"WHERE t.organisation_id = %(organisation)s AND t.id = o.id AND {differs} RETURNING o.a) "
        "INSERT INTO touched SELECT a FROM changed",
        case.facts,
    )
    return int(cursor.rowcount)


def _add(cursor: CursorWrapper, case: Case, link: Links) -> int:
    """New links. One without a first day, of something that was here before, begins today."""
    kind, parent = link.kind.lower(), TABLE_OF[link.a[1]]
    names = (*link.key, *link.values)
    columns = "".join(f", {name}" for name in (*names, *_days(link)))
    since = (
        f"CASE WHEN n.end_on < %(day)s OR n.a IN (SELECT row_id FROM {parent.stage} WHERE NOT is_known) "
        "THEN NULL ELSE %(day)s::date END"
    )
    days = f", coalesce(n.start_on, {since}), n.end_on" if link.dated else ""
    values = "".join(f", n.{name}" for name in names) + days
    fresh = (
        f"FROM real_{kind} n WHERE NOT n.fault AND NOT EXISTS (SELECT FROM match_{kind} m WHERE m.n = n.n)"
    )
    cursor.execute(f"INSERT INTO touched SELECT DISTINCT n.a {fresh}")
    cursor.execute(
        f"INSERT INTO {link.table} (id, organisation_id, {link.a[0]}_id, {link.b[0]}_id{columns}) "
        f"SELECT gen_random_uuid(), %(organisation)s, n.a, n.b{values} {fresh} ORDER BY n.n",
        case.facts,
    )
    return int(cursor.rowcount)
