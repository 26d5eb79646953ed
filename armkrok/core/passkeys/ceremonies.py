"""Challenges: made for one browser, answered once."""

from uuid import UUID

from django.http import HttpRequest
from webauthn.helpers import generate_challenge

from armkrok.core.eid.orders import browser_token
from armkrok.core.identity.sessions import digest
from armkrok.core.passkeys.errors import ChallengeGone
from armkrok.core.passkeys.models import CHALLENGE_LASTS, Ceremony
from armkrok.kit.days import now


def begin(
    request: HttpRequest,
    purpose: Ceremony.Purpose,
    *,
    organisation_id: UUID | None = None,
    person_id: UUID | None = None,
    invitation_id: UUID | None = None,
) -> Ceremony:
    """A new challenge for this browser; those that nobody answered in time are thrown away."""
    Ceremony.objects.filter(started_at__lt=now() - CHALLENGE_LASTS).delete()
    return Ceremony.objects.create(
        purpose=purpose, challenge=generate_challenge(), nonce_hash=digest(browser_token(request)),
        organisation_id=organisation_id, person_id=person_id, invitation_id=invitation_id,
    )  # fmt: skip


def take(request: HttpRequest, purpose: Ceremony.Purpose, challenge: bytes) -> Ceremony:
    """This browser's ceremony with the challenge, which cannot be taken again; raises ChallengeGone.

    Call it outside the transaction that judges the answer: a wrong answer uses the challenge up too.
    """
    rows = Ceremony.objects.filter(
        purpose=purpose, challenge=challenge, nonce_hash=digest(browser_token(request))
    )
    found = rows.first()
    if found is None or not Ceremony.objects.filter(pk=found.pk).delete()[0]:
        raise ChallengeGone("challenge")
    if now() - found.started_at > CHALLENGE_LASTS:
        raise ChallengeGone("expired")
    return found
