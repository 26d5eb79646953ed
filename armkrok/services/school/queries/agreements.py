"""How it stands with the receivers' agreements, for the catalogue: one question for a whole page."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from armkrok.core.access.errors import ServiceClosed
from armkrok.services.exchange.public import Standing, standings

__all__ = ["HOLDS", "Standing", "agreed", "standings_of"]

HOLDS = (Standing.VALID, Standing.ENDS_SOON)


def standings_of(receiver_ids: Collection[UUID]) -> dict[UUID, tuple[Standing, date | None]]:
    """By receiver; all are missing where Informationsutbyte is switched off, since nothing may be given."""
    if not receiver_ids:
        return {}
    try:
        return standings(receiver_ids)
    except ServiceClosed:
        return dict.fromkeys(receiver_ids, (Standing.MISSING, None))


def agreed(receiver_ids: Collection[UUID]) -> list[UUID]:
    """Those with an agreement that holds today."""
    return [key for key, (standing, _last) in standings_of(receiver_ids).items() if standing in HOLDS]
