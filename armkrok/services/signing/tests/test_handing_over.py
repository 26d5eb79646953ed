"""Forwarding, replacing, standing in, saying no: who is told, and what the file says."""

from datetime import timedelta

import pytest

from armkrok.core.members.models import Member
from armkrok.kit.days import today
from armkrok.services.signing.actions import declining, following, handing_over, standing_in
from armkrok.services.signing.errors import AlreadyInvited, AlreadySigned, MayNotForward, NotOpen, SamePerson
from armkrok.services.signing.models import Party, SigningRequest
from armkrok.services.signing.tests.asking import (
    asked_of,
    letters_to,
    party_of,
    substitute,
    tasks_of,
    words_in,
)
from armkrok.services.signing.tests.signers import Signing, address, events_of, report_on
from armkrok.site import towns as data
from armkrok.site.settling import Settled
from tests.support.people import Visit, inside
from tests.support.simulators import Simulators
from tests.support.unchanged import unchanged

FORWARD = "/skicka-vidare/"


@pytest.fixture
def request_(towns: Settled) -> SigningRequest:
    return asked_of(towns, {"karin": {}, "elif": {}})


def test_a_colleague_gets_it_by_the_page(request_: SigningRequest, towns: Settled, visit: Visit) -> None:
    karin = visit("karin")
    page = karin.get(f"/sundby/underskrift/{request_.pk}{FORWARD}")
    form = {"deed": "member", "member-member": "Mikael Ståhl", "member-why": "Han leder gruppen nu."}
    after = karin.follow(karin.post(page.response.request["PATH_INFO"], form))
    assert "Mikael Ståhl är nu tillfrågad." in after.html
    with inside(towns, "amina"):
        old = Party.objects.get(person=towns.people["karin"])
        new = party_of(towns, request_, "mikael")
        assert (old.state, old.replaced_why) == (Party.State.REPLACED, "Han leder gruppen nu.")
        assert (new.replaces_id, new.turn, new.position, new.role) == (
            old.pk,
            old.turn,
            old.position,
            old.role,
        )
        assert tasks_of(towns, "karin") == []
        assert tasks_of(towns, "mikael") == ["Skriv under Protokoll 17 november"]
        assert "Ny person: Protokoll 17 november" in letters_to("amina.karlsson")
        assert "RequestForwarded" in events_of(request_)
        text = words_in(request_)
        assert "Mikael Ståhl" in text
        assert "Karin Sjöberg" not in text
    assert karin.follow(karin.get(address(request_), status=302)).h1
    karin.get(f"/sundby/underskrift/{request_.pk}/1/fil/", status=404)


def test_somebody_outside_by_number(request_: SigningRequest, towns: Settled, visit: Visit) -> None:
    sven = data.person("sven")
    form = {
        "deed": "outsider", "outsider-name": sven.name, "outsider-email": "sven@halsa.example",
        "outsider-number": sven.number, "outsider-why": "",
    }  # fmt: skip
    visit("karin").post(f"/sundby/underskrift/{request_.pk}{FORWARD}", form)
    with inside(towns, "amina"):
        assert party_of(towns, request_, "sven").state == Party.State.INVITED
    assert "Skriv under med BankID" in visit("sven").get(address(request_)).text


def test_after_a_signature_the_box_says_instead_of_whom(
    request_: SigningRequest, towns: Settled, visit: Visit, simulators: Simulators
) -> None:
    assert Signing(visit("elif"), request_).answer(simulators).told().endswith("/klart/")
    with inside(towns, "amina") as amina:
        handing_over.replace(
            party_of(towns, request_, "karin"), substitute(towns, "mikael"), "Sjuk", by=amina
        )
        assert "Ny person: Protokoll 17 november" in letters_to("elif")
        assert "Du behöver inte svara: Protokoll 17 november" in letters_to("karin")
    assert Signing(visit("mikael"), request_).answer(simulators).told().endswith("/klart/")
    with inside(towns, "amina"):
        assert "i stället för Karin Sjöberg" in words_in(request_)
        report = report_on(request_)
        assert (report.verdict, len(report.signatures)) == ("valid", 2)


def test_what_cannot_be_forwarded(towns: Settled, request_: SigningRequest) -> None:
    closed = asked_of(towns, {"karin": {}}, may_forward=False)
    with inside(towns, "karin") as karin:
        mine = party_of(towns, request_, "karin")
        with unchanged(towns):
            with pytest.raises(SamePerson):
                handing_over.forward(mine, substitute(towns, "karin"), "", by=karin)
            with pytest.raises(AlreadyInvited):
                handing_over.forward(mine, substitute(towns, "elif"), "", by=karin)
            with pytest.raises(MayNotForward):
                handing_over.forward(
                    party_of(towns, closed, "karin"), substitute(towns, "elif"), "", by=karin
                )


def test_a_no_is_told_and_can_be_replaced(
    request_: SigningRequest, towns: Settled, visit: Visit, simulators: Simulators
) -> None:
    Signing(visit("elif"), request_).answer(simulators).told()
    with inside(towns, "karin") as karin:
        declining.decline(party_of(towns, request_, "karin"), "Jag var inte där", by=karin)
    with inside(towns, "amina") as amina:
        assert "Vill inte skriva under: Protokoll 17 november" in letters_to("elif")
        assert "Vill inte skriva under: Protokoll 17 november" in letters_to("amina.karlsson")
        page = visit("amina").get(f"/sundby/underskrift/{request_.pk}/")
        assert "Karin Sjöberg har svarat nej" in page.text
        new = handing_over.replace(
            party_of(towns, request_, "karin"), substitute(towns, "mikael"), "", by=amina
        )
        assert new.state == Party.State.INVITED


def test_who_is_done_is_not_replaced(
    request_: SigningRequest, towns: Settled, visit: Visit, simulators: Simulators
) -> None:
    Signing(visit("karin"), request_).answer(simulators).told()
    with inside(towns, "amina") as amina, unchanged(towns), pytest.raises(AlreadySigned):
        handing_over.replace(party_of(towns, request_, "karin"), substitute(towns, "mikael"), "", by=amina)


def test_a_later_turn_is_replaced_without_being_asked(towns: Settled) -> None:
    request = asked_of(towns, {"karin": {"turn": 1}, "elif": {"turn": 2}})
    with inside(towns, "amina") as amina:
        handing_over.replace(party_of(towns, request, "elif"), substitute(towns, "mikael"), "", by=amina)
        assert party_of(towns, request, "mikael").state == Party.State.LATER
        assert letters_to("mikael") == letters_to("elif") == []


def test_an_address_is_corrected(request_: SigningRequest, towns: Settled, visit: Visit) -> None:
    amina = visit("amina")
    with inside(towns, "amina"):
        one = party_of(towns, request_, "karin")
    url = f"/sundby/underskrift/{request_.pk}/person/{one.pk}/adress/"
    amina.submit(amina.get(url), email="karin.ny@sundby.example")
    with inside(towns, "amina"):
        assert party_of(towns, request_, "karin").email == "karin.ny@sundby.example"
        assert letters_to("karin") == [
            "Skriv under: Protokoll 17 november",
            "Ändrad adress: Protokoll 17 november",
        ]
        assert letters_to("karin.ny") == ["Skriv under: Protokoll 17 november"]


def test_who_is_away_is_stood_in_for(towns: Settled, visit: Visit) -> None:
    karin = visit("karin")
    page = karin.get("/sundby/underskrift/borta/")
    first, last = today().isoformat(), (today() + timedelta(days=6)).isoformat()
    after = karin.follow(karin.submit(page, member="Mikael Ståhl", from_on=first, until_on=last))
    assert "Mikael Ståhl" in after.text
    request = asked_of(towns, {"karin": {}, "elif": {}})
    with inside(towns, "amina") as amina:
        new = party_of(towns, request, "mikael")
        assert (new.state, new.replaces and new.replaces.name) == (Party.State.INVITED, "Karin Sjöberg")
        assert letters_to("karin") == []
        assert "Ny person: Protokoll 17 november" in letters_to("amina.karlsson")
        assert "StandInAsked" in events_of(request)
        assert "Mikael Ståhl" in words_in(request)
    kept = asked_of(towns, {"karin": {}}, may_stand_in=False)
    both = asked_of(towns, {"karin": {}, "mikael": {}})
    with inside(towns, "amina") as amina:
        for one in (kept, both):
            assert party_of(towns, one, "karin").state == Party.State.INVITED
        SigningRequest.objects.filter(pk=kept.pk).update(may_stand_in=True)
        assert following.remind(kept, by=amina) == 1
        assert party_of(towns, kept, "mikael").state == Party.State.INVITED
    remove = karin.get("/sundby/underskrift/borta/")
    karin.submit(remove, "/ta-bort/")
    assert party_state(towns, asked_of(towns, {"karin": {}}), "karin") == Party.State.INVITED


def party_state(towns: Settled, request: SigningRequest, key: str) -> str:
    with inside(towns, "amina"):
        return party_of(towns, request, key).state


def test_two_who_stand_in_for_each_other_are_asked_themselves(towns: Settled) -> None:
    for one, other in (("karin", "mikael"), ("mikael", "karin")):
        with inside(towns, one) as actor:
            member = Member.objects.get(person=towns.people[other])
            standing_in.name_stand_in(member, from_on=today(), until_on=today(), by=actor)
    assert party_state(towns, asked_of(towns, {"karin": {}}), "karin") == Party.State.INVITED


def test_nothing_changes_when_it_is_over(request_: SigningRequest, towns: Settled) -> None:
    with inside(towns, "amina") as amina:
        following.withdraw(request_, "Fel fil", by=amina)
        one = party_of(towns, request_, "karin")
        with unchanged(towns):
            with pytest.raises(NotOpen):
                handing_over.replace(one, substitute(towns, "mikael"), "", by=amina)
            with pytest.raises(NotOpen):
                handing_over.correct_address(one, "x@sundby.example", by=amina)
            with pytest.raises(NotOpen):
                following.extend(request_, today() + timedelta(days=3), by=amina)
