"""A guardian signs for another: both names everywhere, the signature hers, and only while the right holds."""

import re

import pytest

from armkrok.core.audit.models import AuditRow
from armkrok.core.mandates.models import Mandate
from armkrok.core.tenants.scope import scope
from armkrok.services.signing import packing
from armkrok.services.signing.models import Act, SigningRequest
from armkrok.services.signing.tests.asking import asked_of, words_in
from armkrok.services.signing.tests.signers import (
    Signing,
    address,
    events_of,
    nothing_signed,
    report_on,
    said,
    whole,
)
from armkrok.site.settling import Settled
from tests.support.mandates import ELSEWHERE, GUARDIAN, Mandates, act, grow_old
from tests.support.people import Visit
from tests.support.simulators import Simulators
from tests.support.visitor import Visitor


@pytest.fixture
def request_to_sven(towns: Settled, simulators: Simulators) -> SigningRequest:
    return asked_of(towns, {"sven": {}, "elif": {"turn": 2}})


@pytest.fixture
def ingrid(visit: Visit, mandates: Mandates) -> Visitor:
    """At her browser, acting for Sven."""
    found = visit("ingrid")
    act(found)
    return found


def test_both_names_all_the_way(
    towns: Settled, visit: Visit, ingrid: Visitor, request_to_sven: SigningRequest, simulators: Simulators
) -> None:
    page = ingrid.get(address(request_to_sven))
    assert "Du skriver under för Sven Olsson som god man." in page.text
    assert "Det är någon annan som ska svara" not in page.text
    signing = Signing(ingrid, request_to_sven)
    assert "Jag skriver under för Sven Olsson som god man." in signing.order.visible_text
    done = signing.answer(simulators).ended()
    assert done.h1 == "Du har skrivit under"
    whole(request_to_sven, 1)
    with scope(request_to_sven.organisation_id):
        kept = Act.objects.get()
        assert (kept.person_id, kept.principal_id) == (towns.people["ingrid"].pk, towns.people["sven"].pk)
        assert kept.mandate == f"god man, minaombud {GUARDIAN}"
        assert "för Sven Olsson, god man" in words_in(request_to_sven)
        signer = f"{kept.given_name} {kept.surname}"  # the name that the e-ID tells
        assert signer in words_in(request_to_sven)
        rows = AuditRow.objects.filter(
            about_id=request_to_sven.pk, event__in=["ConsentGiven", "DocumentSigned"]
        )
        assert {(one.actor_id, one.principal_id) for one in rows} == {(kept.person_id, kept.principal_id)}
        assert len(rows) == 2
        (seat, _elif) = packing._seats(request_to_sven)
        assert (seat.name, seat.behalf) == (signer, f"Sven Olsson (god man, minaombud {GUARDIAN})")
        log = [one.actor for one in packing._log(request_to_sven) if one.event == "ConsentGiven"]
        assert log == [f"person {kept.person_id} för person {kept.principal_id}"]
    follow = visit("amina").get(f"/sundby/underskrift/{request_to_sven.pk}/")
    assert f"{signer} för Sven Olsson, god man" in follow.text


def test_the_certificate_names_the_holder(
    ingrid: Visitor, request_to_sven: SigningRequest, simulators: Simulators
) -> None:
    Signing(ingrid, request_to_sven).answer(simulators).ended()
    with scope(request_to_sven.organisation_id):
        (signature,) = report_on(request_to_sven).signatures
        kept = Act.objects.get()
    assert signature.signer == f"{kept.given_name} {kept.surname}" != "Sven Olsson"
    assert signature.title == "god man för Sven Olsson"


def test_a_right_withdrawn_while_the_phone_is_open_signs_nothing(
    ingrid: Visitor, mandates: Mandates, request_to_sven: SigningRequest, simulators: Simulators
) -> None:
    signing = Signing(ingrid, request_to_sven)
    mandates.withdraw(GUARDIAN)
    grow_old(ingrid, 2)
    where = signing.answer(simulators).ended()
    assert "rätten gäller inte längre" in " ".join([*said(where), where.text])
    nothing_signed(request_to_sven)


def test_a_silent_register_signs_nothing_when_the_answer_is_old(
    ingrid: Visitor, mandates: Mandates, request_to_sven: SigningRequest
) -> None:
    mandates.fail("down")
    grow_old(ingrid, 31)
    refused = ingrid.post(address(request_to_sven) + "bankid/", status=403)
    assert "registret svarar inte" in refused.text
    nothing_signed(request_to_sven)


def test_who_stops_acting_in_the_middle_signs_nothing(
    ingrid: Visitor, request_to_sven: SigningRequest, simulators: Simulators
) -> None:
    signing = Signing(ingrid, request_to_sven)
    signing.answer(simulators)
    ingrid.post("/mina/ombud/sluta/")
    assert signing.poll().status_code == 404
    nothing_signed(request_to_sven)


def test_nobody_else_and_no_other_service_gets_at_it(
    visit: Visit, mandates: Mandates, request_to_sven: SigningRequest
) -> None:
    for key in ("ingrid", "mikael", "vera"):
        visit(key).get(address(request_to_sven), status=404)
    mikael = visit("mikael")
    act(mikael, ELSEWHERE)
    mikael.get(address(request_to_sven), status=403)
    mikael.post(address(request_to_sven) + "bankid/", status=403)
    assert "Protokoll 17 november" not in mikael.get("/mina/").text
    nothing_signed(request_to_sven)


def test_acting_hides_what_is_her_own(towns: Settled, ingrid: Visitor, simulators: Simulators) -> None:
    own = asked_of(towns, {"ingrid": {}})
    ingrid.get(address(own), status=404)
    assert "Protokoll 17 november" not in ingrid.get("/mina/").text
    ingrid.post("/mina/ombud/sluta/")
    assert "Protokoll 17 november" in ingrid.get("/mina/").text


def test_pages_and_file_can_be_read(ingrid: Visitor, request_to_sven: SigningRequest) -> None:
    pictures = re.findall(r'src="([^"]+/sida/[^"]+)"', ingrid.get(address(request_to_sven)).html)
    assert pictures
    assert ingrid.client.get(pictures[0]).status_code == 200


def test_approving_and_declining_tell_both(towns: Settled, ingrid: Visitor, simulators: Simulators) -> None:
    approve = asked_of(towns, {"sven": {"role": "approver"}, "elif": {"turn": 2}})
    ingrid.post(address(approve) + "godkann/")
    decline = asked_of(towns, {"sven": {}, "elif": {"turn": 2}}, title="Nej")
    ingrid.post(address(decline).replace("skriv-under/", "nej/"), {"reason": "Sven vill inte."})
    both = {(towns.people["ingrid"].pk, towns.people["sven"].pk)}
    for request, event in ((approve, "RequestApproved"), (decline, "SigningDeclined")):
        with scope(request.organisation_id):
            rows = AuditRow.objects.filter(about_id=request.pk, event=event)
            assert {(one.actor_id, one.principal_id) for one in rows} == both


@pytest.mark.parametrize("facts", [{"seat": "chair"}, {"principal": "Olssons Bygg AB"}])
def test_a_personal_place_is_nobody_else_s(
    towns: Settled, ingrid: Visitor, simulators: Simulators, facts: dict[str, str]
) -> None:
    request = asked_of(towns, {"sven": facts})
    refused = ingrid.post(address(request) + "bankid/", status=409)
    assert "Den här underskriften är personlig" in refused.text
    nothing_signed(request)


FIRM = {"principal": "Bergs Bygg AB", "principal_number": "559999-9991"}


def test_a_signatory_of_a_company_is_confirmed(
    towns: Settled, visit: Visit, mandates: Mandates, simulators: Simulators
) -> None:
    request = asked_of(towns, {"lars-ake": FIRM})
    signing = Signing(visit("lars-ake"), request)
    waiting = signing.visitor.get(signing.page)
    assert "du får teckna firman för Bergs Bygg AB" in " ".join(waiting.messages)
    signing.answer(simulators).ended()
    with scope(request.organisation_id):
        assert Act.objects.get().mandate == "559999-9991: firmatecknare, minaombud MOF0000000003"
        assert AuditRow.objects.get(event="SignatoryChecked").facts["answer"] == "confirmed"


@pytest.mark.parametrize(
    ("fault", "answer", "says"), [("", "denied", "säger inte"), ("down", "silent", "svarar inte")]
)
def test_an_unconfirmed_signatory_is_told_and_may_go_on(
    towns: Settled,
    visit: Visit,
    mandates: Mandates,
    simulators: Simulators,
    fault: str,
    answer: str,
    says: str,
) -> None:
    mandates.fail(fault)
    request = asked_of(towns, {"elif": FIRM})
    elif_ = visit("elif")
    told = elif_.post(address(request) + "bankid/", status=409)
    assert f"Registret {says}" in told.text
    assert told.find("//input[@name='register'][@value='told']")
    begun = elif_.post(address(request) + "bankid/", {"register": "told"})
    assert "/bankid/" in begun.leads_to
    with scope(request.organisation_id):
        assert (
            AuditRow.objects.filter(event="SignatoryChecked").values_list("facts__answer", flat=True)[0]
            == answer
        )
        assert "SigningStarted" in events_of(request)


def test_a_municipality_s_own_signatory_is_not_asked_about(
    towns: Settled, visit: Visit, mandates: Mandates, simulators: Simulators
) -> None:
    request = asked_of(towns, {"elif": {"principal": "Sundby kommun", "principal_number": "212000-9903"}})
    before = mandates.asked()
    visit("elif").post(address(request) + "bankid/")
    assert mandates.asked() == before


def test_the_sentence_shown_is_the_right_used(
    ingrid: Visitor, request_to_sven: SigningRequest, simulators: Simulators
) -> None:
    signing = Signing(ingrid, request_to_sven)
    Mandate.objects.filter(reference=GUARDIAN).update(kind="proxy")
    where = signing.answer(simulators).ended()
    assert where.h1 != "Du har skrivit under"
    nothing_signed(request_to_sven)
