"""Links by which others may add a key."""

import secrets
from dataclasses import dataclass

from django.db import transaction
from django.urls import reverse

from armkrok.core.access.actor import Actor
from armkrok.core.access.models import RoleAssignment
from armkrok.core.events.recording import record
from armkrok.core.identity.people import add_person
from armkrok.core.identity.sessions import digest
from armkrok.core.members.models import Member
from armkrok.core.passkeys import letters, queries
from armkrok.core.passkeys.errors import BreakGlassIsClosed, NoAddress, NotHere, OnlyForOthers
from armkrok.core.passkeys.events import OperatorIntroduced, PasskeyInvitationWithdrawn, PasskeyInvited
from armkrok.core.passkeys.models import Invitation
from armkrok.core.passkeys.party import address_of
from armkrok.core.tenants.models import current_organisation
from armkrok.kit.days import now

ROLE = "administrator"


@dataclass(frozen=True)
class Link:
    """An invitation, and the address that is told once."""

    invitation: Invitation
    url: str


@transaction.atomic
def invite(member: Member, *, by: Actor) -> Invitation:
    """Mail another member a link. Two persons are needed: the one who invites, and the one who gets the mail.

    Raises OnlyForOthers, BreakGlassIsClosed, NotHere or NoAddress.
    """
    if by.person_id == member.person_id:
        raise OnlyForOthers
    if not member.email:
        raise NoAddress
    made = make(member, by=by)
    letters.invite(member, made.url)
    return made.invitation


@transaction.atomic
def make(member: Member, *, by: Actor | None) -> Link:
    """A link for the member; an older one holds no longer. Without `by`, the command line made it."""
    if not queries.is_open():
        raise BreakGlassIsClosed
    if member.left_at:
        raise NotHere
    Invitation.objects.filter(Invitation.is_open(), person_id=member.person_id).update(withdrawn_at=now())
    token = secrets.token_urlsafe(32)
    made: Invitation = Invitation.objects.create(
        person_id=member.person_id, token_hash=digest(token), made_by_id=by.person_id if by else None
    )
    record(PasskeyInvited(person_id=member.person_id), about=made, by=by)
    path = reverse("passkeys:invited", args=[current_organisation().slug, token])
    return Link(made, address_of(path))


@transaction.atomic
def withdraw(invitation: Invitation, *, by: Actor) -> None:
    """The link holds no longer."""
    invitation = Invitation.objects.locked(invitation)
    invitation.withdrawn_at = now()
    invitation.save(update_fields=["withdrawn_at"])
    record(PasskeyInvitationWithdrawn(person_id=invitation.person_id), about=invitation, by=by)


@transaction.atomic
def introduce(name: str, email: str) -> Member:
    """The operator's first administrator, from the command line: a person without any e-ID so far."""
    person = add_person(name)
    member: Member = Member.objects.create(person=person, email=email)
    RoleAssignment.objects.create(person=person, role=ROLE)
    record(OperatorIntroduced(person_id=person.pk), about=member)
    return member
