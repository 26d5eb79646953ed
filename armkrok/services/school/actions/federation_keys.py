"""The change of our key in a federation; see sending.rotation for what the switch waits for."""

import logging
from uuid import UUID

from django.db import transaction

from armkrok.core.events.recording import Doer, record
from armkrok.core.jobs import job
from armkrok.core.tenants.models import current_organisation
from armkrok.core.tenants.scope import scope
from armkrok.kit.days import now
from armkrok.services.school.egil import own_key
from armkrok.services.school.egil.pinning import pin_of
from armkrok.services.school.errors.connecting import NotConnected
from armkrok.services.school.errors.suppliers import KeyInHand, NoNewKey, PinNotListed, PinTooNew
from armkrok.services.school.events.suppliers import (
    FederationKeyDropped,
    FederationKeyEnded,
    FederationKeyMade,
    FederationKeySwitched,
)
from armkrok.services.school.models import Federation
from armkrok.services.school.sending import metadata, rotation

log = logging.getLogger(__name__)


@job("school.fetch-metadata", tries=1)
def fetch_metadata(organisation_id: str, federation_id: str) -> None:
    """Fetch a federation's metadata now; what cannot be fetched or trusted leaves what is kept."""
    with scope(UUID(organisation_id)):
        federation = Federation.objects.filter(pk=UUID(federation_id)).first()
    if federation is None:
        return
    try:
        metadata.fetched_now(federation)
    except NotConnected as refused:
        log.warning("metadata of %s: %s", federation.pk, refused.code)


def ask(federation: Federation) -> None:
    """Have the metadata fetched as soon as this transaction is committed."""
    fetch_metadata.defer(organisation_id=str(federation.organisation_id), federation_id=str(federation.pk))


@transaction.atomic
def make_key(federation: Federation, *, by: Doer) -> None:
    """Make a key to come; raises KeyInHand when there is one."""
    row = Federation.objects.locked(federation)
    if row.next_certificate:
        raise KeyInHand
    certificate, key = own_key.made(current_organisation().name, now())
    row.keep_next(certificate, key)
    row.save(update_fields=["next_certificate", "next_key_sealed", "next_listed_at"])
    record(FederationKeyMade(pin=pin_of(certificate)), about=row, by=by)


@transaction.atomic
def switch_key(federation: Federation, *, by: Doer) -> None:
    """Use the new key from now on, and destroy the old one.

    Raises NoNewKey; PinNotListed unless valid metadata have the new pin beside the one that is used; and
    PinTooNew until every receiver has had time to fetch them.
    """
    row, at = Federation.objects.locked(federation), now()
    if not row.next_certificate:
        raise NoNewKey
    kept, _problem = metadata.kept_at(row, at)
    since = rotation.standing(row, kept).switch_from
    if since is None:
        raise PinNotListed
    if at < since:
        raise PinTooNew
    row.switch()
    row.save()
    record(FederationKeySwitched(pin=pin_of(row.certificate)), about=row, by=by)


@transaction.atomic
def drop_key(federation: Federation, *, by: Doer) -> None:
    """Destroy the key to come."""
    row = Federation.objects.locked(federation)
    if not row.next_certificate:
        raise NoNewKey
    row.drop_next()
    row.save(update_fields=["next_certificate", "next_key_sealed", "next_listed_at"])
    record(FederationKeyDropped(), about=row, by=by)


@transaction.atomic
def end_change(federation: Federation, *, by: Doer) -> None:
    """The old pin has been taken out of the metadata, or somebody has asked for it: nothing to watch."""
    row = Federation.objects.locked(federation)
    if row.old_certificate:
        row.old_certificate = ""
        row.save(update_fields=["old_certificate"])
        record(FederationKeyEnded(), about=row, by=by)
