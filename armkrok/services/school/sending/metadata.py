"""A federation's signed metadata: fetched when it is due, and the last valid kept until its time is out."""

import logging
from datetime import datetime

from armkrok.core.outgoing import NotDelivered, fetch
from armkrok.core.tenants.scope import scope
from armkrok.kit.days import now
from armkrok.services.school.egil.federation import (
    LARGEST,
    OTHER_ISSUER,
    FeedExpired,
    FeedRefused,
    Metadata,
    read_feed,
)
from armkrok.services.school.errors.connecting import (
    MetadataExpired,
    MetadataMissing,
    MetadataOtherIssuer,
    MetadataUntrusted,
)
from armkrok.services.school.models import Federation
from armkrok.services.school.sending import rotation

log = logging.getLogger(__name__)
SECONDS = 30.0


def current(federation: Federation) -> Metadata:
    """The federation's metadata, within its time; raises one of NotConnected's kinds.

    Fetched anew when older than its cache_ttl. What cannot be fetched or trusted leaves the last valid as
    it is, until its exp. One that was signed before the one we have is not taken: it may tell of keys that
    have been withdrawn since. Call it outside a transaction; it opens its own to keep what it fetched.
    """
    at = now()
    kept, problem = kept_at(federation, at)
    if kept is not None and federation.fetched_at and at < federation.fetched_at + kept.cache_for:
        return kept
    try:
        fetched = _fetched(federation, at)
    except (MetadataExpired, MetadataMissing, MetadataUntrusted) as refused:
        log.warning("metadata of %s: %s", federation.pk, refused.code)
        if kept is None:
            raise (problem or refused) from refused
        return kept
    if kept is not None and fetched.issued_at < kept.issued_at:
        log.warning("metadata of %s: older than what is kept", federation.pk)
        return kept
    return fetched


def fetched_now(federation: Federation) -> None:
    """Fetch and keep the metadata though they are not due; raises as current(), and outside a transaction."""
    _fetched(federation, now())


def kept_at(federation: Federation, at: datetime) -> tuple[Metadata | None, MetadataExpired | None]:
    """What the row holds, if it still is valid and signed with the keys that the row has now."""
    if not federation.metadata:
        return None, None
    try:
        return read_feed(bytes(federation.metadata), federation.jwks, at, federation.issuer), None
    except FeedExpired:
        return None, MetadataExpired()
    except FeedRefused:
        return None, None


def _fetched(federation: Federation, at: datetime) -> Metadata:
    try:
        answer = fetch(
            "GET", federation.metadata_url, seconds=SECONDS, largest=LARGEST,
            organisation=federation.organisation.slug,
        )  # fmt: skip
    except NotDelivered as error:
        raise MetadataMissing from error
    if answer.status != 200:
        raise MetadataMissing
    try:
        found = read_feed(answer.body, federation.jwks, at, federation.issuer)
    except FeedExpired as error:
        raise MetadataExpired from error
    except FeedRefused as error:
        raise (MetadataOtherIssuer if error.reason == OTHER_ISSUER else MetadataUntrusted) from error
    _keep(federation, answer.body, found, at)
    return found


def _keep(federation: Federation, feed: bytes, found: Metadata, at: datetime) -> None:
    """Write it down, unless somebody has just written a newer one."""
    with scope(federation.organisation_id):
        row = Federation.objects.select_for_update().get(pk=federation.pk)
        before, _problem = kept_at(row, at)
        if before is None or before.issued_at <= found.issued_at:
            row.metadata, row.fetched_at, row.expires_at = feed, at, found.expires_at
            row.next_listed_at = rotation.listed_since(row, found, at)
            row.save(update_fields=["metadata", "fetched_at", "expires_at", "next_listed_at"])
