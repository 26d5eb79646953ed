"""Lists of titles: kept while they are looked at, then read into the catalogue all at once."""

from datetime import timedelta
from typing import IO
from uuid import UUID

from django.db import transaction

from armkrok.core.access.actor import Actor
from armkrok.core.events.recording import record
from armkrok.core.jobs import job
from armkrok.core.tenants.models import Organisation
from armkrok.core.tenants.scope import scope
from armkrok.core.tenants.statistics import renew_statistics
from armkrok.kit.days import now
from armkrok.services.school.errors.catalogue import (
    NewSuppliersUnseen,
    TitleImportBusy,
    TitleImportOver,
    TitlesNoLongerFit,
    TitleTaken,
)
from armkrok.services.school.events.catalogue import TitleListDiscarded, TitleListTaken, TitlesImported
from armkrok.services.school.importing import title_lists
from armkrok.services.school.models import Title, TitleImport, TitleWord

KEPT = timedelta(days=1)
LONG_BYTES, LONG_TITLES = 200_000, 300
"""A list that is longer is looked at, or done, by a job; a shorter one takes about a second."""
State = TitleImport.State


@job("school.look-at-titles", tries=30)
def look_at_titles(organisation_id: str, import_id: str) -> None:
    """Look at a long list that is kept."""
    title_lists.look_kept(UUID(organisation_id), UUID(import_id))


@job("school.apply-titles", tries=30)
def do_titles(organisation_id: str, import_id: str) -> None:
    """Do a long list that somebody has said yes to; when it no longer fits, it is looked at anew."""
    with scope(UUID(organisation_id)):
        found = TitleImport.objects.select_for_update(of=("self",)).select_related("person")
        row = found.filter(pk=import_id, state=State.APPLYING).first()
        if row is None:
            return
        organisation = Organisation.objects.get(pk=organisation_id)
        try:
            _do(row, by=Actor(person=row.person, organisation=organisation))
        except (TitlesNoLongerFit, TitleTaken) as refusal:
            row.problem = str(refusal.text)
            title_lists.look_anew(row)


@transaction.atomic
def take_titles(source: IO[bytes], file_name: str, *, by: Actor) -> TitleImport:
    """Keep a list in CSV or ONIX, to be looked at: a long one by a job, as soon as this is committed.

    Raises ListRefused when a short one cannot be read at all.
    """
    TitleImport.objects.filter(applied_at=None, made_at__lt=now() - KEPT).delete()
    size = source.seek(0, 2)
    source.seek(0)
    row = TitleImport(person_id=by.person_id, file_name=file_name[:120], format=title_lists.format_of(source))
    row.save(force_insert=True)
    if size > LONG_BYTES:
        title_lists.keep_file(row, source)
        look_at_titles.defer(organisation_id=str(row.organisation_id), import_id=str(row.pk))
    else:
        title_lists.look(row, title_lists.titles_in(source, row.format))
    record(TitleListTaken(size), about=row, by=by)
    return row


@transaction.atomic
def look_again(row: TitleImport) -> TitleImport:
    """Compare a list anew with a catalogue that has changed; the job does so with a long one.

    Raises TitleImportOver and TitleImportBusy.
    """
    row = _looked(row)
    if row.done <= LONG_TITLES:
        title_lists.look_anew(row)
    return row


@transaction.atomic
def apply_titles(row: TitleImport, seen: str, *, with_suppliers: bool, by: Actor) -> TitleImport:
    """Do what the list says, if that is still what was `seen` (its digest); bad lines are left out.

    A long list is done by a job, as soon as this is committed. Raises TitleImportOver, TitleImportBusy,
    TitlesNoLongerFit, NewSuppliersUnseen and TitleTaken; then nothing is done.
    """
    row = _looked(row)
    if row.suppliers and not with_suppliers:
        raise NewSuppliersUnseen
    if row.digest != seen:
        raise TitlesNoLongerFit
    if row.done > LONG_TITLES:
        row.state, row.person_id, row.problem = State.APPLYING, by.person_id, ""
        row.save()
        do_titles.defer(organisation_id=str(row.organisation_id), import_id=str(row.pk))
    else:
        _do(row, by=by)
    return row


@transaction.atomic
def discard_titles(row: TitleImport, *, by: Actor) -> None:
    """Throw a list away without doing anything with it. Raises TitleImportOver, TitleImportBusy."""
    row = _unfinished(row)
    record(TitleListDiscarded(), about=row, by=by)
    row.delete()


def _do(row: TitleImport, *, by: Actor) -> None:
    made = title_lists.do(row)
    if row.added + row.changed > LONG_TITLES:
        renew_statistics(Title._meta.db_table, TitleWord._meta.db_table)
    record(TitlesImported(row.added, row.changed, made), about=row, by=by)


def _looked(row: TitleImport) -> TitleImport:
    row = _unfinished(row)
    if row.state != State.LOOKED:
        raise TitleImportBusy
    return row


def _unfinished(row: TitleImport) -> TitleImport:
    row = TitleImport.objects.locked(row)
    if row.state == State.DONE:
        raise TitleImportOver
    if row.state == State.APPLYING:
        raise TitleImportBusy
    return row
