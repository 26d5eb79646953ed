"""Schools, school units and the authority: which may be told of, and how they are told of."""

from collections.abc import Collection, Iterator

from armkrok.services.school.egil import objects, rendering
from armkrok.services.school.models import Kind, SchoolUnit
from armkrok.services.school.sending.notes import Notes
from armkrok.services.school.sending.people import FAILED, Told
from armkrok.services.school.sending.picture import UnitRow
from armkrok.services.school.sending.rules import Rule

AUTHORITY, SCHOOL, UNIT = (one.value for one in SchoolUnit.Kind)


class Schools:
    """All of an organisation's, by the row's id; `rule` chooses among school units.

    One without a national code can't be told of, unless the receiver has it already: `there` are its ids.
    """

    def __init__(
        self, rows: dict[str, UnitRow], rule: Rule | None, notes: Notes, there: Collection[str] = ()
    ) -> None:
        self.rows, self.notes = rows, notes
        units = (one for one in rows.values() if one.kind == UNIT and (one.code or one.source_id in there))
        self._open = frozenset(one.source_id for one in units if rule is None or rule(_facts(one)))

    def is_open(self, source_id: str) -> bool:
        """Whether it is a school unit that may be told of."""
        return source_id in self._open

    def units(self, used: Collection[str]) -> Iterator[Told]:
        """School units that are used, by source id."""
        for row in self.rows.values():
            if row.source_id in used:
                yield self.one(Kind.SCHOOL_UNIT, row.pk)

    def above(self, kind: Kind, used: Collection[str]) -> Iterator[Told]:
        """What the used ones are parts of: schools, or the authority."""
        called = SCHOOL if kind is Kind.SCHOOL_UNIT_GROUP else AUTHORITY
        rows = [one for one in self.rows.values() if one.source_id in used]
        for pk in dict.fromkeys(found.pk for one in rows if (found := self._ancestor(one, called))):
            yield self.one(kind, pk)

    def one(self, kind: Kind, pk: str) -> Told:
        """One of them, rendered."""
        row = self.rows[pk]
        if kind is Kind.SCHOOL_UNIT:
            return self._unit(row)
        body = rendering.named(kind.label, objects.Named(row.source_id, row.name))
        return Told(row.pk, row.source_id, body, None, row.name, ("displayName",))

    def _unit(self, row: UnitRow) -> Told:
        top, group = (
            found.source_id if (found := self._ancestor(row, one)) else "" for one in (AUTHORITY, SCHOOL)
        )
        one = objects.SchoolUnit(
            row.source_id, row.name, row.code, top, group, row.school_types, row.municipality_code
        )
        try:
            body = rendering.school_unit(one)
        except rendering.Unrenderable as problem:
            self.notes.add(FAILED, str(problem), Kind.SCHOOL_UNIT, sent_id=one.id, name=row.name)
            return Told(row.pk, one.id, None, None, row.name, ())
        return Told(row.pk, one.id, body, None, row.name, ("displayName", "schoolUnitCode"))

    def _ancestor(self, unit: UnitRow, called: str) -> UnitRow | None:
        above: UnitRow | None = unit
        for _step in range(10):  # a source may have told of a school that is above itself
            above = self.rows.get(above.parent) if above else None
            if above is None or above.kind == called:
                return above
        return None


def _facts(unit: UnitRow) -> dict[str, list[str]]:
    return {
        "id": [unit.source_id],
        "displayName": [unit.name],
        "schoolUnitCode": [unit.code],
        "schoolTypes": list(unit.school_types),
        "municipalityCode": [unit.municipality_code],
    }
