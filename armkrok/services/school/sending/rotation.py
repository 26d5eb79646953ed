"""The change of our own key in a federation (RFC 9932): the new pin beside the old, a wait, the switch.

A receiver that has not fetched the metadata with the new pin would not know us, so the switch waits for as
long as a receiver may keep the metadata that came before.
"""

from dataclasses import dataclass
from datetime import datetime

from armkrok.services.school.egil.federation import Metadata, entity_of
from armkrok.services.school.egil.pinning import pin_of
from armkrok.services.school.models import Federation


@dataclass(frozen=True)
class Standing:
    """Which of our keys the metadata that we have now lists, and from when the new one may be used.

    `switch_from` is None while it may not be used at all.
    """

    is_listed: bool
    is_old_listed: bool
    switch_from: datetime | None


def listed_since(federation: Federation, found: Metadata, at: datetime) -> datetime | None:
    """Since when the feed has the new pin beside ours: what is known, or now; None when it has not."""
    if not has_beside(federation, found):
        return None
    return federation.next_listed_at or at


def has_beside(federation: Federation, found: Metadata) -> bool:
    """Whether the new pin is a client's of the very entity that has our present one.

    Another entity's would make us that entity at every receiver.
    """
    if not federation.next_certificate:
        return False
    ours = entity_of(found, _pin(federation.certificate))
    return ours is not None and entity_of(found, _pin(federation.next_certificate)) == ours


def standing(federation: Federation, found: Metadata | None) -> Standing:
    """How far the change has come, by metadata that are valid now; None: nothing is known."""
    if found is None:
        return Standing(is_listed=False, is_old_listed=False, switch_from=None)
    old = federation.old_certificate
    since = federation.next_listed_at if has_beside(federation, found) else None
    return Standing(
        is_listed=entity_of(found, _pin(federation.certificate)) is not None,
        is_old_listed=bool(old) and entity_of(found, _pin(old)) is not None,
        switch_from=since + found.cache_for if since else None,
    )


def _pin(certificate: str) -> str:
    """Its pin; empty, and so nowhere, when a certificate that was pasted cannot be read."""
    try:
        return pin_of(certificate)
    except ValueError:
        return ""
