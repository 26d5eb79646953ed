"""From a proof to the person whom it is about.

A shared provider may introduce anybody. An organisation's own provider may only speak of those who work
there: it is believed about no others, so it can never become a key to another organisation.
"""

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from armkrok.core.eid.models import Provider
from armkrok.core.identity.models import Person
from armkrok.core.identity.people import find, identified, of_subject, tie_subject
from armkrok.core.identity.proof import NumberKind, Proof
from armkrok.core.members.models import Member
from armkrok.core.tenants.scope import scope
from armkrok.kit.refusals import Refusal

SWEDISH = (NumberKind.PERSONAL, NumberKind.COORDINATION)


class NotKnownHere(Refusal):
    """The organisation's provider vouches for somebody who is not a member there."""

    status = 403
    text = _("Du är inte upplagd som medarbetare här. Be den som sköter Armkrok hos er att lägga till dig.")


class NoNumber(Refusal):
    """A provider for everybody did not say by which number the person is known."""

    status = 403
    text = _("Din e-legitimation lämnar inget personnummer eller annat säkert id. Välj ett annat sätt.")


@transaction.atomic(savepoint=False)
def recognised(proof: Proof, provider: Provider | None) -> Person:
    """The person, new or known; raises NotKnownHere or NoNumber. BankID is no provider row, and shared."""
    if provider is None or provider.is_shared:
        return _anybody(proof)
    return _member(proof, provider)


def _anybody(proof: Proof) -> Person:
    if not proof.number(*SWEDISH, NumberKind.PRID):
        raise NoNumber
    return identified(proof)


def _member(proof: Proof, provider: Provider) -> Person:
    """By number, by what the provider has called her before, or by the directory's id; never by address."""
    with scope(provider.organisation_id):
        number = proof.number(*SWEDISH)
        row = _of_number(number) if number else _of_name(proof, provider)
        if row is None:
            raise NotKnownHere
        if not number:
            tie_subject(row.person, provider.organisation.pk, proof.issuer, proof.subject)
        return row.person


def _of_number(number: str) -> Member | None:
    person = find(number)
    return _present().filter(person=person).first() if person else None


def _of_name(proof: Proof, provider: Provider) -> Member | None:
    """Nobody is found by an empty text: a transient NameID is no subject, and many have no directory id."""
    if known := of_subject(provider.organisation.pk, proof.issuer, proof.subject):
        return _present().filter(person=known).first()
    wanted = proof.employee_id.strip() or proof.subject.strip()
    return _present().filter(external_id=wanted).first() if wanted else None


def _present() -> QuerySet[Member]:
    return Member.objects.filter(left_at=None).select_related("person")
