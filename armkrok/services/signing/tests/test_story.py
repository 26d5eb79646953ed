"""The whole job over HTTP: upload, people, message, check, send; read, sign, done; verify."""

import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from armkrok.core.eid.models import EidOrder
from armkrok.core.identity.people import number_of
from armkrok.core.tenants.scope import scope
from armkrok.services.signing.actions.completing import seal_later
from armkrok.services.signing.models import SigningRequest
from armkrok.site.settling import Settled, settle
from tests.support.papers import minutes
from tests.support.simulators import Simulators
from tests.support.visitor import Visitor

pytestmark = pytest.mark.usefixtures("committed_db")


def _sent(amina: Visitor) -> str:
    page = amina.get("/sundby/underskrift/ny/")
    file = SimpleUploadedFile("Protokoll 17 november.pdf", minutes(), "application/pdf")
    page = amina.follow(amina.submit(page, "", file=file))
    page = amina.follow(amina.submit(page, "/dokument/", title="Protokoll, samverkansgruppen 17 november"))
    page = amina.follow(amina.submit(page, "/personer/", having={"deed": "group"}))
    assert "20 personer" in page.text or "Tjugo" in page.text
    return page.response.request["PATH_INFO"]


def sign(visitor: Visitor, request: SigningRequest, simulators: Simulators, town: str = "sundby") -> str:
    """Press the button, answer on the phone, wait for the page to say so; where one ends up."""
    address = f"/{town}/underskrift/{request.pk}/skriv-under/"
    visitor.get(address)
    order_page = visitor.post(address + "bankid/")
    order = EidOrder.objects.get(pk=order_page.leads_to.rstrip("/").rpartition("/")[2])
    simulators.answer(order.order_ref, number_of(visitor.person.pk))
    for _ in range(20):
        answer = visitor.client.get(order_page.leads_to + "lage/", headers={"HX-Request": "true"})
        if "HX-Redirect" in answer.headers:
            return str(answer.headers["HX-Redirect"])
        time.sleep(0.25)
    raise AssertionError("the signing never ended")


def test_three_people_sign_and_anyone_can_verify(simulators: Simulators, ask, client: Client) -> None:
    towns: Settled = settle()
    request = ask(towns, "karin", "elif", "ante")
    for key in ("karin", "elif", "ante"):
        assert sign(Visitor(towns.people[key]), request, simulators).endswith("/klart/")
    with scope(request.organisation_id):
        seal_later(organisation_id=str(request.organisation_id), request_id=str(request.pk))
        request = SigningRequest.objects.get(pk=request.pk)
    assert request.state == SigningRequest.State.COMPLETED
    assert request.is_sealed
    copy = Visitor(towns.people["karin"]).client.get(f"/sundby/underskrift/{request.pk}/fil/")
    content = b"".join(copy.streaming_content)
    stranger = Visitor()
    page = stranger.get("/verifiera/")
    page = stranger.submit(page, "/verifiera/", status=200, file=SimpleUploadedFile("kopia.pdf", content))
    assert page.h1 == "Dokumentet är underskrivet och oförändrat"
    assert len(page.rows()) == 3
    assert "Identifierad med BankID" in page.text
