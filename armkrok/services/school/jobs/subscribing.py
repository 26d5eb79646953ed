"""When sources' promises to tell of changes are made and renewed."""

from typing import Any

from armkrok.core.jobs import every
from armkrok.core.tenants.places import open_places
from armkrok.core.tenants.scope import scope
from armkrok.services.school.actions.subscribing import due, keep_subscription


@every("23 */6 * * *", "school.keep-subscriptions")
def keep_all() -> None:
    """Renew those that soon end, and try again those that have not been made."""
    for place in open_places("school"):
        with scope(place.pk):
            for one in due():
                keep_subscription.defer(organisation_id=str(place.pk), source_id=str(one.pk))


SCHEDULES: tuple[Any, ...] = (keep_all,)
