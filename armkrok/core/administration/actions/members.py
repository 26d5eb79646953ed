"""Members: who works here."""

from dataclasses import dataclass

from django.db import transaction

from armkrok.core.access.actor import Actor
from armkrok.core.access.models import RoleAssignment
from armkrok.core.administration.actions.roles import demand_another_administrator
from armkrok.core.administration.errors import AlreadyLeft, AlreadyMember
from armkrok.core.administration.events import EmploymentEnded, MemberSaved
from armkrok.core.events.recording import record
from armkrok.core.identity.people import find_or_add, read_number
from armkrok.core.members.models import Member
from armkrok.core.tenants.models import Unit
from armkrok.kit.days import now, today


@dataclass(frozen=True)
class MemberFacts:
    """What the organisation itself says of a member."""

    email: str
    title: str = ""
    unit: Unit | None = None


@transaction.atomic
def add_member(number: str, name: str, facts: MemberFacts, *, by: Actor) -> Member:
    """Add the person with this number, new or known; one who has left comes back.

    `name` is used only until an e-ID has told the real one. Raises NumberRefused and AlreadyMember.
    """
    person = find_or_add(read_number(number), name)
    member = Member.objects.select_for_update().filter(person=person).first()
    if member and member.left_at is None:
        raise AlreadyMember
    if member is None:
        member = Member(person=person)
    else:
        member.joined_at, member.left_at = now(), None
    return _saved(member, facts, by)


@transaction.atomic
def change_member(member: Member, facts: MemberFacts, *, by: Actor) -> Member:
    """Change address, title or unit."""
    member = Member.objects.locked(member)
    if member.left_at is not None:
        raise AlreadyLeft
    return _saved(member, facts, by)


def _saved(member: Member, facts: MemberFacts, by: Actor) -> Member:
    member.email, member.title, member.unit = facts.email, facts.title, facts.unit
    member.save()
    record(MemberSaved(person_id=member.person_id), about=member, by=by)
    return member


@transaction.atomic
def end_employment(member: Member, *, by: Actor) -> None:
    """The person has left: every role here ends this minute. What she has signed stays."""
    member = Member.objects.locked(member)
    if member.left_at is not None:
        raise AlreadyLeft
    roles = RoleAssignment.objects.filter(RoleAssignment.not_over(today()), person_id=member.person_id)
    demand_another_administrator(without=list(roles))
    moment = now()
    ended = roles.update(ended_at=moment)
    member.left_at = moment
    member.save(update_fields=["left_at"])
    record(EmploymentEnded(person_id=member.person_id, roles=ended), about=member, by=by)
