"""Where rosters come from, when they are read, and what an officer decides when a limit has stopped it."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from armkrok.core.access.actor import Actor
from armkrok.core.events.recording import Doer, record
from armkrok.core.jobs import job
from armkrok.core.notifications import tasks
from armkrok.kit.days import now
from armkrok.services.school.actions import protecting
from armkrok.services.school.actions.kept_keys import demand_key
from armkrok.services.school.errors.roster import (
    AlreadyDecided,
    AlreadyReading,
    NothingToRead,
    SourceNameTaken,
)
from armkrok.services.school.events.roster import (
    ImportAsked,
    ImportDiscarded,
    ImportPassed,
    SourceAdded,
    SourceChanged,
)
from armkrok.services.school.importing.opening import keep_file
from armkrok.services.school.importing.performing import perform
from armkrok.services.school.models import ImportFile, ImportRun, Source

UNDECIDED_DAYS = 14
"""A stopped import that nobody decides about is thrown away, with its file, after so many days."""
SILENT = timedelta(minutes=30)
OWN = ("name", "is_open", "at_hours", "limit_count", "limit_percent")


@job("school.import", tries=30)
def import_source(organisation_id: str, run_id: str) -> None:
    """Carry out an import that has been asked for."""
    perform(UUID(organisation_id), UUID(run_id), on_marked=protecting.marked)


@transaction.atomic
def save_source(source: Source, facts: dict[str, Any], *, by: Actor | None) -> Source:
    """Write down a source, new or known. An empty `secret` keeps the old one.

    Raises SourceNameTaken, and KeyIsForAnother when the old one would be sent to another place.
    """
    is_new, secret = source._state.adding, facts.get("secret", "")
    urls = {name: facts["settings"].get(name) for name in ("url", "token_url")}
    demand_key(source.settings, urls, kept=bytes(source.secret), given=secret)
    for name in OWN:
        setattr(source, name, facts[name])
    source.settings = {**source.settings, **facts["settings"]}
    if secret:
        source.keep_secret(secret)
    try:
        with transaction.atomic():
            source.save()
    except IntegrityError as error:
        raise SourceNameTaken from error
    if is_new:
        record(SourceAdded(kind=source.kind), about=source, by=by)
    else:
        record(SourceChanged(is_open=source.is_open, has_new_secret=bool(secret)), about=source, by=by)
    return source


@transaction.atomic
def ask(source: Source, *, by: Doer | None = None, files: Sequence[tuple[str, bytes]] = ()) -> ImportRun:
    """Read the source as soon as this is committed: `files` (name, content), or what its address gives.

    While it is being read already, that run is the answer; with files it raises AlreadyReading. A stopped run
    that waits for a decision gives way to the new one. Raises NothingToRead.
    """
    source = Source.objects.locked(source)
    running = source.runs.filter(state=ImportRun.State.RUNNING).first()
    if running and files:
        raise AlreadyReading
    if running:
        return running
    if not files and not source.settings.get("url"):
        raise NothingToRead
    for old in source.runs.filter(state=ImportRun.State.STOPPED):
        _throw_away(old, by=by)
    run: ImportRun = ImportRun.objects.create(source=source, asked_by=by.doer_id if by else None)
    for name, content in files:
        keep_file(run, name, content)
    record(ImportAsked(), about=run, by=by)
    import_source.defer(organisation_id=str(run.organisation_id), run_id=str(run.pk))
    return run


@transaction.atomic
def let_pass(run: ImportRun, *, by: Actor) -> None:
    """Read the source again, and let as much be gone as was seen, once; raises AlreadyDecided."""
    run = _stopped(run)
    run.allowed = {
        kind: one["gone"] for kind, one in run.counts.items() if kind != "faults" and one.get("gone")
    }
    run.state, run.ended_at = ImportRun.State.RUNNING, None
    run.decided_by, run.decided_at = by.person_id, now()
    run.save()
    record(ImportPassed(), about=run, by=by)
    import_source.defer(organisation_id=str(run.organisation_id), run_id=str(run.pk))


@transaction.atomic
def discard(run: ImportRun, *, by: Actor) -> None:
    """Throw a stopped import away; the roster stays as it is. Raises AlreadyDecided."""
    _throw_away(_stopped(run), by=by)


def _stopped(run: ImportRun) -> ImportRun:
    run = ImportRun.objects.locked(run)
    if run.state != ImportRun.State.STOPPED:
        raise AlreadyDecided
    return run


def _throw_away(run: ImportRun, *, by: Doer | None) -> None:
    run.state, run.decided_by, run.decided_at = ImportRun.State.DISCARDED, by.doer_id if by else None, now()
    run.save(update_fields=["state", "decided_by", "decided_at"])
    ImportFile.objects.filter(run=run).delete()
    tasks.done(run.source_id)
    record(ImportDiscarded(), about=run, by=by)


def tidy() -> None:
    """Put back runs whose process was lost, and throw away what nobody has decided about in time."""
    lost = ImportRun.objects.filter(state=ImportRun.State.RUNNING, started_at__lt=now() - SILENT)
    for run in lost:
        import_source.defer(organisation_id=str(run.organisation_id), run_id=str(run.pk))
    limit = now() - timedelta(days=UNDECIDED_DAYS)
    for run in ImportRun.objects.filter(state=ImportRun.State.STOPPED, ended_at__lt=limit):
        _throw_away(run, by=None)
