"""A directory (LDAP, Active Directory) as a Reading, by the tables that IT has written.

Everything is searched for first: who points at whom can only be told when all have come. Then each entry is a
row of the EGIL client's form, and goes on as rows of its files do. A row's line is its place in the answer.

`Source.settings` has `url`, `client_id` (the account's name), `roots` (PEM, or empty) and `tables` (TOML; see
directory_tables). The secret is the account's password.
"""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _

from armkrok.kit.patterns import Pattern
from armkrok.services.school.importing import directory_tables, egil_reading
from armkrok.services.school.importing.directory_search import Directory, Search, answer
from armkrok.services.school.importing.directory_tables import BadTables, Column, Table
from armkrok.services.school.importing.ldif import Entry, NotLdif, entries
from armkrok.services.school.importing.parsing import ids_in
from armkrok.services.school.importing.records import (
    PersonRecord,
    Reading,
    Record,
    SourceFailed,
    Unreadable,
)
from armkrok.services.school.importing.words import Marking, marking
from armkrok.services.school.models import Source

LONGEST: Final = 3600.0
"""Seconds of a whole reading: it holds a worker and a transaction."""
LONGEST_VALUE: Final = 20_000
_APART: Final = "\n"
"""Between the values of a cell that is a list; none of them holds it."""
_BLANKS = re.compile(r"\s*([,=+])\s*")

Searching = Callable[[Search], Iterator[Entry]]


def reading(source: Source) -> Reading:
    """What the source's directory tells; raises SourceFailed, also while records are taken."""
    given = {name: str(source.settings.get(name, "")) for name in ("url", "client_id", "roots", "tables")}
    password = source.secret_in_clear()
    if not (given["client_id"] and password):  # a name without a password would be let in as anybody
        raise SourceFailed(_("Källan saknar kontots namn eller lösenord. Skriv dem i inställningarna."))
    directory = Directory(
        given["url"], given["client_id"], password, given["roots"], source.organisation.slug,
        time.monotonic() + LONGEST,
    )  # fmt: skip
    try:
        tables = directory_tables.read(given["tables"])
    except BadTables as problem:
        raise SourceFailed(str(problem)) from problem
    return told(tables, lambda asked: search(directory, asked))


def told(tables: tuple[Table, ...], searching: Searching) -> Reading:
    """What the tables become when `searching` answers."""
    return Reading(_records(tables, searching), covers=egil_reading.covers({one.name for one in tables}))


def search(directory: Directory, asked: Search) -> Iterator[Entry]:
    """The entries, each as soon as it has come; raises SourceFailed when they are not all."""
    try:
        with closing(answer(directory, asked)) as pieces:
            yield from entries(pieces)
    except NotLdif as problem:
        raise SourceFailed(
            _("Katalogens svar om {table} går inte att läsa.").format(table=asked.what)
        ) from problem


def _records(tables: tuple[Table, ...], searching: Searching) -> Iterator[Record]:
    sheets = egil_reading.sheets()
    known = _Known(tables)
    rows = {table.name: _rows(table, searching, known) for table in tables}
    for table in tables:
        sheet = sheets[table.name]
        for row in rows.pop(table.name):
            cells = zip(table.columns, row.cells, strict=True)
            resolved = {key: known.resolved(table, key, cell) for key, cell in cells}
            if row.is_whole:
                yield from sheet.make(resolved, row.line)
            else:
                what = _("{table}, post {line}.").format(table=table.name, line=row.line)
                ids = ids_in(" ".join(resolved.values()))
                yield sheet.unread(Unreadable("bad_object", sheet.kind, what, line=row.line, ids=ids))
                if marking(resolved.get("marking", ""))[0] != Marking.NONE:  # withheld, and yet protected
                    yield PersonRecord(
                        resolved["source_id"], "", "", marking=resolved["marking"], line=row.line
                    )


@dataclass(frozen=True, slots=True)
class _Row:
    """An entry's cells in the order of its table's columns, before what they point at is known.

    Of an entry that is not whole some cell could not be read, and is empty.
    """

    line: int
    cells: tuple[str, ...]
    is_whole: bool


def _rows(table: Table, searching: Searching, known: "_Known") -> list[_Row]:
    """A table's rows; what others point at is noted in `known`."""
    asked = Search(table.name, table.base, table.filter, table.attributes, table.scope)
    read = {key: _reader(key, column) for key, column in table.columns.items()}
    rows: list[_Row] = []
    for line, entry in enumerate(searching(asked), 1):
        _complete(entry, table.name, searching)
        try:
            found = {key: _cell(one, entry) for key, one in read.items()}
        except TimeoutError as problem:
            words = _("Ett mönster (pattern) i {table} tar för lång tid. Gör det enklare.")
            raise SourceFailed(words.format(table=table.name)) from problem
        cells = {key: cell or "" for key, cell in found.items()}
        known.note(table.name, entry.dn, cells)
        rows.append(_Row(line, tuple(cells.values()), None not in found.values()))
    return rows


def _cell(take: Callable[[Entry], str], entry: Entry) -> str | None:
    """A cell; none when what is there can't be read."""
    try:
        return take(entry)
    except ValueError:
        return None


def _complete(entry: Entry, table: str, searching: Searching) -> None:
    """Ask on for attributes that Active Directory gives in parts ([MS-ADTS] section 3.1.1.3.1.3.3).

    Raises SourceFailed when it does not give the rest.
    """
    for name, (part, goes_on) in entry.cut().items():
        values = entry.values.pop(part)
        while goes_on is not None:
            wanted = f"{name};range={goes_on}-*"
            (more,) = list(searching(Search(table, entry.dn, "(objectClass=*)", (wanted,), "base"))) or [
                Entry()
            ]
            part, after = more.cut().get(name, ("", None))
            if not part or (after is not None and after <= goes_on):
                raise SourceFailed(
                    _("Katalogen lämnade bara en del av en grupp i {table}.").format(table=table)
                )
            values += more.values[part]
            goes_on = after
        entry.values[name] = values


def _reader(key: str, column: Column) -> Callable[[Entry], str]:
    """What takes a column's value out of an entry, several for a list; raises ValueError or TimeoutError."""
    pattern = Pattern(column.pattern) if column.pattern else None
    attribute, takes_all = column.attribute.lower(), key in egil_reading.LISTS or bool(column.refers)

    def take(entry: Entry) -> str:
        texts = (_text(value, column.guid) for value in entry.values.get(attribute, ()))
        values = (_part(pattern, one) if pattern else one for one in texts)
        kept = [one for one in values if one]
        return _APART.join(kept) if takes_all else next(iter(kept), "")

    return (lambda entry: column.constant) if column.constant else take


def _text(value: bytes, guid: str) -> str:
    """A value as text, an id in the usual form; raises ValueError for what is none."""
    if guid:
        return str(UUID(bytes_le=value) if guid == "microsoft" else UUID(bytes=value))
    return value.decode()[:LONGEST_VALUE].replace(_APART, " ").strip()


def _part(pattern: Pattern, text: str) -> str:
    match = pattern.search(text)
    return (match[1] or "").strip() if match else ""


class _Known:
    """Ids of entries by what others point at them by: their names, or a column's values."""

    def __init__(self, tables: tuple[Table, ...]) -> None:
        sheets = egil_reading.sheets()
        self.ids: dict[tuple[str, str], dict[str, str]] = {}
        for column in (one for table in tables for one in table.columns.values() if one.refers):
            self.ids[column.refers, column.to] = {}
        self.keys = {(table, to): directory_tables.key_of(sheets[table], to) for table, to in self.ids}

    def note(self, table: str, dn: str, cells: dict[str, str]) -> None:
        """Remember an entry; what several have is nobody's."""
        for (of, to), ids in self.ids.items():
            value = _name(dn) if not to else cells[self.keys[of, to]].casefold() if of == table else ""
            if of == table and value:
                ids[value] = cells["source_id"] if value not in ids else ""

    def resolved(self, table: Table, key: str, cell: str) -> str:
        """A cell with ids instead of what it points by. A name that leads nowhere is left out.

        A directory's groups hold others than pupils, and people are in other groups than classes. A value of
        a column that leads nowhere is kept, and so reported as a broken reference.
        """
        column, values = table.columns[key], [one for one in cell.split(_APART) if one]
        if column.refers:
            ids = self.ids[column.refers, column.to]
            if column.to:
                values = [ids.get(one.casefold()) or one for one in values]
            else:
                values = [found for one in values if (found := ids.get(_name(one), ""))]
        return " ".join(values if key in egil_reading.LISTS else values[:1])


def _name(dn: str) -> str:
    """An entry's name so that two ways of writing it are alike: capitals and blanks (RFC 4514)."""
    return _BLANKS.sub(r"\1", dn).casefold()
