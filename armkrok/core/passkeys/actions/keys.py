"""A key is added, used, found to be copied, removed."""

from uuid import UUID

from django.db import transaction

from armkrok.core.access.actor import Actor
from armkrok.core.events.recording import record
from armkrok.core.identity.models import Session
from armkrok.core.passkeys import letters, queries
from armkrok.core.passkeys.access import METHOD
from armkrok.core.passkeys.errors import (
    BreakGlassIsClosed,
    InvitationGone,
    KeyIsRemoved,
    KeyRefused,
    NotHere,
    TooManyKeys,
)
from armkrok.core.passkeys.events import PasskeyAdded, PasskeyRemoved, PasskeySuspected
from armkrok.core.passkeys.models import Invitation, Passkey
from armkrok.core.passkeys.proving import Answer, NewKey, proved_use
from armkrok.core.tenants.scope import current_organisation_id
from armkrok.kit.days import now

MOST = 10


@transaction.atomic
def add(
    person_id: UUID, name: str, new: NewKey, *, by: Actor, invitation: Invitation | None = None
) -> Passkey:
    """Keep a proved credential as the person's way in; an invitation is used up by it.

    Raises BreakGlassIsClosed, NotHere, TooManyKeys, InvitationGone, or KeyRefused for a key that is known.
    """
    if not queries.is_open():
        raise BreakGlassIsClosed
    if not queries.works_here(person_id):
        raise NotHere
    if queries.passkeys_of(person_id).count() >= MOST:
        raise TooManyKeys
    if Passkey.objects.filter(credential_id=new.credential_id).exists():
        raise KeyRefused("known")
    if invitation:
        _use_up(invitation)
    made: Passkey = Passkey.objects.create(
        person_id=person_id, name=name, credential_id=new.credential_id, public_key=new.public_key,
        sign_count=new.sign_count, transports=new.transports, is_syncable=new.is_syncable,
        is_backed_up=new.is_backed_up,
    )  # fmt: skip
    record(PasskeyAdded(person_id=person_id, by_invitation=invitation is not None), about=made, by=by)
    letters.tell_of_new_key()
    return made


def _use_up(invitation: Invitation) -> None:
    rows = Invitation.objects.filter(Invitation.is_open(), pk=invitation.pk)
    if not rows.update(used_at=now()):
        raise InvitationGone


@transaction.atomic
def use(answer: Answer, challenge: bytes, person_id: UUID) -> Passkey:
    """Judge the use of a key in the organisation in scope, and note it; raises KeyRefused.

    A key whose counter has gone back comes back suspected: it opens nothing, now or later, and that is kept.
    """
    rows = Passkey.objects.select_for_update().filter(credential_id=answer.credential_id, person_id=person_id)
    found = rows.first()
    if found is None or found.removed_at:
        raise KeyRefused("unknown" if found is None else "removed")
    proof = proved_use(answer, challenge, bytes(found.public_key))
    if found.suspected_at:
        raise KeyRefused("suspected")
    if not queries.is_open():
        raise KeyRefused("closed")
    if not queries.is_of_this_employment(found):
        raise KeyRefused("left")
    if (proof.sign_count or found.sign_count) and proof.sign_count <= found.sign_count:
        _suspect(found)
    else:
        found.sign_count, found.is_backed_up, found.used_at = proof.sign_count, proof.is_backed_up, now()
        found.save(update_fields=["sign_count", "is_backed_up", "used_at"])
    return found


def _suspect(passkey: Passkey) -> None:
    """WebAuthn level 3, section 6.1.1: there may be two of it."""
    passkey.suspected_at = now()
    passkey.save(update_fields=["suspected_at"])
    record(PasskeySuspected(person_id=passkey.person_id), about=passkey)
    letters.tell_of_suspicion()


@transaction.atomic
def remove(passkey: Passkey, *, by: Actor) -> None:
    """The key opens nothing any more, and what its owner has opened here by passkey closes."""
    passkey = Passkey.objects.locked(passkey)
    if passkey.removed_at:
        raise KeyIsRemoved
    passkey.removed_at = now()
    passkey.save(update_fields=["removed_at"])
    ended = close_sessions(passkey.person_id)
    record(PasskeyRemoved(person_id=passkey.person_id, sessions=ended), about=passkey, by=by)


def close_sessions(person_id: UUID | None = None) -> int:
    """End log-ins by passkey to the organisation in scope: one person's, or all. Gives how many."""
    rows = Session.objects.filter(method=METHOD, organisation_id=current_organisation_id(), ended_at=None)
    if person_id:
        rows = rows.filter(person_id=person_id)
    return rows.update(ended_at=now(), ended_why=Session.Ended.CLOSED)
