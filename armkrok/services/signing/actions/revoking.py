"""Revoking a certificate: one administrator asks, another approves, and the list is published at once."""

from uuid import UUID

from django.db import IntegrityError, transaction

from armkrok.core.access.actor import Actor
from armkrok.core.events.recording import record
from armkrok.core.jobs import job
from armkrok.core.tenants.scope import current_organisation_id, scope
from armkrok.kit.days import now
from armkrok.kit.visible_text import readable_lines
from armkrok.services.signing import revocation
from armkrok.services.signing.errors import KeysUnavailable
from armkrok.services.signing.events.keys import RevocationApproved, RevocationAsked, RevocationRejected
from armkrok.services.signing.key_errors import (
    AlreadyJudged,
    AlreadyRevoked,
    OwnRevocation,
    UnknownCertificate,
)
from armkrok.services.signing.models import Revocation, SealKey


@transaction.atomic
def ask(serial: str, reason: str, why: str, *, by: Actor) -> Revocation:
    """Ask for a certificate to be revoked; somebody else has to approve.

    Raises UnknownCertificate unless the organisation issued it, and AlreadyRevoked.
    """
    if not revocation.is_ours(serial):
        raise UnknownCertificate
    try:
        with transaction.atomic():
            row = Revocation.objects.create(
                serial=serial, reason=reason, why=readable_lines(why)[:500], asked_by_id=by.person_id
            )
    except IntegrityError as error:
        raise AlreadyRevoked from error
    record(RevocationAsked(serial=serial, reason=reason), about=row, by=by)
    return row


@transaction.atomic
def approve(asked: Revocation, *, by: Actor) -> None:
    """Revoke the certificate now; it cannot be undone. Raises OwnRevocation and AlreadyJudged.

    The new list is published in the same transaction. When the key is out of reach, a job does it.
    """
    row = _waiting(asked, by)
    row.approved_by, row.approved_at = by.person, now()
    row.save(update_fields=["approved_by", "approved_at"])
    _retire_seal(row.serial)
    record(RevocationApproved(serial=row.serial), about=row, by=by)
    try:
        revocation.publish()
    except KeysUnavailable:
        publish_later.defer(organisation_id=str(row.organisation_id))


@transaction.atomic
def reject(asked: Revocation, *, by: Actor) -> None:
    """Leave the certificate as it is. Raises OwnRevocation and AlreadyJudged."""
    row = _waiting(asked, by)
    row.rejected_by, row.rejected_at = by.person, now()
    row.save(update_fields=["rejected_by", "rejected_at"])
    record(RevocationRejected(serial=row.serial), about=row, by=by)


@job("signing.publish-revocations")
def publish_later(organisation_id: str) -> None:
    """Publish the list when the key is within reach again."""
    with scope(UUID(organisation_id)):
        revocation.publish()


def _waiting(asked: Revocation, by: Actor) -> Revocation:
    row = Revocation.objects.locked(asked)
    if not row.is_waiting:
        raise AlreadyJudged
    if by.person is None or row.asked_by_id == by.person.pk:
        raise OwnRevocation
    return row


def _retire_seal(serial: str) -> None:
    """A seal that is revoked is used no more; the next document gets a new one."""
    for seal in SealKey.objects.filter(organisation=current_organisation_id(), retired_at=None):
        if revocation.serial_of(seal) == serial:
            seal.retired_at = now()
            seal.save(update_fields=["retired_at"])
