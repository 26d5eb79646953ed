"""What a list of staff would do, line by line, compared with those who work here. Nothing is written."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from armkrok.core.administration.actions.members import MemberFacts
from armkrok.core.administration.actions.staff_lists import StaffLine
from armkrok.core.identity import sealed
from armkrok.core.identity.models import IdentityNumber
from armkrok.core.identity.people import NumberRefused, read_number
from armkrok.core.members.models import Member
from armkrok.core.tenants.models import Unit
from armkrok.kit.days import today

CHUNK = 2000
FACTS = ("email", "title", "unit", "external_id", "ends_on")


@dataclass(frozen=True)
class Planned:
    """One person of the list. `member` is none for a newcomer; `facts` is what the list makes of her."""

    line: int
    name: str
    number: str
    facts: MemberFacts
    member: Member | None = None
    changes: tuple[tuple[str, str, str], ...] = ()


@dataclass
class Plan:
    """Everybody in the list by what would happen, and the lines that cannot be used with the reason."""

    added: list[Planned] = field(default_factory=list)
    changed: list[Planned] = field(default_factory=list)
    same: list[Planned] = field(default_factory=list)
    ended: list[Member] = field(default_factory=list)
    bad: list[tuple[int, str, str]] = field(default_factory=list)

    def digest(self) -> str:
        """A fingerprint of all that would happen: the same only if nothing has changed since it was seen."""
        seen = [
            *sorted(f"+{one.line} {one.member and one.member.pk}" for one in self.added),
            *sorted(f"~{one.line} {one.member and one.member.pk} {one.changes}" for one in self.changed),
            *sorted(f"-{member.pk}" for member in self.ended),
            *sorted(f"!{line} {why}" for line, _name, why in self.bad),
        ]
        return hashlib.sha256("\n".join(seen).encode()).hexdigest()


class _Bad(Exception):
    """A line that cannot be used; the sentence says why."""


class Planner:
    """The members, units and numbers that lines are compared with, each read once."""

    def __init__(self, lines: Iterable[StaffLine]) -> None:
        self.lines = list(lines)
        self.members = list(Member.objects.select_related("person", "unit"))
        self.by_person = {member.person_id: member for member in self.members}
        self.by_external = {one.external_id: one for one in self.members if one.external_id}
        self.units = {unit.name.casefold(): unit for unit in Unit.objects.all()}
        self.persons = _persons(line.cell("number") for line in self.lines)
        self.seen: dict[str, int] = {}
        self.ids: dict[str, int] = {}

    def plan(self, *, is_whole: bool) -> Plan:
        """Judge every line. With `is_whole`, those who work here and are not in the list have left."""
        plan, kept = Plan(), set()
        for line in self.lines:
            try:
                one = self._judged(line)
            except _Bad as bad:
                plan.bad.append((line.line, line.cell("name") or line.cell("email"), str(bad)))
                continue
            if one.member:
                kept.add(one.member.pk)
            self._place(one, plan)
        if is_whole:
            plan.ended += [one for one in self.members if one.left_at is None and one.pk not in kept]
        return plan

    def _place(self, one: Planned, plan: Plan) -> None:
        has_ended = one.facts.ends_on is not None and one.facts.ends_on < today()
        works = one.member is not None and one.member.left_at is None
        if has_ended:
            if works and one.member:
                plan.ended.append(one.member)
            else:
                plan.same.append(one)
        elif not works:
            plan.added.append(one)
        else:
            (plan.changed if one.changes else plan.same).append(one)

    def _judged(self, line: StaffLine) -> Planned:
        if line.problem:
            raise _Bad(line.problem)
        number = _number(line.cell("number"))
        external = line.cell("external_id")
        member = self._member(number, external)
        self._demand_once(number or (str(member.person_id) if member else ""), external, line.line)
        name = line.cell("name") or (member.person.name if member else "")
        if not name:
            raise _Bad(_("Namnet saknas."))
        facts = self._facts(line, member)
        return Planned(line.line, name, number, facts, member, _changes(member, facts))

    def _member(self, number: str, external: str) -> Member | None:
        if not number and external not in self.by_external:
            raise _Bad(_("Personnumret saknas, och id:t är inte känt sedan tidigare."))
        person = self.persons.get(number)
        by_number = self.by_person.get(person) if person else None
        by_external = self.by_external.get(external) if external else None
        if number and by_external and (by_number is None or by_number.pk != by_external.pk):
            raise _Bad(_("Id:t {id} tillhör någon annan som finns här.").format(id=external))
        return by_number or by_external

    def _demand_once(self, key: str, external: str, line: int) -> None:
        for known, value, text in (
            (self.seen, key, _("Samma person står redan på rad {line}.")),
            (self.ids, external, _("Samma id står redan på rad {line}.")),
        ):
            if value and value in known:
                raise _Bad(text.format(line=known[value]))
            if value:
                known[value] = line

    def _facts(self, line: StaffLine, member: Member | None) -> MemberFacts:
        """What the list says, and what is known where it has no such column."""
        return MemberFacts(
            email=self._email(line, member),
            title=line.cell("title") if "title" in line.cells or not member else member.title,
            unit=self._unit(line, member),
            external_id=line.cell("external_id") or (member.external_id if member else ""),
            ends_on=_day(line.cell("ends_on")) if "ends_on" in line.cells or not member else member.ends_on,
            source=None if member and member.left_at is None else "csv",
        )

    def _email(self, line: StaffLine, member: Member | None) -> str:
        if "email" not in line.cells and member:
            return member.email
        email = line.cell("email")
        if not email:
            raise _Bad(_("E-postadressen saknas."))
        try:
            validate_email(email)
        except ValidationError as error:
            raise _Bad(_("E-postadressen {email} är inte hel.").format(email=email)) from error
        return email

    def _unit(self, line: StaffLine, member: Member | None) -> Unit | None:
        if "unit" not in line.cells:
            return member.unit if member else None
        name = line.cell("unit")
        if name and name.casefold() not in self.units:
            raise _Bad(_("Enheten {unit} finns inte. Lägg till den först.").format(unit=name))
        return self.units.get(name.casefold())


def _persons(texts: Iterable[str]) -> dict[str, UUID]:
    """The known persons' ids by twelve digits; as many questions as there are thousands of numbers."""
    numbers = []
    for text in texts:
        try:
            numbers.append(read_number(text))
        except NumberRefused:
            continue
    lookups = {sealed.lookup(number): number for number in numbers}
    keys = list(lookups)
    found: dict[str, UUID] = {}
    for start in range(0, len(keys), CHUNK):
        rows = IdentityNumber.objects.filter(lookup__in=keys[start : start + CHUNK])
        found |= {lookups[bytes(key)]: person for key, person in rows.values_list("lookup", "person_id")}
    return found


def _number(text: str) -> str:
    if not text:
        return ""
    try:
        return read_number(text)
    except NumberRefused as refusal:
        raise _Bad(str(refusal.text)) from refusal


def _day(text: str) -> date | None:
    if not text:
        return None
    for form in ("%Y-%m-%d", "%Y%m%d"):
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007  (a day, not a moment)
        except ValueError:
            continue
    raise _Bad(_("Skriv dagen {day} som 2026-11-27.").format(day=text))


def _changes(member: Member | None, facts: MemberFacts) -> tuple[tuple[str, str, str], ...]:
    """Fact, what it was and what it becomes, as text; nothing for newcomers."""
    if member is None or member.left_at is not None:
        return ()
    pairs = ((name, getattr(member, name) or "", getattr(facts, name) or "") for name in FACTS)
    return tuple((name, str(was), str(now)) for name, was, now in pairs if was != now)
