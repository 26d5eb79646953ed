"""What a receiver is to have today: chosen groups, those in them, their teachers, and their schools."""

from collections.abc import Callable, Collection, Iterator, Mapping
from itertools import islice

from armkrok.services.school.egil import ids, objects
from armkrok.services.school.models import Kind
from armkrok.services.school.sending.decisions import Decision, known_by
from armkrok.services.school.sending.notes import Notes
from armkrok.services.school.sending.people import SKIPPED, People, Terms, Told, may_be_told
from armkrok.services.school.sending.picture import DutyRow, GroupRow, UnitRow
from armkrok.services.school.sending.reading import MembersRow, Reading
from armkrok.services.school.sending.rules import Rule
from armkrok.services.school.sending.schools import UNIT, Schools

GROUPS_AT_ONCE = 1000
NOBODY = MembersRow("", "", "")


class Choice:
    """What is chosen, and each object of it rendered.

    Kinds are streamed in the order of PLANNED: groups need to know which people are told of, activities
    which groups, schools who is there. Afterwards again() gives chosen objects anew from the roster, in any
    order; it leaves out who has become protected since.
    """

    PLANNED = (
        Kind.STUDENT,
        Kind.TEACHER,
        Kind.STUDENT_GROUP,
        Kind.ACTIVITY,
        Kind.EMPLOYMENT,
        Kind.SCHOOL_UNIT,
        Kind.SCHOOL_UNIT_GROUP,
        Kind.ORGANISATION,
    )

    def __init__(
        self, reading: Reading, terms: Terms, rules: Mapping[str, Rule], block: Rule | None, notes: Notes
    ) -> None:
        self.reading, self.terms, self.rules, self.notes = reading, terms, rules, notes
        self.schools = Schools({}, None, notes)
        self.groups: dict[str, GroupRow] = {}
        self.people = People(terms, rules, block, notes, lambda one: self.schools.is_open(one))
        self.renderer = self.people.renderer
        self.pupils: dict[str, str] = {}
        self.pupil_rows: set[str] = set()
        self.teachers: dict[str, str] = {}
        self.duties: dict[tuple[str, str], DutyRow] = {}
        self.taught_by: dict[str, set[str]] = {}
        self.parents: dict[str, set[str]] = {}
        self.kept_groups: set[str] = set()
        self.used_units: set[str] = set()

    # ---- choosing

    def choose(
        self, wanted: Collection[str], decisions: Mapping[str, Decision], there: Collection[str]
    ) -> None:
        """Settle which groups, and who teaches them; the rest is streamed. `there`: units that are sent."""
        self.people.decisions = decisions
        self.schools = Schools(self.reading.units(), self.rules.get("SchoolUnit"), self.notes, there)
        self.groups = {one.pk: one for one in self.reading.groups() if self._is_chosen(one, wanted)}
        self._find_teachers()

    def _is_chosen(self, group: GroupRow, wanted: Collection[str]) -> bool:
        rule = self.rules.get("StudentGroup")
        unit = self.schools.rows.get(group.unit)
        if group.pk not in wanted and not (rule and rule(_group_facts(group, unit))):
            return False
        if unit is None or not self.schools.is_open(unit.source_id):
            why = "no-school-code" if unit and unit.kind == UNIT and not unit.code else "no-unit"
            self.notes.add(SKIPPED, why, Kind.STUDENT_GROUP, sent_id=group.source_id, name=group.name)
            return False
        return True

    def _find_teachers(self) -> None:
        """Who teaches each group, by her employment at the group's own school; others are noted."""
        candidates: dict[str, set[str]] = {}
        rule = self.rules.get("Activity")
        for row in self.reading.taught(self.groups):
            about = {"id": [row.id], "displayName": [row.name], "subjectCode": [row.subject_code]}
            if rule and not rule(about):
                continue
            candidates.setdefault(row.group, set()).add(row.person)
            if row.parent:
                self.parents.setdefault(row.group, set()).add(row.parent)
        everybody = set().union(*candidates.values())
        duties = self._duties_of(everybody)
        missing: set[str] = set()
        for group, people in candidates.items():
            unit = self.groups[group].unit
            found = {person for person in people if (unit, person) in duties}
            missing |= people - found
            if found:
                self.taught_by[group] = found
        self.duties = duties
        for person in sorted(missing):
            self.notes.add(SKIPPED, "no-employment", Kind.EMPLOYMENT, subject=person)

    def _duties_of(self, people: Collection[str]) -> dict[tuple[str, str], DutyRow]:
        """By unit and person the first that counts; two at one school are one Employment."""
        rule = self.rules.get("Employment")
        found: dict[tuple[str, str], DutyRow] = {}
        for person, unit, duty in self.reading.duties():
            if person not in people:
                continue
            place = self.schools.rows.get(unit)
            about = {"employedAt": [place.source_id] if place else [], "employmentRole": [duty.role]}
            if rule is None or rule(about):
                found.setdefault((unit, person), duty)
        return found

    # ---- everything, once

    def stream(self, kind: Kind) -> Iterator[Told]:
        """Every chosen object of the kind, rendered."""
        return _STREAMS[kind](self)

    def _students(self) -> Iterator[Told]:
        for row in self.reading.pupils_of(self.groups):
            told = self.people.told(Kind.STUDENT, row)
            if told:
                if told.body is not None:
                    self.keep_student(row.source_id, told)
                yield told if told.body is not None else told._replace(key=row.source_id)
        if "Student" in self.rules:
            for row in self.reading.pupils_outside(self.groups):
                if self.people.is_chosen(Kind.STUDENT, row):
                    self.notes.add(SKIPPED, "no-group", Kind.STUDENT, subject=row.pk)

    def keep_student(self, source_id: str, told: Told) -> None:
        """The pupil is, or will be, at the receiver: she may be told of as a member."""
        self.pupils[source_id] = told.sent_id
        if told.subject:
            self.pupil_rows.add(told.subject)
        self.used_units.update(told.units)

    def _staff(self) -> Iterator[Told]:
        people = set().union(*self.taught_by.values())
        for row in self.reading.staff(sorted(people)):
            told = self.people.told(Kind.TEACHER, row)
            if told is None:
                continue
            is_pupil = row.pk in self.pupil_rows
            if told.body is not None or is_pupil:
                self.teachers[row.pk] = told.sent_id
            if not is_pupil:
                yield told
        for group, staff in self.taught_by.items():
            self.taught_by[group] = {one for one in staff if one in self.teachers}

    def _student_groups(self) -> Iterator[Told]:
        keys = iter(self.groups)
        while some := list(islice(keys, GROUPS_AT_ONCE)):
            members = self.reading.members(some)
            for key in some:
                told = self._group(self.groups[key], members.get(key, NOBODY))
                if told:
                    self.kept_groups.add(key)
                    self.used_units.add(self.schools.rows[self.groups[key].unit].source_id)
                    yield told

    def _activities(self) -> Iterator[Told]:
        for key in self.groups:
            if key in self.kept_groups and self.taught_by.get(key):
                yield self._activity(self.groups[key])

    def _employments(self) -> Iterator[Told]:
        used = {
            (self.groups[group].unit, person)
            for group in self.kept_groups
            for person in self.taught_by.get(group, ())
        }
        for unit, person in sorted(used):
            yield self._employment(unit, person)

    def _school_units(self) -> Iterator[Told]:
        return self.schools.units(self.used_units)

    def _school_unit_groups(self) -> Iterator[Told]:
        return self.schools.above(Kind.SCHOOL_UNIT_GROUP, self.used_units)

    def _organisations(self) -> Iterator[Told]:
        return self.schools.above(Kind.ORGANISATION, self.used_units)

    # ---- chosen ones, anew

    def again(self, kind: Kind, keys: Collection[str], decisions: Mapping[str, Decision]) -> Iterator[Told]:
        """These objects, by key, from the roster as it is now; without those no longer to be told."""
        self.people.decisions = decisions
        if kind is Kind.STUDENT:
            for row in self.reading.pupils(keys):
                if not self.groups.keys().isdisjoint((row.groups or "").split(",")):
                    yield from _some(self.people.told(kind, row))
        elif kind is Kind.TEACHER:
            for row in self.reading.staff(keys):
                yield from _some(self.people.told(kind, row))
        elif kind is Kind.STUDENT_GROUP:
            members = self.reading.members(keys)
            for key in keys:
                yield from _some(self._group(self.groups[key], members.get(key, NOBODY)))
        else:
            yield from (self._one(kind, key) for key in keys)

    def _one(self, kind: Kind, key: str) -> Told:
        if kind is Kind.ACTIVITY:
            return self._activity(self.groups[key])
        if kind is Kind.EMPLOYMENT:
            unit, _between, person = key.partition(" ")
            return self._employment(unit, person)
        return self.schools.one(kind, key)

    # ---- one object

    def _group(self, group: GroupRow, row: MembersRow) -> Told | None:
        pupils = self.pupils
        hidden = self._hidden(row.guarded) if row.guarded else ()
        members = [pupils[one] for one in row.members.split(",") if one in pupils and one not in hidden]
        if not members and not self.taught_by.get(group.pk):
            self.notes.add(
                SKIPPED, "empty-group", Kind.STUDENT_GROUP, sent_id=group.source_id, name=group.name
            )
            return None
        if self.terms.is_pseudonymous or row.guarded or len(self.people.decisions):
            members.sort()
        unit = self.schools.rows[group.unit].source_id
        one = objects.StudentGroup(
            group.source_id, group.name, unit, group.kind, group.school_type, tuple(members)
        )
        names = self.renderer.names("StudentGroup")
        return Told(group.pk, one.id, self.renderer.student_group(one), None, group.name, names)

    def _hidden(self, guarded: str) -> set[str]:
        """Source ids of those who may not be told of, or not any more under the id that they have here."""
        hidden = set()
        for pair in guarded.split(","):
            pk, _between, source_id = pair.partition(":")
            decision = self.people.decisions.get(pk)
            known = self.terms.identify(known_by(source_id, decision))
            if not may_be_told(True, decision) or self.pupils.get(source_id) != known:
                hidden.add(source_id)
        return hidden

    def _activity(self, group: GroupRow) -> Told:
        unit = self.schools.rows[group.unit].source_id
        staff = self.taught_by.get(group.pk, ())
        teachers = sorted(ids.derived(unit, self.teachers[one]) for one in staff if one in self.teachers)
        one = objects.Activity(
            ids.derived(group.source_id, unit), group.name, unit, (group.source_id,), tuple(teachers),
            tuple(sorted(self.parents.get(group.pk, ()))),
        )  # fmt: skip
        names = self.renderer.names("Activity")
        return Told(group.pk, one.id, self.renderer.activity(one), None, group.name, names)

    def _employment(self, unit: str, person: str) -> Told:
        duty, place = self.duties[unit, person], self.schools.rows[unit].source_id
        teacher = self.teachers[person]
        one = objects.Employment(ids.derived(place, teacher), place, teacher, duty.role, duty.signature)
        names = self.renderer.names("Employment")
        return Told(f"{unit} {person}", one.id, self.renderer.employment(one), person, "", names)


_STREAMS: Mapping[Kind, Callable[[Choice], Iterator[Told]]] = {
    Kind.STUDENT: Choice._students,
    Kind.TEACHER: Choice._staff,
    Kind.STUDENT_GROUP: Choice._student_groups,
    Kind.ACTIVITY: Choice._activities,
    Kind.EMPLOYMENT: Choice._employments,
    Kind.SCHOOL_UNIT: Choice._school_units,
    Kind.SCHOOL_UNIT_GROUP: Choice._school_unit_groups,
    Kind.ORGANISATION: Choice._organisations,
}


def _some(told: Told | None) -> Iterator[Told]:
    if told and told.body is not None:
        yield told


def _group_facts(group: GroupRow, unit: UnitRow | None) -> dict[str, list[str]]:
    return {
        "id": [group.source_id],
        "displayName": [group.name],
        "studentGroupType": [group.kind],
        "schoolType": [group.school_type],
        "owner": [unit.source_id] if unit else [],
        "schoolUnitCode": [unit.code] if unit else [],
    }
