"""What the clock starts for finished requests."""

from armkrok.core.jobs import every
from armkrok.core.tenants.models import Organisation
from armkrok.core.tenants.places import open_places
from armkrok.core.tenants.scope import scope
from armkrok.services.signing.actions.renewing import renew_due
from armkrok.services.signing.actions.retaining import note_days


@every("40 0 * * *", "signing.renew")
def renew_all() -> None:
    """Put every archive time stamp that is to be renewed by now into jobs."""
    for place in open_places("signing"):
        with scope(place.pk):
            renew_due(place.pk)


@every("20 0 * * *", "signing.note-days")
def note_all() -> None:
    """Give finished requests the first day they may be culled, where it is known by now."""
    for organisation_id in Organisation.objects.values_list("pk", flat=True):
        with scope(organisation_id):
            note_days()
