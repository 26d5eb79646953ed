"""Records into temporary tables, by COPY, a few thousand at a time.

What a row says by itself is judged here: its ids, days, numbers and codes. What it says of others is judged
in the tables, see judging. A faulty row is staged all the same: it is in the source, and so not gone.
"""

from collections.abc import Callable, Collection, Iterable
from typing import Any

from django.db.backends.utils import CursorWrapper
from django.utils.translation import gettext as _

from armkrok.core.identity import people, sealed
from armkrok.kit.ids import uuid7
from armkrok.services.school.importing import records as told
from armkrok.services.school.importing import words
from armkrok.services.school.importing.findings import Findings
from armkrok.services.school.importing.parsing import NOTHING, BadDay, a_day, an_id, cell, digest
from armkrok.services.school.importing.tables import (
    DAYS,
    LINKS,
    MENTIONED_SQL,
    OBJECTS,
    Links,
    Objects,
    create_sql,
)
from armkrok.services.school.queries.fault_words import WORDS

BATCH = 5000
MOST = 5_000_000
"""Records of a reading. A municipality of 140 000 pupils tells of some two millions."""


class Stager:
    """Fills the temporary tables. Memory is bounded by BATCH rows of each kind."""

    def __init__(self, cursor: CursorWrapper, findings: Findings) -> None:
        self.cursor = cursor
        self.findings = findings
        self.waiting: dict[type, list[str]] = {}
        self.read: dict[str, int] = {one.kind: 0 for one in (*OBJECTS, *LINKS)}
        self.lengths = {one.record: _lengths(one) for one in (*OBJECTS, *LINKS)}
        self.tables: dict[type, Objects | Links] = {one.record: one for one in (*OBJECTS, *LINKS)}
        self.values: dict[type, Callable[[Any], tuple[Any, ...]]] = {
            told.UnitRecord: self._unit,
            told.PersonRecord: self._person,
            told.DutyRecord: self._duty,
            told.GroupRecord: self._group,
            told.ActivityRecord: self._activity,
        }
        self.mentioned: list[str] = []
        self.places = 0
        cursor.execute(MENTIONED_SQL)
        for table in self.tables.values():
            cursor.execute(create_sql(table))

    def take(self, records: Iterable[told.Record]) -> None:
        """Stage all of it, then let the planner know how much it was."""
        for number, record in enumerate(records):
            if number >= MOST:
                raise told.SourceFailed(_("Källan lämnar fler rader än något elevregister har."))
            if isinstance(record, told.Mentioned):
                self._mention(record.ids)
            elif isinstance(record, told.Unreadable):
                self.findings.add(record.code, record.kind, record.what, record.object_id, record.line)
                self._mention(record.ids)
            else:
                self._put(record)
        self._keep_mentioned()
        for kind in list(self.waiting):
            self._flush(kind)
        for table in self.tables.values():
            self.cursor.execute(f"ANALYZE {table.stage}")

    def _mention(self, ids: Collection[str]) -> None:
        self.places += 1
        self.mentioned += [f"{self.places}\t{one}\n" for one in ids]
        if len(self.mentioned) >= BATCH:
            self._keep_mentioned()

    def _keep_mentioned(self) -> None:
        with self.cursor.copy("COPY stage_mentioned (place, id) FROM STDIN") as copy:
            copy.write("".join(self.mentioned).encode())
        self.mentioned.clear()

    def _put(self, record: Any) -> None:
        kind = type(record)
        table = self.tables[kind]
        self.read[table.kind] += 1
        line = self._link(table, record) if isinstance(table, Links) else self._object(table, record)
        if line is None:
            return
        rows = self.waiting.setdefault(kind, [])
        rows.append(line)
        if len(rows) >= BATCH:
            self._flush(kind)

    def _flush(self, kind: type) -> None:
        rows, table = self.waiting.pop(kind), self.tables[kind]
        with self.cursor.copy(f"COPY {table.stage} ({', '.join(_columns(table))}) FROM STDIN") as copy:
            copy.write("".join(rows).encode("utf-8", "replace"))

    # ---- one row

    def _object(self, table: Objects, record: Any) -> str | None:
        own = an_id(record.source_id)
        if not own and isinstance(record, told.DutyRecord) and not record.source_id:
            own = told.employment_id(record.unit, record.person)
        if not own:
            self.findings.add("bad_id", table.kind, object_id=record.source_id, line=record.line)
            return None
        refs, is_whole = [], True
        for name, kind, must in table.refs:
            text = getattr(record, name)
            refs.append(an_id(text))
            if (must or text) and not refs[-1]:
                self._refuse_ref(table.kind, kind, text, own, record.line)
                is_whole = False
        values = self.values[type(record)](record)
        is_whole &= self._fits(table, values, own, record)
        values, days_are_good = self._with_days(table, record, own, values)
        cells = (own, str(uuid7()), *(one or NOTHING for one in refs), *map(cell, values))
        fault = "f" if is_whole and days_are_good else "t"
        marks = (cell(digest((*refs, *_stable(record, values)))), fault, cell(record.line))
        return "\t".join((*cells, *marks)) + "\n"

    def _link(self, table: Links, record: Any) -> str | None:
        a_text, b_text = getattr(record, table.a[0]), getattr(record, table.b[0])
        a, b = an_id(a_text), an_id(b_text)
        if not a or not b:
            other, text = (table.b[1], b_text) if a else (table.a[1], a_text)
            self._refuse_ref(table.kind, other, text, a or a_text, record.line)
            return None
        if not table.key and not table.dated:
            return f"{a}\t{b}\tf\t{cell(record.line)}\n"
        own = self._link_values(table, record, a)
        is_whole = self._fits(table, own, a, record)
        if table.dated:
            own, days_are_good = self._with_days(table, record, a, own)
            is_whole &= days_are_good
        return "\t".join((a, b, *map(cell, own), "f" if is_whole else "t", cell(record.line))) + "\n"

    def _link_values(self, table: Links, record: Any, own: str) -> tuple[Any, ...]:
        if isinstance(record, told.EnrolmentRecord):
            self._known(record.school_type, words.SCHOOL_TYPES, table.kind, own, record.line)
            year = self._year(record, own)
            return (record.school_type.strip(), year, record.programme.strip())
        if isinstance(record, told.ResponsibleRecord):
            self._known(record.relation, words.RELATIONS, table.kind, own, record.line)
            return (record.relation.strip(),)
        if isinstance(record, told.AssignmentRecord):
            self._known(record.role, words.ASSIGNMENTS, table.kind, own, record.line)
            return (record.role.strip(),)
        return ()

    def _refuse_ref(self, kind: str, other: str, text: str, own: str, line: int | None) -> None:
        if text:
            what = _("Hänvisar till {other} med ett felaktigt id.").format(other=WORDS[other])
            self.findings.add("broken_reference", kind, what, own, line)
        else:
            what = _("Hänvisning till {other} saknas.").format(other=WORDS[other])
            self.findings.add("missing_value", kind, what, own, line)

    # ---- what each kind has of its own, in the order of its table's columns

    def _unit(self, record: told.UnitRecord) -> tuple[Any, ...]:
        self._known(record.kind, words.UNIT_KINDS, "SchoolUnit", record.source_id, record.line)
        for one in record.school_types:
            self._known(one, words.SCHOOL_TYPES, "SchoolUnit", record.source_id, record.line)
        types = tuple(one.strip()[:20] for one in record.school_types)
        return (
            record.kind.strip(),
            record.name.strip(),
            record.code.strip(),
            types,
            record.municipality_code.strip(),
        )

    def _person(self, record: told.PersonRecord) -> tuple[Any, ...]:
        marking, is_known = words.marking(record.marking)
        if not is_known:
            self.findings.add("unknown_marking", "RosterPerson", "", record.source_id, record.line)
        self._known(record.status, words.STATUSES, "RosterPerson", record.source_id, record.line)
        number = self._number(record)
        return (
            record.given_name.strip(), record.surname.strip(), record.eppn.strip(), record.email.strip(),
            sealed.seal(number) if number else b"", sealed.lookup(number) if number else None,
            record.birth_date, record.sex.strip()[:10], marking, record.status.strip() or "Aktiv",
        )  # fmt: skip

    def _duty(self, record: told.DutyRecord) -> tuple[Any, ...]:
        self._known(record.role, words.DUTY_ROLES, "Duty", record.source_id, record.line)
        return record.role.strip(), record.signature.strip()

    def _group(self, record: told.GroupRecord) -> tuple[Any, ...]:
        self._known(record.kind, words.GROUP_KINDS, "PupilGroup", record.source_id, record.line)
        if record.school_type:
            self._known(record.school_type, words.SCHOOL_TYPES, "PupilGroup", record.source_id, record.line)
        return record.name.strip(), record.kind.strip(), record.school_type.strip()

    def _activity(self, record: told.ActivityRecord) -> tuple[Any, ...]:
        self._known(record.kind, words.ACTIVITY_KINDS, "Activity", record.source_id, record.line)
        parent = an_id(record.parent) or None
        subject = record.subject_code.strip(), record.subject_name.strip()
        return record.name.strip(), record.kind.strip(), *subject, parent

    # ---- what is judged in each

    def _known(self, code: str, known: frozenset[str], kind: str, own: str, line: int | None) -> None:
        if code.strip() not in known and code.strip():
            what = _("Okänd kod: {code}").format(code=code.strip()[:60])
            self.findings.add("unknown_word", kind, what, own, line)

    def _number(self, record: told.PersonRecord) -> str:
        if not record.number.strip():
            return ""
        try:
            return people.read_number(record.number)
        except people.NumberRefused:
            self.findings.add("bad_number", "RosterPerson", "", record.source_id, record.line)
            return ""

    def _year(self, record: told.EnrolmentRecord, own: str) -> int | None:
        text = record.school_year.strip()
        if text.isdecimal() and len(text) <= 2 and int(text) <= 10:
            return int(text)
        if text:
            self.findings.add("bad_year", "Enrolment", "", own, record.line)
        return None

    def _with_days(
        self, table: Objects | Links, record: Any, own: str, values: tuple[Any, ...]
    ) -> tuple[tuple[Any, ...], bool]:
        """The values with their days, and whether the days are days, in order."""
        if isinstance(record, told.PersonRecord):
            return self._with_birth(record, own, values), True
        if isinstance(record, told.UnitRecord):
            return values, True
        try:
            first, last = a_day(record.start_on), a_day(record.end_on)
        except BadDay:
            first, last = "1", "0"
        if NOTHING not in {first, last} and last < first:
            self.findings.add("bad_day", table.kind, "", own, record.line)
            return (*values, None, None), False
        return (*values, first if first != NOTHING else None, last if last != NOTHING else None), True

    def _with_birth(self, record: told.PersonRecord, own: str, values: tuple[Any, ...]) -> tuple[Any, ...]:
        try:
            born: str | None = a_day(record.birth_date)
        except BadDay:
            self.findings.add("bad_birth", "RosterPerson", "", own, record.line)
            born = None
        return tuple(
            (None if born == NOTHING else born) if place == 6 else value for place, value in enumerate(values)
        )

    def _fits(self, table: Objects | Links, values: tuple[Any, ...], own: str, record: Any) -> bool:
        lengths = self.lengths[table.record]
        for (name, most), value in zip(lengths, values, strict=False):
            if isinstance(value, str) and most and len(value) > most:
                what = _("För lång text i {name}.").format(name=name)
                self.findings.add("too_long", table.kind, what, own, record.line)
                return False
        if _has_what_it_must(table, values):
            return True
        self.findings.add("missing_value", table.kind, _("Namn, typ eller roll saknas."), own, record.line)
        return False


def _has_what_it_must(table: Objects | Links, values: tuple[Any, ...]) -> bool:
    """Names and kinds: one of its two names is enough for a person."""
    if table.record is told.PersonRecord:
        return bool(values[0] or values[1])
    if table.record in {told.UnitRecord, told.GroupRecord, told.ActivityRecord}:
        return bool(values[0] and values[1])
    return bool(values[0]) if values else True


def _stable(record: Any, values: tuple[Any, ...]) -> tuple[Any, ...]:
    """What the digest is made of: a number is sealed anew each time, and its keyed hash says the same."""
    return values[:4] + values[5:] if isinstance(record, told.PersonRecord) else values


def _columns(table: Objects | Links) -> tuple[str, ...]:
    if isinstance(table, Objects):
        refs = (name for name, _kind, _must in table.refs)
        return ("id", "row_id", *refs, *table.columns, "digest", "fault", "line")
    return ("a", "b", *table.key, *table.values, *(DAYS if table.dated else ()), "fault", "line")


def _lengths(table: Objects | Links) -> list[tuple[str, int | None]]:
    columns = table.columns if isinstance(table, Objects) else {**table.key, **table.values}
    return [(name, getattr(table.model._meta.get_field(name), "max_length", None)) for name in columns]
