"""What a signer's certificate tells of the person, and on whose behalf she signs (decision 0019)."""

from collections.abc import Iterable
from uuid import UUID

from django.utils.translation import gettext as _

from armkrok.core.identity.guarding import bare, is_hidden
from armkrok.core.identity.people import NumberRefused, number_of
from armkrok.core.identity.sealed import key_for
from armkrok.core.tenants.models import Organisation, current_organisation
from armkrok.kit.organisation_numbers import NotAnOrganisationNumber, organisation_number
from armkrok.kit.visible_text import certifiable, readable
from armkrok.services.signing.engine import (
    IdentifierKind,
    SignerIdentity,
    organisation_identifier,
    pseudonym,
)
from armkrok.services.signing.engine.authority import CAPACITY
from armkrok.services.signing.models import Act, Consent, Party
from armkrok.services.signing.policy.kinds import Identifier


def identity_of(consent: Consent) -> SignerIdentity:
    """The person as her e-ID told, with the identifier that the document's type asks for.

    An organisation that she signs for stands there by name and number together (ETSI EN 319 412-2 4.2.4).
    A principal without an organisation number may be a natural person, so the name is written as her title.
    """
    kind, identifier = _identifier(consent)
    organisation, number, principal = _principal(consent.party, consent.organisation)
    if consent.act.principal_id:
        organisation, number, principal = "", "", certifiable(bare(consent.party.name))
    return SignerIdentity(
        name=certifiable(shown_name(consent)) or _pseudonym(consent),
        identifier=identifier,
        given_name=certifiable(consent.act.given_name),
        surname=certifiable(consent.act.surname),
        organisation=organisation,
        organisation_identifier=organisation_identifier(number),
        principal=principal,
        capacity=capacity_of(consent.act) or CAPACITY,
        kind=kind,
    )


def capacity_of(act: Act) -> str:
    """What the signer is to the person she signs for, as "god man"; nothing when she signs for herself."""
    return act.mandate.partition(",")[0] if act.principal_id else ""


def principal_of(consent: Consent) -> str:
    """For whom a signature is given: an organisation or a person, with what the signer is to her."""
    if consent.act.principal_id:
        return f"{bare(consent.party.name)}, {capacity_of(consent.act)}"
    return str(consent.party.principal)


def represented(people: Iterable[Party]) -> dict[UUID, str]:
    """Of the parties that others have signed for: who, for whom and as what, by party."""
    signed = [one for one in people if one.state in {Party.State.SIGNED, Party.State.CONSENTED}]
    if not signed:
        return {}
    rows = Consent.objects.filter(party__in=signed, act__principal_id__isnull=False)
    names = {one.pk: one.name for one in signed}
    return {
        one.party_id: _("{signer} för {principal}, {role}").format(
            signer=_holder(one), principal=names[one.party_id], role=capacity_of(one.act)
        )
        for one in rows.select_related("act__person")
    }


def _holder(consent: Consent) -> str:
    """The signer's name by the e-ID; a protected person's as the reader may see it."""
    person = consent.act.person
    return person.name if is_hidden(person.name) else shown_name(consent)


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


def vouched_by(party: Party) -> str:
    """Who has registered an answer for the party: a person, or the organisation when its system has."""
    kept = party.registration
    return kept.registered_by.name if kept and kept.registered_by else current_organisation().name
