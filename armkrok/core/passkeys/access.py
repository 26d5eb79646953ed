"""From an id or a link to the thing itself, or 404; and whether a log-in is good enough to add a key."""

from datetime import timedelta
from uuid import UUID

from armkrok.core.access.actor import Actor
from armkrok.core.identity.loa import STRONG
from armkrok.core.identity.models import Session
from armkrok.core.identity.sessions import digest
from armkrok.core.passkeys.errors import InvitationForAnother, InvitationGone, NotFresh
from armkrok.core.passkeys.models import Invitation, Passkey
from armkrok.kit.days import now
from armkrok.kit.refusals import NotFound, existing

FRESH = timedelta(minutes=10)
METHOD = "passkey"


def passkey_for(passkey_id: UUID) -> Passkey:
    """A passkey of the organisation in scope."""
    return existing(Passkey.objects.select_related("person").filter(pk=passkey_id, removed_at=None).first())


def own_passkey(actor: Actor, passkey_id: UUID) -> Passkey:
    """One of the person's own, wherever; a session that holds in one place sees that one's alone."""
    rows = Passkey.own.for_person(actor.person_id).select_related("person", "organisation")
    bound_to = actor.session.organisation_id if actor.session else None
    found = rows.filter(pk=passkey_id, removed_at=None).first()
    if found is None or bound_to not in {None, found.organisation_id}:
        raise NotFound
    return found


def invitation_for(invitation_id: UUID) -> Invitation:
    """An invitation that can still be used."""
    return existing(Invitation.objects.filter(Invitation.is_open(), pk=invitation_id).first())


def invited(actor: Actor, token: str) -> Invitation:
    """The invitation that the link holds, in the organisation of the link's address.

    Raises InvitationGone, and InvitationForAnother when somebody else is logged in in this browser: the one
    who made the invitation must not use it by mistake or otherwise.
    """
    rows = Invitation.objects.select_related("person", "organisation")
    found = rows.filter(Invitation.is_open(), token_hash=digest(token)).first()
    if found is None:
        raise InvitationGone
    if actor.person and actor.person.pk != found.person_id:
        raise InvitationForAnother
    return found


def is_fresh(session: Session | None) -> bool:
    """Whether the log-in is strong, another way than by passkey, her own, and at most ten minutes old."""
    return (
        session is not None
        and session.strength >= STRONG
        and session.method != METHOD
        and session.principal_id is None
        and now() - session.created_at <= FRESH
    )


def demand_fresh(actor: Actor) -> None:
    """Raises NotFresh unless is_fresh()."""
    if not is_fresh(actor.session):
        raise NotFresh
