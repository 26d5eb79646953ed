"""How it stands with the receivers' agreements, and in words: one question for a whole page."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from armkrok.core.access.errors import ServiceClosed
from armkrok.services.exchange.public import Standing, standings
from armkrok.ui.words import full_day

__all__ = ["HOLDS", "Standing", "agreed", "standings_of", "told"]

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


def told(standing: Standing, last: date | None) -> tuple[str, str]:
    """The sign (a status of the ui layer) and the words of a standing, with the last day that is covered."""
    day = full_day(last) if last else ""
    return {
        Standing.VALID: ("done", _("Avtalet gäller")),
        Standing.ENDS_SOON: ("soon", _("Avtalet går ut {day}").format(day=day)),
        Standing.ENDED: ("late", _("Avtalet gick ut {day}").format(day=day)),
        Standing.MISSING: ("look", _("Avtal saknas")),
    }[standing]
