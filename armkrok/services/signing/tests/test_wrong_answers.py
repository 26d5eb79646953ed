"""The wrong person answers, or the answer lies: nothing is signed, it is logged, and people are told."""

import httpx
import pytest

from armkrok.core.audit.models import AuditRow
from armkrok.core.eid import orders
from armkrok.core.eid.models import EidOrder
from armkrok.core.identity.people import number_of
from armkrok.core.tenants.scope import scope
from armkrok.services.signing.models import SigningRequest
from armkrok.services.signing.tests.conftest import Ask
from armkrok.services.signing.tests.signers import Signing, address, events_of, nothing_signed, said, whole
from armkrok.site.settling import Settled
from tests.support.people import Visit
from tests.support.simulators import Simulators

NOT_TRUSTED = "Svaret från BankID gick inte att kontrollera. Ingenting har gjorts. Försök igen."
TAMPERS = (
    "visibleData", "nonVisibleData", "funcId", "personalNumber", "otherRoot", "expiredCertificate",
    "signedData", "keyInfo", "signatureValue", "doctype", "entity", "wrapping", "ocspRevoked", "ocspUnknown",
    "ocspSerial", "ocspNonce", "ocspNoNonce", "ocspIssuer", "ocspResponder",
)  # fmt: skip


def test_the_link_reveals_nothing(visit: Visit, asked: SigningRequest) -> None:
    for visitor in (visit("vera"), visit("olle"), visit("sara")):
        for tail in ("", "bankid/"):
            url = address(asked) + tail
            page = visitor.post(url, status=404) if tail else visitor.get(url, status=404)
            assert asked.title not in page.html
            assert page.h1 == "Sidan finns inte"
    stranger = visit()
    page = stranger.get(address(asked), status=302)
    assert page.leads_to.startswith("/logga-in/")
    nothing_signed(asked)


def test_the_phone_of_another_cannot_answer(
    visit: Visit, asked: SigningRequest, simulators: Simulators
) -> None:
    """BankID itself keeps the order to the invited person: requirement.personalNumber."""
    signing = Signing(visit("karin"), asked)
    for other in (visit("elif"), visit("vera")):
        assert other.person
        with pytest.raises(httpx.HTTPStatusError, match="409"):
            simulators.answer(signing.order.order_ref, number_of(other.person.pk))
    nothing_signed(asked)


def test_an_answer_of_another_person_signs_nothing(
    visit: Visit, asked: SigningRequest, simulators: Simulators
) -> None:
    """Should BankID let another person through, proof and all, our own comparison refuses."""
    karin = visit("karin")
    signing = Signing(karin, asked)
    assert visit("elif").person
    open_order = orders.client().sign(
        end_user_ip="127.0.0.1",
        visible_text=signing.order.visible_text,
        non_visible=bytes(signing.order.hidden_data),
    )
    orders.client().cancel(signing.order.order_ref)
    EidOrder.objects.filter(pk=signing.order_id).update(order_ref=open_order.order_ref)
    signing.visitor = visit("elif")
    signing.answer(simulators)
    signing.visitor = karin
    page = signing.ended()
    assert said(page) == ["BankID hör till någon annan än den som är inbjuden. Inget har skrivits under."]
    nothing_signed(asked)
    with scope(asked.organisation_id):
        assert "WrongPersonAnswered" in events_of(asked)
    assert Signing(karin, asked).answer(simulators).told().endswith("/klart/")
    whole(asked, 1)


def test_another_browser_cannot_follow_the_order(
    visit: Visit, asked: SigningRequest, simulators: Simulators
) -> None:
    signing = Signing(visit("karin"), asked).answer(simulators)
    thief = visit("karin")
    assert thief.get(signing.page, status=404).h1 == "Sidan finns inte"
    assert visit("elif").client.get(signing.page + "lage/").status_code == 404
    nothing_signed(asked)


def test_an_order_for_one_document_does_not_sign_another(
    visit: Visit, towns: Settled, ask: Ask, simulators: Simulators
) -> None:
    first, second = ask(towns, "karin"), ask(towns, "karin", pages=3)
    signing = Signing(visit("karin"), first).answer(simulators)
    signing.page = signing.page.replace(str(first.pk), str(second.pk))
    assert signing.poll().status_code == 404
    nothing_signed(first)
    nothing_signed(second)


def test_an_answer_that_lies_signs_nothing(
    visit: Visit, asked: SigningRequest, simulators: Simulators
) -> None:
    karin = visit("karin")
    for number, tamper in enumerate(TAMPERS, 1):
        signing = Signing(karin, asked)
        simulators.fault(simulators.bankid, tamper=tamper)
        assert signing.answer(simulators).told() == address(asked), tamper
        simulators.heal()
        assert signing.order.state == EidOrder.State.FAILED
        nothing_signed(asked)
        with scope(asked.organisation_id):
            rows = AuditRow.objects.filter(event="AnswerRefused", about_id=asked.pk)
            assert rows.count() == number
            assert rows.latest("at").facts["reason"]
    page = karin.get(address(asked))
    assert set(said(page)) == {NOT_TRUSTED}
    assert "Skriv under med BankID" in page.text
    assert Signing(karin, asked).answer(simulators).told().endswith("/klart/")
    whole(asked, 1)


def test_without_a_script_a_lie_is_told_too(
    visit: Visit, asked: SigningRequest, simulators: Simulators
) -> None:
    karin = visit("karin")
    signing = Signing(karin, asked)
    simulators.fault(simulators.bankid, tamper="signatureValue")
    signing.answer(simulators)
    page = karin.follow(karin.get(signing.page, status=302))
    assert said(page) == [NOT_TRUSTED]
    nothing_signed(asked)
