"""Whom an organisation's own provider may mean, when it says little or lies."""

import pytest

from armkrok.core.eid.models import Provider
from armkrok.core.eid.recognising import NotKnownHere, recognised
from armkrok.core.identity.models import IdentityNumber
from armkrok.core.identity.people import is_same_person, owners, tie_subject
from armkrok.core.identity.proof import NumberKind, Proof, ProvenNumber
from armkrok.core.members.models import Member
from armkrok.core.tenants.scope import scope
from armkrok.kit.days import now
from armkrok.site.settling import Settled

ISSUER = "https://adfs.sundby.example"


def says(subject: str = "", employee_id: str = "", issuer: str = ISSUER) -> Proof:
    numbers = (ProvenNumber(NumberKind.SUBJECT, subject),) if subject else ()
    return Proof(issuer, subject, "x", "saml", now(), numbers, employee_id=employee_id)


@pytest.fixture
def sundbys(towns: Settled) -> Provider:
    """Sundby's own provider; Karin and Elif have ids in its directory, the others have none."""
    place = towns.organisations["sundby"]
    with scope(place.pk):
        for key in ("karin", "elif"):
            Member.objects.filter(person=towns.people[key]).update(external_id=f"id-{key}")
        row: Provider = Provider.objects.create(kind=Provider.Kind.SAML, name="Sundbys", is_open=True)
    return row


def test_a_transient_name_ties_nobody(sundbys: Provider, towns: Settled) -> None:
    """Else all who come after the first, without a subject of their own, would be taken for her."""
    for key in ("karin", "elif", "karin"):
        assert recognised(says(employee_id=f"id-{key}"), sundbys) == towns.people[key]
    assert not IdentityNumber.objects.filter(kind=NumberKind.SUBJECT).exists()


@pytest.mark.parametrize("empty", ["", " ", "\t"])
def test_nobody_is_found_by_nothing(sundbys: Provider, towns: Settled, empty: str) -> None:
    """Most members have no id in the directory: an empty one is not theirs."""
    with scope(sundbys.organisation_id):
        Member.objects.filter(person=towns.people["sara"]).update(external_id=empty)
    tie_subject(towns.people["sara"], sundbys.organisation.pk, ISSUER, empty)
    with pytest.raises(NotKnownHere):
        recognised(says(empty, empty), sundbys)


def test_another_organisations_word_under_the_same_issuer_is_not_believed(
    sundbys: Provider, towns: Settled
) -> None:
    """Norrvik writes Sundby's issuer in its own settings, and says that Elif's subject there is Karin."""
    norrvik = towns.organisations["norrvik"]
    with scope(norrvik.pk):
        Member.objects.create(person=towns.people["karin"], email="k@norrvik.example", external_id="sub-elif")
        forged: Provider = Provider.objects.create(kind=Provider.Kind.SAML, name="Sundbys", is_open=True)
    assert recognised(says("sub-elif"), forged) == towns.people["karin"]
    assert recognised(says("sub-elif", "id-elif"), sundbys) == towns.people["elif"]


@pytest.mark.parametrize("subject", ["", "sub-karin"])
def test_what_an_issuer_calls_somebody_signs_nothing(sundbys: Provider, towns: Settled, subject: str) -> None:
    """The invited and the signer are compared by numbers, which mean the same whoever says them."""
    tie_subject(towns.people["karin"], sundbys.organisation.pk, ISSUER, subject)
    proof = says(subject)
    assert not is_same_person(towns.people["karin"].pk, proof)
    assert owners(proof) == set()
