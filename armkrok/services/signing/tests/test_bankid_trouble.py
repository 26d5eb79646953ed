"""BankID out of order, slow, or busy elsewhere: nothing is signed, and people are told."""

from datetime import timedelta

import pytest
from django.db.models import F

from armkrok.core.eid import bankid, orders
from armkrok.core.eid.models import EidOrder
from armkrok.core.identity.bankid.client import BankIdClient
from armkrok.core.identity.bankid.config import BankIdConfig
from armkrok.core.identity.bankid.orders import Requirement
from armkrok.core.identity.people import number_of
from armkrok.services.signing.models import SigningRequest
from armkrok.services.signing.tests.signers import Signing, address, nothing_signed, said, whole
from tests.support.page_rules import words
from tests.support.people import Visit
from tests.support.simulators import Simulators, free_port


def test_ended_in_the_app_and_tried_again(
    visit: Visit, asked: SigningRequest, simulators: Simulators
) -> None:
    karin = visit("karin")
    signing = Signing(karin, asked)
    page = signing.answer(simulators, "cancel").ended()
    assert "Åtgärden avbröts." in page.text
    nothing_signed(asked)
    signing = signing.again(page)
    page = signing.answer(simulators, "blocked").ended()
    assert "Ditt BankID är för gammalt eller spärrat." in page.text
    nothing_signed(asked)
    assert signing.again(page).answer(simulators).told().endswith("/klart/")
    whole(asked, 1)


def test_cancelled_on_the_page(visit: Visit, asked: SigningRequest, simulators: Simulators) -> None:
    karin = visit("karin")
    signing = Signing(karin, asked)
    page = karin.get(signing.page)
    page = karin.follow(karin.submit(page, "/avbryt/"))
    assert said(page) == ["Du avbröt. Inget har skrivits under."]
    assert signing.poll().headers["HX-Refresh"] == "true"
    nothing_signed(asked)


def test_cancelled_while_the_answer_is_on_its_way(
    visit: Visit, asked: SigningRequest, simulators: Simulators
) -> None:
    """The person has answered in the app and presses Avbryt on the page; then the answer arrives."""
    karin = visit("karin")
    signing = Signing(karin, asked).answer(simulators)
    collect = orders.client().collect
    try:

        def late(order_ref: str) -> object:
            answer = collect(order_ref)
            karin.post(signing.page + "avbryt/")
            return answer

        orders.client().collect = late  # type: ignore[method-assign, assignment]
        told = signing.told()
    finally:
        orders.client().collect = collect  # type: ignore[method-assign]
    assert told == address(asked)
    nothing_signed(asked)


def test_an_order_that_nobody_picks_up_starts_anew_until_three_minutes_have_gone(
    visit: Visit, asked: SigningRequest, simulators: Simulators
) -> None:
    signing = Signing(visit("karin"), asked)
    first = signing.order.order_ref
    simulators.clock(31)
    signing.hurry()
    assert signing.poll().status_code == 200
    second = signing.order
    assert second.order_ref != first
    assert second.state == EidOrder.State.PENDING
    simulators.clock(31)
    EidOrder.objects.filter(pk=second.pk).update(
        first_started_at=F("first_started_at") - timedelta(minutes=3)
    )
    signing.hurry()
    page = signing.ended()
    assert "Försök igen" in page.text
    assert signing.order.state == EidOrder.State.FAILED
    nothing_signed(asked)


def test_bankid_goes_away_when_the_order_should_start_anew(
    visit: Visit, asked: SigningRequest, simulators: Simulators
) -> None:
    signing = Signing(visit("karin"), asked)
    simulators.clock(31)
    signing.hurry()
    collected = signing.poll  # the collect answers, the new order does not
    simulators.fault(simulators.bankid, fault="down", count=0)
    assert collected().status_code == 200
    nothing_signed(asked)


def test_the_same_person_has_an_order_elsewhere(
    visit: Visit, asked: SigningRequest, simulators: Simulators
) -> None:
    """At another place's request: BankID ends both, for two at the same time may be fraud."""
    karin = visit("karin")
    assert karin.person
    wanted = Requirement(personal_number=number_of(karin.person.pk))
    orders.client().sign(end_user_ip="127.0.0.1", visible_text="Lån", requirement=wanted)
    page = karin.post(address(asked) + "bankid/", status=409)
    assert "pågår redan för ditt personnummer" in page.text
    assert "Skriv under med BankID" in page.text
    nothing_signed(asked)
    assert Signing(karin, asked).answer(simulators).told().endswith("/klart/")
    whole(asked, 1)


def test_a_new_order_for_the_same_document_ends_the_old_one(
    visit: Visit, asked: SigningRequest, simulators: Simulators
) -> None:
    karin = visit("karin")
    first = Signing(karin, asked)
    second = Signing(karin, asked)
    assert first.order.state == EidOrder.State.FAILED
    assert second.answer(simulators).told().endswith("/klart/")
    whole(asked, 1)


def test_bankid_is_away_when_one_wants_to_sign(
    visit: Visit, asked: SigningRequest, simulators: Simulators
) -> None:
    karin = visit("karin")
    for fault in ("down", "internalError", "requestTimeout", "garbage", "unauthorized"):
        simulators.fault(simulators.bankid, fault=fault)
        page = karin.post(address(asked) + "bankid/", status=409)
        assert words(page.find("//*[@role='alert']")[0]).endswith("."), fault
        assert not EidOrder.objects.exists()
    simulators.heal()
    assert Signing(karin, asked).answer(simulators).told().endswith("/klart/")
    whole(asked, 1)


def test_bankid_goes_away_while_one_waits(
    visit: Visit, asked: SigningRequest, simulators: Simulators
) -> None:
    """The order goes on, and its answer is fetched when BankID is back."""
    signing = Signing(visit("karin"), asked).answer(simulators)
    for fault in ("down", "internalError", "garbage", "requestTimeout"):
        simulators.fault(simulators.bankid, fault=fault)
        signing.hurry()
        answer = signing.poll()
        assert answer.status_code == 200
        assert "HX-Redirect" not in answer.headers
        assert signing.order.state == EidOrder.State.PENDING, fault
    simulators.heal()
    signing.hurry()
    assert signing.told().endswith("/klart/")
    whole(asked, 1)


def test_nobody_answers_at_bankids_address(
    visit: Visit, asked: SigningRequest, simulators: Simulators, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = orders.config()
    gone = BankIdConfig(
        base_url=f"http://127.0.0.1:{free_port()}/rp/v6.0", signature_roots=known.signature_roots,
        service_name=known.service_name, app_url=known.app_url,
    )  # fmt: skip
    monkeypatch.setattr(bankid, "client", lambda: BankIdClient(gone))
    page = visit("karin").post(address(asked) + "bankid/", status=409)
    assert page.find("//*[@role='alert']")
    nothing_signed(asked)


def test_impatient_polling_is_no_failure(visit: Visit, asked: SigningRequest, simulators: Simulators) -> None:
    """BankID answers 429 to a collect within a second; the page just waits."""
    signing = Signing(visit("karin"), asked)
    for _ in range(3):
        signing.hurry()
        assert signing.poll().status_code == 200
    assert signing.order.state == EidOrder.State.PENDING
    assert signing.answer(simulators).told().endswith("/klart/")
    whole(asked, 1)


def test_without_a_script_the_page_itself_ends_the_signing(
    visit: Visit, asked: SigningRequest, simulators: Simulators
) -> None:
    karin = visit("karin")
    signing = Signing(karin, asked).answer(simulators)
    assert karin.get(signing.page, status=302).leads_to.endswith("/klart/")
    whole(asked, 1)
