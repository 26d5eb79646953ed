"""What the clock starts: employments that have reached their last day, and lists that nobody used."""

import logging
from datetime import timedelta

from armkrok.core.administration.actions.leaving import end_employment
from armkrok.core.administration.models import StaffImport
from armkrok.core.jobs import every
from armkrok.core.members.models import Member
from armkrok.core.tenants.models import Organisation
from armkrok.core.tenants.scope import scope
from armkrok.kit.days import now, today
from armkrok.kit.refusals import Refusal

log = logging.getLogger(__name__)
KEPT = timedelta(days=1)


@every("* * * * *", "administration.leaving")
def end_employments() -> None:
    """End the employments whose last day was yesterday or before, in the first minute of the new day.

    One that cannot be ended, since nobody else is administrator, is told in the log and tried again.
    """
    for organisation_id in Organisation.objects.values_list("pk", flat=True):
        with scope(organisation_id):
            for member in Member.objects.filter(left_at=None, ends_on__lt=today()):
                try:
                    end_employment(member, by=None)
                except Refusal as refusal:
                    log.warning("an employment could not be ended", extra={"why": refusal.code})


@every("23 * * * *", "administration.lists")
def forget_staff_lists() -> None:
    """Throw away uploaded lists that have not been used in a day: they hold personal numbers."""
    for organisation_id in Organisation.objects.values_list("pk", flat=True):
        with scope(organisation_id):
            StaffImport.objects.filter(applied_at=None, made_at__lt=now() - KEPT).delete()
