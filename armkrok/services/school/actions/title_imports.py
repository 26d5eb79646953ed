"""Lists of titles: kept while they are looked at, then read into the catalogue all at once."""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import islice
from typing import IO, Any
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, transaction

from armkrok.core.access.actor import Actor
from armkrok.core.events.recording import record
from armkrok.kit.days import now
from armkrok.services.school.errors.catalogue import (
    NewSuppliersUnseen,
    TitleImportOver,
    TitlesNoLongerFit,
    TitleTaken,
)
from armkrok.services.school.events.catalogue import TitleListDiscarded, TitleListTaken, TitlesImported
from armkrok.services.school.importing import onix, title_csv
from armkrok.services.school.importing.title_cells import TitleRecord
from armkrok.services.school.importing.title_plan import BATCH, Judged, Outcome, TitlePlanner
from armkrok.services.school.models import Supplier, Title, TitleImport, TitleImportRow

KEPT = timedelta(days=1)
Format = TitleImport.Format


@transaction.atomic
def take_titles(source: IO[bytes], file_name: str, *, by: Actor) -> TitleImport:
    """Keep a list in CSV or ONIX, to be looked at. Raises ListRefused when it cannot be read at all."""
    TitleImport.objects.filter(applied_at=None, made_at__lt=now() - KEPT).delete()
    start = source.read(400).lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n")
    source.seek(0)
    is_xml = start.startswith(b"<")
    row = TitleImport(person_id=by.person_id, file_name=file_name[:120])
    row.format = Format.ONIX if is_xml else Format.CSV
    row.save(force_insert=True)
    _look(row, onix.read(source) if is_xml else title_csv.read(source.read(title_csv.MOST_BYTES + 1)))
    record(TitleListTaken(row.rows.count()), about=row, by=by)
    return row


@transaction.atomic
def look_again(row: TitleImport) -> TitleImport:
    """Compare a list anew with a catalogue that has changed. Raises TitleImportOver."""
    row = _unfinished(row)
    records = list(_records(row))
    row.rows.all().delete()
    _look(row, iter(records))
    return row


@transaction.atomic
def apply_titles(row: TitleImport, seen: str, *, with_suppliers: bool, by: Actor) -> TitleImport:
    """Do what the list says, if that is still what was `seen` (its digest); bad lines are left out.

    Raises TitleImportOver, TitlesNoLongerFit, NewSuppliersUnseen and TitleTaken; then nothing is done.
    """
    row = _unfinished(row)
    if row.suppliers and not with_suppliers:
        raise NewSuppliersUnseen
    planner = TitlePlanner()
    makers = {name.casefold(): Supplier(name=name) for name in row.suppliers}
    Supplier.objects.bulk_create(makers.values())
    known = planner.suppliers | makers
    try:
        with transaction.atomic():
            _write(planner.judged(_records(row)), known)
    except IntegrityError as error:
        raise TitleTaken from error
    if planner.digest != row.digest or row.digest != seen:
        raise TitlesNoLongerFit
    row.rows.all().delete()
    row.applied_at = now()
    row.save()
    made = tuple(one.pk for one in makers.values())
    record(TitlesImported(row.added, row.changed, made), about=row, by=by)
    return row


@transaction.atomic
def discard_titles(row: TitleImport, *, by: Actor) -> None:
    """Throw a list away without doing anything with it. Raises TitleImportOver."""
    row = _unfinished(row)
    record(TitleListDiscarded(), about=row, by=by)
    row.delete()


def _unfinished(row: TitleImport) -> TitleImport:
    row = TitleImport.objects.locked(row)
    if row.applied_at is not None:
        raise TitleImportOver
    return row


def _look(row: TitleImport, records: Iterator[TitleRecord]) -> None:
    """Write down every line and what would become of it."""
    planner, counts = TitlePlanner(), dict.fromkeys(Outcome, 0)
    judged = planner.judged(records)
    while some := list(islice(judged, BATCH)):
        TitleImportRow.objects.bulk_create([_row(row, one) for one in some])
        for one in some:
            counts[one.outcome] += 1
    row.added, row.changed = counts[Outcome.ADDED], counts[Outcome.CHANGED]
    row.same, row.bad = counts[Outcome.SAME], counts[Outcome.BAD]
    row.suppliers, row.digest = sorted(planner.new_suppliers.values()), planner.digest
    row.save()


def _row(taken: TitleImport, one: Judged) -> TitleImportRow:
    record = one.record
    return TitleImportRow(
        taken=taken,
        line=record.line,
        name=record.name,
        supplier=record.supplier,
        values=_json({"receiver": record.receiver, "values": record.values, "problem": record.problem}),
        outcome=one.outcome,
        changes=_json(one.changes),
        problem=one.problem[:300],
    )


def _json(value: Any) -> Any:
    return json.loads(json.dumps(value, cls=DjangoJSONEncoder))


def _records(row: TitleImport) -> Iterator[TitleRecord]:
    """The list as it was read."""
    for one in row.rows.order_by("line", "pk").iterator():
        told = one.values
        values = {name: _typed(name, value) for name, value in told["values"].items()}
        yield TitleRecord(one.line, one.name, one.supplier, told["receiver"], values, told["problem"])


def _typed(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name in ("price", "vat_percent"):
        return Decimal(value)
    return date.fromisoformat(value) if name == "start_date" else value


def _write(judged: Iterator[Judged], suppliers: dict[str, Supplier]) -> None:
    while some := list(islice(judged, BATCH)):
        added = [one for one in some if one.outcome is Outcome.ADDED]
        changed = [one for one in some if one.outcome is Outcome.CHANGED]
        Title.objects.bulk_create(
            Title(supplier=suppliers[one.record.supplier.casefold()], **one.values) for one in added
        )
        _change(changed)


def _change(changed: list[Judged]) -> None:
    titles: dict[UUID, Title] = {}
    fields = {"changed_at"}
    for one in changed:
        if one.title:
            for name, _was, becomes in one.changes:
                setattr(one.title, name, becomes)
                fields.add(name)
            one.title.changed_at = now()
            titles[one.title.pk] = one.title
    Title.objects.bulk_update(titles.values(), sorted(fields), batch_size=200)
