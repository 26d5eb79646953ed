"""What the clock starts."""

from armkrok.core.jobs import every
from armkrok.core.tenants.models import OpenService, Organisation
from armkrok.core.tenants.scope import scope
from armkrok.services.signing.actions.following import remind_due


@every("5 6 * * *", "signing.remind")
def remind_all() -> None:
    """Remind those who have not signed, the day before the last day and on it."""
    for organisation_id in Organisation.objects.values_list("pk", flat=True):
        with scope(organisation_id):
            if OpenService.objects.filter(service_key="signing").exists():
                remind_due()
