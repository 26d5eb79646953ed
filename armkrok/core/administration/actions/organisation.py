"""What the organisation says of itself."""

from django.db import transaction

from armkrok.core.access.actor import Actor
from armkrok.core.administration.errors import BadOrganisationNumber
from armkrok.core.administration.events import NumberChanged
from armkrok.core.events.recording import record
from armkrok.core.tenants.models import Organisation
from armkrok.core.tenants.scope import current_organisation_id
from armkrok.kit.organisation_numbers import NotAnOrganisationNumber, organisation_number


@transaction.atomic
def set_number(text: str, *, by: Actor) -> Organisation:
    """The number of the organisation in scope, or none for an empty text. Raises BadOrganisationNumber.

    The log is told what it was: the number stands in certificates and packages.
    """
    try:
        number = organisation_number(text) if text.strip() else ""
    except NotAnOrganisationNumber as error:
        raise BadOrganisationNumber from error
    place = Organisation.objects.select_for_update().get(pk=current_organisation_id())
    if place.number != number:
        record(NumberChanged(was=place.number, now=number), about=place, by=by)
        place.number = number
        place.save(update_fields=["number"])
    return place
