"""From a person's row to a User on the wire: who may be told of, and how."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import NamedTuple

from armkrok.core.identity import sealed
from armkrok.services.school.egil import ids, objects
from armkrok.services.school.egil.rendering import Renderer, Unrenderable
from armkrok.services.school.models import Kind, SendNote
from armkrok.services.school.sending.decisions import ALIAS, ORDINARY, Decision, known_by
from armkrok.services.school.sending.notes import Notes
from armkrok.services.school.sending.picture import PersonRow
from armkrok.services.school.sending.reading import FIELD, ROW
from armkrok.services.school.sending.rules import Facts, Rule

SKIPPED, FAILED = SendNote.Weight.SKIPPED, SendNote.Weight.FAILED


class Told(NamedTuple):
    """One object as it is to be at the receiver. `body` is None when it could not be rendered.

    `key` finds it in the roster again. `number` is the personal number in the body, to be hidden in what we
    keep of it.
    """

    key: str
    sent_id: str
    body: bytes | None
    subject: str | None
    name: str
    attributes: tuple[str, ...]
    number: str = ""
    units: tuple[str, ...] = ()


class Terms(NamedTuple):
    """On what terms a receiver is told: `released` attributes by type, its own key, whose ids."""

    released: Mapping[str, frozenset[str]]
    key: bytes
    is_pseudonymous: bool

    def identify(self, source_id: str) -> str:
        """The id that the receiver knows a person by."""
        return ids.pseudonym(self.key, f"id:{source_id}") if self.is_pseudonymous else source_id

    @property
    def with_numbers(self) -> bool:
        """Whether anybody's personal number is told."""
        return any("civicNo" in names for names in self.released.values())


class People:
    """Renders people who may be told of, and notes why others may not."""

    def __init__(
        self,
        terms: Terms,
        rules: Mapping[str, Rule],
        block: Rule | None,
        notes: Notes,
        is_open_unit: Callable[[str], bool],
    ) -> None:
        self.terms, self.rules, self.block, self.notes = terms, rules, block, notes
        self.is_open_unit = is_open_unit
        self.renderer = Renderer(terms.released, terms.key)
        self.decisions: Mapping[str, Decision] = {}

    def told(self, kind: Kind, row: PersonRow) -> Told | None:
        """The person as a User; None when she is not to be told of."""
        decision = self.decisions.get(row.pk)
        if not self._may_be_told(kind, row, decision):
            return None
        enrolments = self._enrolments(row) if kind is Kind.STUDENT else ()
        if kind is Kind.STUDENT and not enrolments:
            self.notes.add(SKIPPED, "no-enrolment", kind, subject=row.pk)
            return None
        one = self._user(kind, row, decision, enrolments)
        units = tuple(place.unit for place in enrolments)
        try:
            body = self.renderer.user(kind.label, one)
        except Unrenderable as problem:
            self.notes.add(FAILED, str(problem), kind, sent_id=one.id, subject=row.pk)
            return Told(row.pk, one.id, None, row.pk, "", (), "", units)
        names = self.renderer.names(kind.label, one)
        return Told(row.pk, one.id, body, row.pk, "", names, one.civic_number, units)

    def is_chosen(self, kind: Kind, row: PersonRow) -> bool:
        """Whether the receiver's own rules choose the person."""
        rule = self.rules.get(kind.label)
        return rule is None or rule(facts(row))

    def _may_be_told(self, kind: Kind, row: PersonRow, decision: Decision | None) -> bool:
        if not may_be_told(row.is_guarded, decision):
            self.notes.add(SKIPPED, "protected", kind, subject=row.pk)
            return False
        if self.block and self.block(facts(row)):
            self.notes.add(SKIPPED, "blocked", kind, subject=row.pk)
            return False
        return self.is_chosen(kind, row)

    def _user(
        self, kind: Kind, row: PersonRow, decision: Decision | None, enrolments: tuple[objects.Enrolment, ...]
    ) -> objects.User:
        known = known_by(row.source_id, decision)
        if decision and decision.policy == ALIAS:
            names = (decision.eppn, decision.given_name, decision.surname, decision.email)
            return objects.User(self.terms.identify(known), known, *names, enrolments=enrolments)
        number = ""
        if row.civic_sealed and "civicNo" in self.terms.released[kind.label]:
            number = sealed.unseal(bytes(row.civic_sealed))
        return objects.User(
            self.terms.identify(known), known, row.eppn, row.given_name, row.surname, row.email, number,
            enrolments, row.is_guarded,
        )  # fmt: skip

    def _enrolments(self, row: PersonRow) -> tuple[objects.Enrolment, ...]:
        found = places(row.places or "")
        if len(found) == 1 and self.is_open_unit(found[0].unit):
            return found
        return tuple(one for one in found if self.is_open_unit(one.unit))


def may_be_told(is_guarded: bool, decision: Decision | None) -> bool:
    """Whether a person may be told of at all: a protected one only by a decision about her."""
    if decision is None:
        return not is_guarded
    return decision.policy in {ALIAS, ORDINARY}


@lru_cache(8192)
def places(text: str) -> tuple[objects.Enrolment, ...]:
    """Enrolments as the database put them together."""
    found = []
    for row in text.split(ROW) if text else ():
        unit, year, school_type, programme = row.split(FIELD)
        found.append(objects.Enrolment(unit, int(year) if year else None, school_type, programme))
    return tuple(found)


def facts(row: PersonRow) -> Facts:
    """What rules may ask about a person."""
    found = places(row.places or "")
    known = {
        "id": [row.source_id],
        "enrolments": [one.unit for one in found],
        "schoolYear": [str(one.school_year) for one in found if one.school_year is not None],
        "schoolType": [one.school_type for one in found],
        "programCode": [one.programme for one in found if one.programme],
    }
    named = {
        "userName": [row.eppn],
        "displayName": [f"{row.given_name} {row.surname}".strip()],
        "name.givenName": [row.given_name],
        "name.familyName": [row.surname],
        "emails": [row.email],
    }
    return {**known, **named}
