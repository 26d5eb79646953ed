"""What the clock starts."""

import logging
from typing import Any

from armkrok.core.jobs import every
from armkrok.core.tenants.models import Organisation
from armkrok.core.tenants.places import open_places
from armkrok.core.tenants.scope import scope
from armkrok.services.exchange.actions.releasing import seal
from armkrok.services.exchange.actions.reminding import remind

log = logging.getLogger(__name__)


@every("40 0 * * *", "exchange.seal")
def seal_all() -> None:
    """Write the end of each organisation's account of releases where the night's time stamp covers it.

    Also where the service has been switched off: what was given stays given.
    """
    for organisation_id in Organisation.objects.values_list("pk", flat=True):
        try:
            with scope(organisation_id):
                seal()
        except Exception:
            log.exception("a release log was not sealed", extra={"organisation": str(organisation_id)})


@every("20 5 * * *", "exchange.remind")
def remind_all() -> None:
    """Tell of agreements that end soon, in each organisation by itself."""
    for place in open_places("exchange"):
        try:
            with scope(place.pk):
                remind()
        except Exception:
            log.exception("no reminders of agreements", extra={"organisation": str(place.pk)})


SCHEDULES: tuple[Any, ...] = (seal_all, remind_all)
