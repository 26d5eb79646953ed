"""The whole job over HTTP: upload, people, message, check, send; read, sign, done; verify."""

import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from armkrok.core.eid.models import EidOrder
from armkrok.core.identity.people import number_of
from armkrok.core.tenants.scope import scope
from armkrok.services.signing.actions.completing import seal_later
from armkrok.services.signing.models import SigningRequest
from armkrok.services.signing.tests.conftest import Ask
from armkrok.services.signing.tests.signers import paper
from armkrok.site.settling import Settled, settle
from tests.support.papers import minutes
from tests.support.people import Visit
from tests.support.simulators import Simulators
from tests.support.visitor import Visitor


def test_the_sender_asks_twenty_in_four_steps(visit: Visit) -> None:
    amina = visit("amina")
    page = amina.get("/sundby/underskrift/ny/")
    file = SimpleUploadedFile("Protokoll 17 november.pdf", minutes(), "application/pdf")
    page = amina.follow(amina.post(page.response.request["PATH_INFO"], {"file": file}))
    page = amina.follow(amina.submit(page, "/dokument/", title="Protokoll, 17 november"))
    group = page.find("//form[input[@value='group']]//option")[0].get("value")
    address = page.response.request["PATH_INFO"]
    page = amina.follow(amina.post(address, {"deed": "group", "group-group": group}))
    assert "20 personer" in page.text
    page = amina.follow(amina.post(address, {"deed": "next"}))
    said = {"message": "Hej!", "sign_by": "2099-01-31", "language": "sv"}
    page = amina.follow(amina.post(page.response.request["PATH_INFO"], said))
    assert "Protokoll, 17 november" in page.text
    page = amina.follow(amina.submit(page, "/skicka/"))
    assert visit("sven").get("/mina/").h1 == "En sak väntar på dig"
    assert "Ingen har skrivit under än" in amina.get(page.response.request["PATH_INFO"][:-8]).text


def sign(visitor: Visitor, request: SigningRequest, simulators: Simulators, town: str = "sundby") -> str:
    """Press the button, answer on the phone, wait for the page to say so; where one ends up."""
    address = f"/{town}/underskrift/{request.pk}/skriv-under/"
    visitor.get(address)
    order_page = visitor.post(address + "bankid/")
    person = visitor.person
    assert person is not None
    order = EidOrder.objects.get(pk=order_page.leads_to.rstrip("/").rpartition("/")[2])
    simulators.answer(order.order_ref, number_of(person.pk))
    for _ in range(200):
        answer = visitor.client.get(order_page.leads_to + "lage/", headers={"HX-Request": "true"})
        if "HX-Redirect" in answer.headers:
            return str(answer.headers["HX-Redirect"])
        time.sleep(0.25)
    raise AssertionError("the signing never ended")


@pytest.mark.usefixtures("committed_db")
def test_three_people_sign_and_anyone_can_verify(simulators: Simulators, ask: Ask) -> None:
    towns: Settled = settle()
    request = ask(towns, "karin", "elif", "ante")
    for key in ("karin", "elif", "ante"):
        assert sign(Visitor(towns.people[key]), request, simulators).endswith("/klart/")
    with scope(request.organisation_id):
        seal_later(organisation_id=str(request.organisation_id), request_id=str(request.pk))
        request = SigningRequest.objects.get(pk=request.pk)
        assert paper(request).is_sealed
    assert request.state == SigningRequest.State.COMPLETED
    copy = Visitor(towns.people["karin"]).client.get(f"/sundby/underskrift/{request.pk}/1/fil/")
    content = b"".join(copy.streaming_content)  # type: ignore[attr-defined]
    stranger = Visitor()
    page = stranger.get("/verifiera/")
    page = stranger.submit(page, "/verifiera/", status=200, file=SimpleUploadedFile("kopia.pdf", content))
    assert page.h1 == "Dokumentet är underskrivet och oförändrat"
    assert len(page.rows()) == 3
    assert "Identifierad med BankID" in page.text


@pytest.mark.usefixtures("committed_db")
def test_all_five_answers_are_yes_also_before_it_is_sealed(simulators: Simulators, ask: Ask) -> None:
    towns = settle()
    request = ask(towns, "karin", "elif")
    sign(Visitor(towns.people["karin"]), request, simulators)
    page = Visitor().get(f"/verifiera/sundby/{request.code}/")
    assert page.h1 == "Dokumentet är underskrivet och oförändrat"
    assert {one.get("data-kind") for one in page.find("//*[contains(@class, 'ak-answer')]")} == {"yes"}
