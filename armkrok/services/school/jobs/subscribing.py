"""When sources' promises to tell of changes are made and renewed."""

from typing import Any

from armkrok.core.jobs import every
from armkrok.core.tenants.models import OpenService, Organisation
from armkrok.core.tenants.scope import scope
from armkrok.services.school.actions.subscribing import due, keep_subscription


@every("23 */6 * * *", "school.keep-subscriptions")
def keep_all() -> None:
    """Renew those that soon end, and try again those that have not been made."""
    for organisation_id in Organisation.objects.values_list("pk", flat=True):
        with scope(organisation_id):
            if OpenService.objects.filter(service_key="school").exists():
                for one in due():
                    keep_subscription.defer(organisation_id=str(organisation_id), source_id=str(one.pk))


SCHEDULES: tuple[Any, ...] = (keep_all,)
