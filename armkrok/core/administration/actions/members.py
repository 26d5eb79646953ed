"""Members: who works here."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from armkrok.core.access.actor import Actor
from armkrok.core.administration.errors import AlreadyLeft, AlreadyMember, ExternalIdTaken
from armkrok.core.administration.events import MemberSaved
from armkrok.core.events.recording import record
from armkrok.core.identity.people import find_or_add, read_number
from armkrok.core.members.models import Member
from armkrok.core.tenants.models import Unit
from armkrok.kit.days import now


@dataclass(frozen=True)
class MemberFacts:
    """What the organisation itself says of a member.

    None leaves what is known as it is. `ends_on` is the employment's last day; on the day after, it is ended.
    """

    email: str
    title: str = ""
    unit: Unit | None = None
    external_id: str | None = None
    user_name: str | None = None
    ends_on: date | None = None
    source: str | None = None


@transaction.atomic
def add_member(number: str, name: str, facts: MemberFacts, *, by: Actor) -> Member:
    """Add the person with this number, new or known; one who has left comes back.

    `name` is used only until an e-ID has told the real one. Raises NumberRefused, AlreadyMember and
    ExternalIdTaken.
    """
    person = find_or_add(read_number(number), name)
    member = Member.objects.select_for_update().filter(person=person).first()
    if member and member.left_at is None:
        raise AlreadyMember
    if member is None:
        member = Member(person=person)
    else:
        member.joined_at, member.left_at = now(), None
    return _saved(member, facts, by, is_new=True)


@transaction.atomic
def change_member(member: Member, facts: MemberFacts, *, by: Actor) -> Member:
    """Change address, title, unit, last day or the directory's ids; the log is told which, not what to."""
    member = Member.objects.locked(member)
    if member.left_at is not None:
        raise AlreadyLeft
    return _saved(member, facts, by, is_new=False)


def put_facts(member: Member, facts: MemberFacts) -> list[str]:
    """Set the facts on the row, without saving it; the names of those that became others."""
    wanted: dict[str, Any] = {
        "email": facts.email,
        "title": facts.title,
        "unit_id": facts.unit.pk if facts.unit else None,
    }
    wanted["ends_on"] = facts.ends_on
    known = ("external_id", "user_name", "source")
    wanted |= {name: getattr(facts, name) for name in known if getattr(facts, name) is not None}
    changed = [name for name, value in wanted.items() if getattr(member, name) != value]
    for name in changed:
        setattr(member, name, wanted[name])
    return [name.removesuffix("_id") if name == "unit_id" else name for name in changed if name != "source"]


def _saved(member: Member, facts: MemberFacts, by: Actor, *, is_new: bool) -> Member:
    changed = put_facts(member, facts)
    try:
        with transaction.atomic():
            member.save()
    except IntegrityError as error:
        raise ExternalIdTaken from error
    told = () if is_new else tuple(changed)
    record(MemberSaved(member.person_id, is_new=is_new, changed=told), about=member, by=by)
    return member
