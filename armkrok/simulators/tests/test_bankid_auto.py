"""Auto mode: an outside client can log in and sign with nobody at the phone."""

from __future__ import annotations

import pytest

from armkrok.simulators.tests.conftest import Running

SIGN = {"userVisibleData": "SGVq"}


class TestByItself:
    """Auto mode: the phone answers for the person chosen."""

    @pytest.fixture(autouse=True)
    def _auto(self, bankid: Running) -> None:
        bankid.post("/control/mode", answer="auto")

    def test_an_order_for_a_person_is_answered_at_once(self, bankid: Running, number: str) -> None:
        order = bankid.order("sign", **SIGN, requirement={"personalNumber": number})
        answer = bankid.api("collect", orderRef=order["orderRef"]).json()
        assert answer["completionData"]["user"]["personalNumber"] == number
        bankid.order("sign", **SIGN, requirement={"personalNumber": number})

    def test_an_order_for_anybody_waits_until_somebody_is_chosen(self, bankid: Running, number: str) -> None:
        order = bankid.order()
        assert bankid.collect(order)["hintCode"] == "outstandingTransaction"
        bankid.post("/phone/choose", person=number)
        assert bankid.collect(order)["completionData"]["user"]["personalNumber"] == number

    def test_the_link_may_name_the_person(self, bankid: Running, personas: dict[str, str]) -> None:
        order = bankid.order()
        query = {"autostarttoken": order["autoStartToken"], "person": personas["happy"]}
        back = bankid.http.get("/app", params=query | {"redirect": "http://sundby.example/klar"})
        assert back.headers["Location"] == "http://sundby.example/klar"
        assert bankid.collect(order)["status"] == "complete"

    def test_the_return_address_of_the_order_wins(self, bankid: Running, personas: dict[str, str]) -> None:
        order = bankid.order(returnUrl="https://sundby.example/ater#nonce")
        query = {
            "autostarttoken": order["autoStartToken"],
            "person": personas["happy"],
            "redirect": "http://x/",
        }
        assert (
            bankid.http.get("/app", params=query).headers["Location"] == "https://sundby.example/ater#nonce"
        )

    def test_personas_keep_their_behaviour(self, bankid: Running, personas: dict[str, str]) -> None:
        bankid.post("/phone/choose", person=personas["cancel"])
        assert bankid.collect(bankid.order())["hintCode"] == "userCancel"
        bankid.post("/phone/choose", person=personas["expire"])
        order = bankid.order()
        assert bankid.collect(order)["hintCode"] == "userSign"
        bankid.post("/control/clock", advance=180)
        assert bankid.collect(order)["hintCode"] == "expiredTransaction"
