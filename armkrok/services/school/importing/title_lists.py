"""A list of titles on its way into the catalogue: looked at a thousand at a time, then done all at once."""

import gzip
import io
import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import IO, Any
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, transaction

from armkrok.core.tenants.scope import scope
from armkrok.kit.csv_lists import ListRefused
from armkrok.kit.days import now
from armkrok.services.school.errors.catalogue import TitlesNoLongerFit, TitleTaken
from armkrok.services.school.importing import onix, title_csv
from armkrok.services.school.importing.title_cells import TitleRecord
from armkrok.services.school.importing.title_plan import BATCH, Judged, Outcome, TitlePlanner
from armkrok.services.school.models import Supplier, Title, TitleImport, TitleImportFile, TitleImportRow

Format, State = TitleImport.Format, TitleImport.State


class _Overtaken(Exception):
    """Another process looks at the list, or it has been thrown away."""


def format_of(source: IO[bytes]) -> TitleImport.Format:
    """What the file is by its beginning; it stands at its beginning again afterwards."""
    start = source.read(400).lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n")
    source.seek(0)
    return Format.ONIX if start.startswith(b"<") else Format.CSV


def titles_in(source: IO[bytes], file_format: str) -> Iterator[TitleRecord]:
    """The titles of a file, each judged; raises ListRefused when it cannot be read at all."""
    return (
        onix.read(source)
        if file_format == Format.ONIX
        else title_csv.read(source.read(title_csv.MOST_BYTES + 1))
    )


def keep_file(row: TitleImport, source: IO[bytes]) -> None:
    """Keep a long list, packed, until it has been looked at."""
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb", compresslevel=1) as writer:
        while some := source.read(1_000_000):
            writer.write(some)
    TitleImportFile.objects.create(taken=row, content=packed.getvalue())


def look(row: TitleImport, records: Iterator[TitleRecord]) -> None:
    """Write down every title and what would become of it, in the caller's transaction."""
    looking = _Looking(row)
    judged = looking.planner.judged(records)
    while some := list(islice(judged, BATCH)):
        looking.keep(some)
    looking.finish()


def look_kept(organisation_id: UUID, import_id: UUID) -> None:
    """The same for a kept file, a transaction for a thousand titles, so that it shows how far it has come.

    Done again after a killed process it begins anew. What cannot be read at all is said in `problem`.
    """
    with scope(organisation_id):
        row = TitleImport.objects.select_for_update().filter(pk=import_id, state=State.READING).first()
        if row is None:
            return
        content = bytes(row.files.get().content)
        row.rows.all().delete()
        row.done = 0
        row.save(update_fields=["done"])
        looking = _Looking(row)
    try:
        _look_on(organisation_id, looking, gzip.GzipFile(fileobj=io.BytesIO(content)))
    except ListRefused as refusal:
        with scope(organisation_id):
            row.rows.all().delete()
            row.files.all().delete()
            TitleImport.objects.filter(pk=row.pk).update(state=State.FAILED, problem=str(refusal.text)[:300])
    except _Overtaken:
        return


def _look_on(organisation_id: UUID, looking: "_Looking", source: gzip.GzipFile) -> None:
    row, more = looking.row, True
    judged = looking.planner.judged(titles_in(source, row.format))  # type: ignore[arg-type]
    while more:
        with scope(organisation_id):
            some = list(islice(judged, BATCH))
            looking.keep(some)
            more, before, row.done = bool(some), row.done, row.done + len(some)
            mine = TitleImport.objects.filter(pk=row.pk, state=State.READING, done=before)
            if not mine.update(done=row.done):
                raise _Overtaken
            if not more:
                looking.finish()
                row.files.all().delete()


class _Looking:
    """A list that is being looked at, and what has been found so far."""

    def __init__(self, row: TitleImport) -> None:
        self.row = row
        self.planner = TitlePlanner()
        self.counts = dict.fromkeys(Outcome, 0)

    def keep(self, some: list[Judged]) -> None:
        TitleImportRow.objects.bulk_create([_row(self.row, one) for one in some])
        for one in some:
            self.counts[one.outcome] += 1

    def finish(self) -> None:
        row, counts = self.row, self.counts
        row.added, row.changed = counts[Outcome.ADDED], counts[Outcome.CHANGED]
        row.same, row.bad = counts[Outcome.SAME], counts[Outcome.BAD]
        row.suppliers, row.digest = sorted(self.planner.new_suppliers.values()), self.planner.digest
        row.state, row.done = State.LOOKED, sum(counts.values())
        row.save()


def do(row: TitleImport) -> tuple[UUID, ...]:
    """Do what the list says, if it is still what was looked at; returns the ids of new suppliers.

    Raises TitlesNoLongerFit and TitleTaken; then nothing is done.
    """
    with transaction.atomic():
        planner = TitlePlanner()
        makers = {name.casefold(): Supplier(name=name) for name in row.suppliers}
        Supplier.objects.bulk_create(makers.values())
        try:
            with transaction.atomic():
                _write(planner.judged(_records(row)), planner.suppliers | makers)
        except IntegrityError as error:
            raise TitleTaken from error
        if planner.digest != row.digest:
            raise TitlesNoLongerFit
        row.rows.all().delete()
        row.state, row.applied_at, row.problem = State.DONE, now(), ""
        row.save()
    return tuple(one.pk for one in makers.values())


def look_anew(row: TitleImport) -> None:
    """Compare a list anew with a catalogue that has changed."""
    records = list(_records(row))
    row.rows.all().delete()
    look(row, iter(records))


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
