"""Protected people do not stay where they may not be."""

from typing import Any

from django.db import transaction

from armkrok.core.jobs import every
from armkrok.core.tenants.models import OpenService, Organisation
from armkrok.core.tenants.scope import scope
from armkrok.services.school.actions.still_there import take_away_again

NEEDED = ("school", "exchange")


@every("*/10 * * * *", "school.protected-still-there")
def still_there() -> None:
    """Ask again every receiver that still has a protected person whom it may not have."""
    for organisation_id in Organisation.objects.values_list("pk", flat=True):
        with scope(organisation_id), transaction.atomic():
            if OpenService.objects.filter(service_key__in=NEEDED).count() == len(NEEDED):
                take_away_again()


SCHEDULES: tuple[Any, ...] = (still_there,)
