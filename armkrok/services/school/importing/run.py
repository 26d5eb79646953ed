"""One import: stage, judge, look at the limits, apply. All in the caller's transaction, so all or nothing.

When a limit stops it nothing has been applied, but that new markings protect at once. What the source told is
not kept until an officer has decided: after her yes it is asked again, and may then be without as much as she
saw, but no more. An uploaded file is kept, sealed, for as long (see opening).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.utils.translation import gettext as _

from armkrok.core.events.recording import record
from armkrok.core.tenants.scope import current_organisation_id
from armkrok.core.tenants.statistics import renew_statistics
from armkrok.kit.days import now
from armkrok.services.school.events.roster import ImportStopped, RosterImported
from armkrok.services.school.importing import applying, linking
from armkrok.services.school.importing.applying import OnMarked
from armkrok.services.school.importing.findings import Findings
from armkrok.services.school.importing.judging import Case, judge
from armkrok.services.school.importing.linking import Standing
from armkrok.services.school.importing.records import Reading
from armkrok.services.school.importing.staging import Stager
from armkrok.services.school.importing.tables import LINKS, OBJECTS
from armkrok.services.school.importing.warnings import warn
from armkrok.services.school.models import ImportRun, Source
from armkrok.services.school.queries.fault_words import WITHHELD, WORDS

PLANNING = "SET LOCAL enable_nestloop = off; SET LOCAL work_mem = '64MB'"
"""Everything here joins whole tables, some of which PostgreSQL has no figures of yet."""
MANY = 1_000
"""So many rows of a kind that are new, changed or gone: the figures are renewed for whoever comes next."""


def take(run: ImportRun, reading: Reading, *, day: date, on_marked: OnMarked) -> None:
    """Take a reading into the roster, or stop the run at a limit; the run says which, and counts.

    `day` is the Swedish day on which the reading began: what joins is in from it, what left was in until the
    day before. Raises what the reading raises, and then nothing is changed.
    """
    findings = Findings(run)
    case = _case(run, reading, day)
    with connection.cursor() as cursor:
        cursor.execute(PLANNING)
        stager = Stager(cursor, findings)
        stager.take(reading.records)
        judge(cursor, case, findings)
        warn(cursor, case, findings)
        standings = _standings(cursor, case)
        counts = {
            kind: {"read": number, "gone": standings[kind].ending} for kind, number in stager.read.items()
        }
        if over := _over(run, standings):
            _stop(run, over)
            applying.protect(cursor, case, on_marked)
        else:
            _apply(cursor, case, counts, on_marked)
            _renew(counts)
            _end(run, reading)
    _count(run, counts, findings)
    run.save()
    findings.keep()


def _case(run: ImportRun, reading: Reading, day: date) -> Case:
    organisation, covers = current_organisation_id(), frozenset(reading.covers)
    return Case(organisation, run.source.pk, day, reading.is_delta, covers, reading.gone)


def _standings(cursor: CursorWrapper, case: Case) -> dict[str, Standing]:
    """How many there are of each kind in what the source speaks for, and how many would be gone."""
    found = {}
    for table in OBJECTS:
        cursor.execute(
            f"SELECT (SELECT count(*) FROM {table.table} WHERE organisation_id = %(organisation)s "
            "AND told_by_id = %(source)s AND gone_at IS NULL), "
            f"(SELECT count(*) FROM gone_{table.kind.lower()})",
            case.facts,
        )
        found[table.kind] = Standing(*cursor.fetchone())
    for link in LINKS:
        found[link.kind] = linking.plan(cursor, case, link)
    return found


@dataclass(frozen=True)
class Over:
    """A kind of which too much would be gone."""

    kind: str
    before: int
    gone: int


def _over(run: ImportRun, standings: Mapping[str, Standing]) -> list[Over]:
    """Kinds that pass a limit. An object counts by number or share; links, which move daily, by both."""
    source = Source.objects.get(pk=run.source_id)
    objects = {one.kind for one in OBJECTS}
    over = []
    for kind, one in standings.items():
        by_number = one.ending > source.limit_count
        by_share = one.ending * 100 > source.limit_percent * one.before
        passes = (by_number or by_share) if kind in objects else (by_number and by_share)
        if one.ending and passes and one.ending > run.allowed.get(kind, 0):
            over.append(Over(kind, one.before, one.ending))
    return over


def _stop(run: ImportRun, over: list[Over]) -> None:
    words = [
        _("{kind}: {gone} av {before} skulle försvinna").format(
            kind=WORDS[one.kind], gone=one.gone, before=one.before
        )
        for one in over
    ]
    run.state, run.ended_at = ImportRun.State.STOPPED, now()
    run.why = "; ".join(words)[:300]
    record(ImportStopped(kinds=len(over)), about=run)


def _apply(cursor: CursorWrapper, case: Case, counts: dict[str, dict[str, int]], on_marked: OnMarked) -> None:
    for table in OBJECTS:
        counts[table.kind] |= applying.apply(cursor, case, table)
    for link in LINKS:
        counts[link.kind] |= linking.apply(cursor, case, link)
    applying.tie()
    applying.tie_workplaces()
    applying.protect(cursor, case, on_marked)


def _renew(counts: Mapping[str, Mapping[str, int]]) -> None:
    moved = [sum(found.get(word, 0) for word in ("new", "changed", "gone")) for found in counts.values()]
    if max(moved) >= MANY:
        renew_statistics(*(one.table for one in (*OBJECTS, *LINKS)))


def _end(run: ImportRun, reading: Reading) -> None:
    run.state, run.ended_at, run.why = ImportRun.State.APPLIED, now(), ""
    run.is_delta = reading.is_delta
    if reading.told_until:
        Source.objects.filter(pk=run.source_id).update(told_until=reading.told_until)
    run.files.all().delete()
    record(RosterImported(source_id=run.source_id, is_delta=reading.is_delta), about=run)


def _count(run: ImportRun, counts: dict[str, dict[str, int]], findings: Findings) -> None:
    for one in findings.kept:
        if one.weight == WITHHELD:
            counts[one.kind]["withheld"] = counts[one.kind].get("withheld", 0) + 1
    run.counts = {**counts, "faults": dict(findings.totals)}


def fail(run_id: UUID, why: str) -> None:
    """The reading could not be made; nothing was changed. The caller's scope is the organisation."""
    run = ImportRun.objects.filter(pk=run_id, state=ImportRun.State.RUNNING).first()
    if run:
        run.state, run.ended_at, run.why = ImportRun.State.FAILED, now(), why[:300]
        run.save(update_fields=["state", "ended_at", "why"])
        run.files.all().delete()
