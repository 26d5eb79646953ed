"""Users: members whom a directory adds, changes, switches off and removes."""

from dataclasses import dataclass, replace
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.db.models.functions import Lower

from armkrok.core.access.actor import Actor
from armkrok.core.access.models import RoleAssignment
from armkrok.core.administration.actions.leaving import end_employment
from armkrok.core.administration.actions.members import MemberFacts, put_facts
from armkrok.core.administration.events import MemberSaved, UnitSaved
from armkrok.core.events.recording import record
from armkrok.core.identity import sealed
from armkrok.core.identity.models import IdentityNumber, Person
from armkrok.core.identity.people import add_person, find, find_or_add, has_number, read_number
from armkrok.core.members.models import Member
from armkrok.core.notifications.models import Task
from armkrok.core.scim import queries
from armkrok.core.scim.errors import NoAddress, NumberStays, Taken, TooLong
from armkrok.core.scim.models import Provisioned
from armkrok.core.scim.reading import is_address
from armkrok.core.scim.schemas import EnterpriseUser, SwedishUser
from armkrok.core.tenants.models import Unit
from armkrok.core.tenants.scope import current_organisation_id, scope
from armkrok.kit.days import now
from armkrok.kit.numbers import is_coordination_number


@dataclass(frozen=True)
class UserFacts:
    """What the directory says of somebody; `number` is empty when it says none."""

    user_name: str
    external_id: str
    formatted: str
    given_name: str
    surname: str
    title: str
    email: str
    department: str
    is_active: bool
    number: str = ""

    @classmethod
    def of(cls, user: Any) -> "UserFacts":
        """From a whole resource. Raises NoAddress and TooLong."""
        name, emails = user.name, user.emails or []
        work, sweden = user[EnterpriseUser], user[SwedishUser]
        given, family = (name.given_name or "", name.family_name or "") if name else ("", "")
        facts = cls(
            user_name=user.user_name or "",
            external_id=user.external_id or "",
            formatted=(name.formatted if name else "") or f"{given} {family}".strip(),
            given_name=given,
            surname=family,
            title=user.title or "",
            email=(emails[0].value or "") if emails else "",
            department=((work.department if work else "") or "").strip(),
            is_active=user.active is not False,
            number=(sweden.personal_identity_number if sweden else "") or "",
        )
        return facts._judged()

    def _judged(self) -> "UserFacts":
        limits = {
            "user_name": 255, "external_id": 255, "formatted": 200, "given_name": 100, "surname": 100,
            "title": 120, "department": 120,
        }  # fmt: skip
        for name, most in limits.items():
            text = getattr(self, name)
            if len(text) > most or not text.isprintable():
                raise TooLong
        if not is_address(self.email):
            raise NoAddress
        if not self.number:
            return self
        return replace(self, number=read_number(self.number))


@transaction.atomic
def create_user(facts: UserFacts, *, by: Actor) -> Member:
    """Let somebody in, or take over a member whom the number shows to be the same. Raises Taken."""
    _demand_free(facts, None)
    person, is_new = _person(facts)
    member = Member.objects.select_for_update().filter(person=person).first()
    if member and Provisioned.objects.filter(member=member).exists() and member.left_at is None:
        raise Taken
    member = member or Member(person=person)
    member.joined_at, member.left_at, member.ends_on = now(), None, None
    saved = _written(member, facts, by, is_new=True)
    Provisioned.objects.update_or_create(member=saved, defaults={"named": is_new, "changed_at": now()})
    if not facts.is_active:
        end_employment(saved, by=by)
    return queries.user_for(saved.pk)


@transaction.atomic
def change_user(member: Member, facts: UserFacts, *, by: Actor) -> Member:
    """Make a member what the directory says; active: false ends the employment, roles and log-ins at once.

    Nothing is written and nothing recorded when it says what is known already.
    """
    member = Member.objects.select_related("person").get(pk=Member.objects.locked(member).pk)
    _demand_free(facts, member)
    kept, _made = Provisioned.objects.get_or_create(member=member)
    _number(member, kept, facts)
    renamed = kept.named and _is_ours_alone(member.person) and _named(member.person, facts)
    written = _written(member, facts, by, is_new=False, renamed=renamed)
    if facts.is_active and member.left_at is not None:
        _come_back(written, by)
    elif not facts.is_active and member.left_at is None:
        end_employment(written, by=by)
    return queries.user_for(member.pk)


@transaction.atomic
def remove_user(member: Member, *, by: Actor) -> None:
    """The directory no longer has the person: the employment ends, and the ids are free for others."""
    member = Member.objects.locked(member)
    if member.left_at is None:
        end_employment(member, by=by)
    Member.objects.filter(pk=member.pk).update(external_id="", user_name="")
    Provisioned.objects.filter(member=member).delete()
    record(MemberSaved(member.person_id, changed=("external_id", "user_name")), about=member, by=by)


def _written(member: Member, facts: UserFacts, by: Actor, *, is_new: bool, renamed: bool = False) -> Member:
    """Save what differs, and tell of it."""
    unit = _unit(facts.department, by)
    wanted = MemberFacts(
        email=facts.email, title=facts.title, unit=unit, external_id=facts.external_id,
        user_name=facts.user_name, ends_on=member.ends_on, source="scim",
    )  # fmt: skip
    changed = put_facts(member, wanted) + (["name"] if renamed else [])
    if not is_new and not changed:
        return member
    try:
        with transaction.atomic():
            member.save()
    except IntegrityError as error:
        raise Taken from error
    Provisioned.objects.filter(member=member).update(changed_at=now())
    told = () if is_new else tuple(changed)
    record(MemberSaved(member.person_id, is_new=is_new, changed=told), about=member, by=by)
    return member


def _come_back(member: Member, by: Actor) -> None:
    """Switched on again; the roles that ended do not come back by themselves."""
    member.joined_at, member.left_at, member.ends_on = now(), None, None
    member.save(update_fields=["joined_at", "left_at", "ends_on"])
    Provisioned.objects.filter(member=member).update(changed_at=now())
    record(MemberSaved(member.person_id, is_new=True), about=member, by=by)


def _demand_free(facts: UserFacts, member: Member | None) -> None:
    """The userName, whatever its case, and the externalId are one user's only."""
    users: Any = queries.users()
    known: Any = Member.objects.all()
    if member:
        users, known = users.exclude(pk=member.pk), known.exclude(pk=member.pk)
    if users.filter(login__iexact=facts.user_name).exists():
        raise Taken
    if facts.external_id and known.filter(external_id=facts.external_id).exists():
        raise Taken


def _person(facts: UserFacts) -> tuple[Person, bool]:
    """The person with the number, or a new one, who can come in only by the organisation's own log-in."""
    if facts.number:
        known = find(facts.number)
        if known is not None:
            return known, False
        person = find_or_add(facts.number, facts.formatted or facts.user_name)
    else:
        person = add_person(facts.formatted or facts.user_name)
    _named(person, facts)
    return person, True


def _named(person: Person, facts: UserFacts) -> bool:
    """Give the person the directory's name, unless an e-ID has told it; whether it became another."""
    wanted = (facts.formatted or facts.user_name, facts.given_name, facts.surname)
    if person.is_verified or (person.name, person.given_name, person.surname) == wanted:
        return False
    person.name, person.given_name, person.surname = wanted
    person.save(update_fields=["name", "given_name", "surname"])
    return True


def _is_ours_alone(person: Person) -> bool:
    """Whether no other organisation knows the person: what they see of her is theirs or hers to say."""
    here = current_organisation_id()
    with scope(here, person.pk):
        own = (Member.own, RoleAssignment.own, Task.own)
        return not any(rows.exclude(organisation_id=here).exists() for rows in own)


def _number(member: Member, kept: Provisioned, facts: UserFacts) -> None:
    """A number is set once, on a person without one who came with the directory; persons are never merged."""
    if not facts.number or has_number(member.person_id, facts.number):
        return
    swedish = IdentityNumber.Kind.PERSONAL, IdentityNumber.Kind.COORDINATION
    has_one = IdentityNumber.objects.filter(person_id=member.person_id, kind__in=swedish).exists()
    if has_one or not kept.named or member.person.is_verified or not _is_ours_alone(member.person):
        raise NumberStays
    if find(facts.number) is not None:
        raise Taken
    secret = {"sealed": sealed.seal(facts.number), "lookup": sealed.lookup(facts.number)}
    kind = (
        IdentityNumber.Kind.COORDINATION
        if is_coordination_number(facts.number)
        else IdentityNumber.Kind.PERSONAL
    )
    IdentityNumber.objects.create(person=member.person, kind=kind, **secret)


def _unit(name: str, by: Actor) -> Unit | None:
    """The unit with the name, made if the directory is the first to name it; it gives nobody any right."""
    if not name:
        return None
    known: Any = Unit.objects.annotate(lower=Lower(F("name")))
    unit: Unit | None = known.filter(lower=name.lower()).first()
    if unit is None:
        unit = Unit.objects.create(name=name)
        record(UnitSaved(), about=unit, by=by)
    return unit
