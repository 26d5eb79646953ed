"""Reads for pages and deeds; all of them in the organisation in scope."""

from uuid import UUID

from django.db.models import QuerySet

from armkrok.core.access.actor import Actor
from armkrok.core.access.decide import held_roles
from armkrok.core.members.models import Member
from armkrok.core.passkeys.models import BreakGlass, Invitation, Passkey
from armkrok.core.tenants.models import current_organisation


def opened() -> BreakGlass | None:
    """The row that keeps the glass broken, if it is."""
    return BreakGlass.objects.select_related("opened_by").filter(closed_at=None).first()


def is_open() -> bool:
    """Whether passkeys open anything here: always at the operator's, elsewhere when somebody has said so."""
    return current_organisation().is_operator or opened() is not None


def history(limit: int = 10) -> list[BreakGlass]:
    """When it has been open, the newest first."""
    rows = BreakGlass.objects.select_related("opened_by", "closed_by")
    return list(rows.order_by("-opened_at")[:limit])


def passkeys() -> "QuerySet[Passkey]":
    """All that have not been removed, in the order of their owners' names."""
    rows = Passkey.objects.select_related("person").filter(removed_at=None)
    return rows.order_by("person__sort_key", "created_at", "pk")


def passkeys_of(person_id: UUID) -> "QuerySet[Passkey]":
    """One person's, in the organisation in scope."""
    return passkeys().filter(person_id=person_id)


def own(actor: Actor) -> "QuerySet[Passkey]":
    """The person's own, in every organisation where the session holds."""
    rows = Passkey.own.for_person(actor.person_id).select_related("organisation").filter(removed_at=None)
    if actor.session and actor.session.organisation_id:
        rows = rows.filter(organisation_id=actor.session.organisation_id)
    return rows.order_by("organisation__name", "created_at", "pk")


def invitations() -> "QuerySet[Invitation]":
    """Those that can still be used, the newest first."""
    rows = Invitation.objects.select_related("person").filter(Invitation.is_open())
    return rows.order_by("-made_at", "pk")


def works_here(person_id: UUID) -> bool:
    """Whether the person is a member now, or holds a role."""
    return bool(Member.objects.filter(person_id=person_id, left_at=None).exists() or held_roles(person_id))


def is_of_this_employment(passkey: Passkey) -> bool:
    """Whether the owner works here still; who has left and come back brings no old keys."""
    member = Member.objects.filter(person_id=passkey.person_id).first()
    if member is None:
        return bool(held_roles(passkey.person_id))
    return member.left_at is None and passkey.created_at >= member.joined_at


def email_of(person_id: UUID) -> str:
    """The member's address at work; empty when there is none."""
    member = Member.objects.filter(person_id=person_id, left_at=None).first()
    return member.email if member else ""
