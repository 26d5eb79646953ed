"""One more e-ID: hers is added, somebody else's never."""

from datetime import timedelta

import pytest

from armkrok.core.access.actor import Actor
from armkrok.core.audit.models import AuditRow
from armkrok.core.eid.models import EidOrder
from armkrok.core.identity.models import IdentityNumber, Person, Session
from armkrok.core.identity.people import find, find_or_add, identified, number_of
from armkrok.core.identity.proof import NumberKind, Proof, ProvenNumber
from armkrok.core.me.actions import adding
from armkrok.core.me.actions.adding import is_same_name
from armkrok.core.me.errors import NameDiffers, NumberTaken, SecondPersonalNumber
from armkrok.core.tenants.models import Organisation
from armkrok.core.tenants.scope import scope
from armkrok.kit.days import now
from armkrok.kit.numbers import allowed_test_numbers, is_coordination_number
from armkrok.site.settling import Settled
from tests.support.people import Visit
from tests.support.simulators import Simulators
from tests.support.unchanged import unchanged
from tests.support.visitor import Visitor

PAGE = "/mina/uppgifter/e-legitimation/"
COORDINATION = next(one for one in sorted(allowed_test_numbers()) if is_coordination_number(one))


def free_number(towns: Settled) -> str:
    """A personal number that nobody has."""
    every = (one for one in sorted(allowed_test_numbers(), reverse=True) if not is_coordination_number(one))
    return next(one for one in every if find(one) is None)


def proof(kind: NumberKind, value: str, name: str) -> Proof:
    return Proof("x", value, "x", "x", now(), (ProvenNumber(kind, value),), name=name)


def newcomer(towns: Settled) -> Person:
    """Somebody with a coordination number."""
    return find_or_add(COORDINATION, "Amira Haddad")


def refusals() -> list[str]:
    with scope(Organisation.objects.get(is_operator=True).pk):
        return [row.facts["reason"] for row in AuditRow.objects.filter(event="NumberNotAdded").order_by("at")]


def test_a_personal_number_follows_a_coordination_number(towns: Settled) -> None:
    amira, number = newcomer(towns), free_number(towns)
    shown = proof(NumberKind.PERSONAL, number, "Amira Layla Haddad")
    assert adding.add(shown, by=Actor(person=amira)) is True
    assert adding.add(shown, by=Actor(person=amira)) is False
    assert find(number) == find(COORDINATION) == amira
    assert number_of(amira.pk) == number
    old = IdentityNumber.objects.get(person=amira, kind="coordination")
    assert old.until is not None
    again = proof(NumberKind.COORDINATION, COORDINATION, "Amira Haddad")
    assert identified(again).pk == amira.pk, "she logs in with the old one too"


def test_what_is_somebody_elses_is_never_taken(towns: Settled) -> None:
    amira, karin = newcomer(towns), towns.people["karin"]
    shown = proof(NumberKind.PERSONAL, number_of(karin.pk), "Amira Haddad")
    before = sorted(IdentityNumber.objects.values_list("pk", "person_id"))
    with pytest.raises(NumberTaken):
        adding.add(shown, by=Actor(person=amira))
    assert sorted(IdentityNumber.objects.values_list("pk", "person_id")) == before
    assert refusals() == ["taken"]
    assert find(number_of(karin.pk)) == karin


def test_nobody_gets_a_second_personal_number_or_one_in_another_name(towns: Settled) -> None:
    """Whoever sits at her browser with an e-ID of his own does not become her."""
    amina, amira, number = towns.people["amina"], newcomer(towns), free_number(towns)
    with pytest.raises(SecondPersonalNumber):
        adding.add(proof(NumberKind.PERSONAL, number, "Amina Karlsson"), by=Actor(person=amina))
    with pytest.raises(NameDiffers):
        adding.add(proof(NumberKind.PERSONAL, number, "Lars Haddad"), by=Actor(person=amira))
    with pytest.raises(NameDiffers):
        adding.add(Proof("x", "x", "x", "x", now(), name="Amira Haddad"), by=Actor(person=amira))
    assert refusals() == ["second", "name", "name"]
    assert find(number) is None


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Amira Haddad", "AMIRA LAYLA HADDAD", True),
        ("Anna-Karin Ek", "Anna Karin Ek", True),
        ("Amira Haddad", "Layla Haddad", False),
        ("Haddad", "Amira Haddad", False),
        ("", "Amira Haddad", False),
    ],
)
def test_names(one: str, other: str, same: bool) -> None:
    assert is_same_name(one, other) is same


def test_anothers_bankid_is_refused_over_the_wire(
    visit: Visit, towns: Settled, simulators: Simulators
) -> None:
    amina = visit("amina")
    began = amina.submit(amina.get(PAGE), "/visa/")
    order = EidOrder.objects.get()
    simulators.answer(order.order_ref, number_of(towns.people["karin"].pk))
    EidOrder.objects.update(collected_at=now() - timedelta(seconds=2))
    page = amina.follow(amina.get(began.leads_to, status=302))
    assert any("Kontakta driften" in one for one in page.messages), page.messages
    assert Session.objects.filter(person=towns.people["karin"]).count() == 0, "nobody is logged in by it"
    assert refusals() == ["taken"]


def test_an_order_is_the_persons_and_a_log_in_is_none(
    visit: Visit, towns: Settled, simulators: Simulators
) -> None:
    amina = visit("amina")
    began = amina.submit(amina.get(PAGE), "/visa/")
    amina.log_in(towns.people["karin"])
    amina.get(began.leads_to, status=404)
    stranger = Visitor()
    stranger.submit(stranger.get("/logga-in/"), "/logga-in/bankid/")
    order = EidOrder.objects.get(about=None)
    stranger.log_in(towns.people["karin"])
    stranger.get(f"{PAGE}{order.pk}/", status=404)


def test_an_old_log_in_adds_nothing(visit: Visit, towns: Settled) -> None:
    amina = visit("amina")
    Session.objects.update(created_at=now() - timedelta(minutes=11))
    assert not amina.get(PAGE).find("//form[contains(@action, '/visa/')]")
    with unchanged(towns):
        amina.post(f"{PAGE}visa/", {"way": "bankid"}, status=403)
