"""What a signer's certificate tells of the person, and on whose behalf she signs (decision 0019)."""

from armkrok.core.identity.people import NumberRefused, number_of
from armkrok.core.identity.sealed import key_for
from armkrok.core.tenants.models import Organisation
from armkrok.kit.organisation_numbers import NotAnOrganisationNumber, organisation_number
from armkrok.kit.visible_text import certifiable, readable
from armkrok.services.signing.engine import (
    IdentifierKind,
    SignerIdentity,
    organisation_identifier,
    pseudonym,
)
from armkrok.services.signing.models import Consent, Party
from armkrok.services.signing.policy.kinds import Identifier


def identity_of(consent: Consent) -> SignerIdentity:
    """The person as her e-ID told, with the identifier that the document's type asks for.

    An organisation that she signs for stands there by name and number together (ETSI EN 319 412-2 4.2.4).
    A principal without an organisation number may be a natural person, so the name is written as her title.
    """
    kind, identifier = _identifier(consent)
    organisation, number, principal = _principal(consent.party, consent.organisation)
    return SignerIdentity(
        name=certifiable(shown_name(consent)) or _pseudonym(consent),
        identifier=identifier,
        given_name=certifiable(consent.act.given_name),
        surname=certifiable(consent.act.surname),
        organisation=organisation,
        organisation_identifier=organisation_identifier(number),
        principal=principal,
        kind=kind,
    )


def shown_name(consent: Consent) -> str:
    """The person's name by the e-ID."""
    return readable(f"{consent.act.given_name} {consent.act.surname}")


def _identifier(consent: Consent) -> tuple[IdentifierKind, str]:
    """Twelve digits where the type says so and there are any, else a pseudonym."""
    values = consent.party.request.type_values or {}
    if values.get("identifier") == Identifier.NUMBER:
        try:
            return IdentifierKind.NUMBER, number_of(consent.act.person_id)
        except NumberRefused:  # an e-ID from abroad may have none
            pass
    return IdentifierKind.PSEUDONYM, _pseudonym(consent)


def _pseudonym(consent: Consent) -> str:
    """A stable identifier of the person in this organisation; the number itself is never published."""
    return pseudonym(key_for("pseudonym"), str(consent.organisation_id), str(consent.act.person_id))


def _principal(party: Party, place: Organisation) -> tuple[str, str, str]:
    """Name and number of the organisation that she signs for, or the name of a principal without a number."""
    name = certifiable(party.principal)
    written = party.principal_number
    if not written and name.casefold() == place.name.casefold():
        written = place.number
    try:
        number = organisation_number(written)
    except NotAnOrganisationNumber:
        return "", "", name
    return (name, number, "") if name else ("", "", "")
