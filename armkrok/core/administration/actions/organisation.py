"""What the organisation says of itself, and how its pages look."""

from dataclasses import dataclass

from django.db import transaction

from armkrok.core.access.actor import Actor
from armkrok.core.administration.errors import BadOrganisationNumber, UnknownTheme
from armkrok.core.administration.events import NumberChanged, OrganisationChanged
from armkrok.core.events.recording import record
from armkrok.core.tenants.models import Organisation
from armkrok.core.tenants.scope import current_organisation_id
from armkrok.kit.organisation_numbers import NotAnOrganisationNumber, organisation_number
from armkrok.ui.themes import arms as known_arms
from armkrok.ui.themes import themes as known_themes


@dataclass(frozen=True)
class OrganisationFacts:
    """The organisation number (empty for none) and where people reach the organisation."""

    number: str
    phone: str
    email: str


@transaction.atomic
def set_number(text: str, *, by: Actor) -> Organisation:
    """The number of the organisation in scope, or none for an empty text. Raises BadOrganisationNumber.

    The log is told what it was: the number stands in certificates and packages.
    """
    try:
        number = organisation_number(text) if text.strip() else ""
    except NotAnOrganisationNumber as error:
        raise BadOrganisationNumber from error
    place = _locked()
    if place.number != number:
        record(NumberChanged(was=place.number, now=number), about=place, by=by)
        place.number = number
        place.save(update_fields=["number"])
    return place


@transaction.atomic
def set_facts(facts: OrganisationFacts, *, by: Actor) -> Organisation:
    """The organisation number, the telephone number and the address that everybody sees."""
    place = set_number(facts.number, by=by)
    _set(place, {"phone": facts.phone, "email": facts.email}, by)
    return place


@transaction.atomic
def set_theme(theme: str, arms: str, *, by: Actor) -> Organisation:
    """Colours and coat of arms, among those that the platform has. Raises UnknownTheme."""
    if theme not in known_themes() or arms not in known_arms():
        raise UnknownTheme
    place = _locked()
    _set(place, {"theme": theme, "arms": arms}, by)
    return place


def _locked() -> Organisation:
    return Organisation.objects.select_for_update(no_key=True).get(pk=current_organisation_id())


def _set(place: Organisation, wanted: dict[str, str], by: Actor) -> None:
    for name, value in wanted.items():
        was = getattr(place, name)
        if was != value:
            record(OrganisationChanged(what=name, was=was, now=value), about=place, by=by)
            setattr(place, name, value)
    place.save(update_fields=list(wanted))
