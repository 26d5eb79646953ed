"""The phone: personas, scanned codes, the pages, and answering by itself."""

from __future__ import annotations

import base64
import hashlib
import hmac
from typing import Any

import pytest
from lxml import html

from armkrok.simulators.tests.conftest import Running

TEXT = "Protokoll <b>samverkan</b>.pdf\nåäö"
SIGN = {"userVisibleData": base64.b64encode(TEXT.encode()).decode()}


def qr(order: dict[str, Any], seconds: int, *, secret: str | None = None) -> str:
    """The code a relying party shows so many seconds after the order."""
    key = (secret or order["qrStartSecret"]).encode()
    digest = hmac.new(key, str(seconds).encode(), hashlib.sha256).hexdigest()
    return f"bankid.{order['qrStartToken']}.{seconds}.{digest}"


def first_form(page: str) -> dict[str, str]:
    """The hidden fields of a page's first form."""
    form = next(html.document_fromstring(page).iter("form"))
    hidden = [field for field in form.iter("input") if field.get("type") == "hidden"]
    return {str(field.get("name")): str(field.get("value")) for field in hidden}


def error(bankid: Running, path: str, **body: Any) -> str:
    """The word of a refusal."""
    response = bankid.http.post(path, json=body)
    assert response.status_code >= 400
    return str(response.json()["error"])


@pytest.mark.parametrize(
    ("behaviour", "status", "hint"),
    [
        ("happy", "complete", None),
        ("cancel", "failed", "userCancel"),
        ("blocked", "failed", "certificateErr"),
        ("expire", "pending", "userSign"),
        ("high-risk", "complete", None),
        ("coordination", "complete", None),
        ("protected", "complete", None),
    ],
)
def test_personas_answer_as_scripted(
    bankid: Running, personas: dict[str, str], behaviour: str, status: str, hint: str | None
) -> None:
    order = bankid.order(returnRisk=True)
    bankid.post("/phone/answer", orderRef=order["orderRef"], person=personas[behaviour])
    answer = bankid.collect(order)
    assert (answer["status"], answer.get("hintCode")) == (status, hint)
    if status == "complete":
        risk = answer["completionData"]["risk"]
        assert risk == ("high" if behaviour == "high-risk" else "low")
        day = int(answer["completionData"]["user"]["personalNumber"][6:8])
        assert (day > 60) == (behaviour == "coordination")


def test_one_who_never_answers_lets_the_order_expire(bankid: Running, personas: dict[str, str]) -> None:
    order = bankid.order()
    bankid.post("/phone/answer", orderRef=order["orderRef"], person=personas["expire"])
    bankid.post("/control/clock", advance=181)
    assert bankid.collect(order)["hintCode"] == "expiredTransaction"


def test_high_risk_is_blocked_when_low_is_demanded(bankid: Running, personas: dict[str, str]) -> None:
    order = bankid.order(requirement={"risk": "low"})
    bankid.post("/phone/answer", orderRef=order["orderRef"], person=personas["high-risk"])
    assert bankid.collect(order)["hintCode"] == "transactionRiskBlocked"


def test_risk_is_told_only_when_asked_for(bankid: Running, number: str) -> None:
    order = bankid.order()
    bankid.post("/phone/answer", orderRef=order["orderRef"], personalNumber=number)
    assert "risk" not in bankid.collect(order)["completionData"]


@pytest.mark.parametrize(
    ("action", "hint"),
    [("cancel", "userCancel"), ("oldApp", "notSupportedByUserApp"), ("blocked", "certificateErr")],
)
def test_other_endings(bankid: Running, number: str, action: str, hint: str) -> None:
    order = bankid.order()
    bankid.post("/phone/answer", orderRef=order["orderRef"], personalNumber=number, action=action)
    assert bankid.collect(order)["hintCode"] == hint


def test_an_order_for_one_cannot_be_answered_by_another(
    bankid: Running, personas: dict[str, str], number: str
) -> None:
    order = bankid.order("sign", **SIGN, requirement={"personalNumber": number})
    wrong = {"orderRef": order["orderRef"], "person": personas["happy"]}
    assert error(bankid, "/phone/answer", **wrong) == "wrongPerson"
    assert bankid.collect(order)["hintCode"] == "outstandingTransaction"
    bankid.post("/phone/answer", orderRef=order["orderRef"])
    assert bankid.collect(order)["completionData"]["user"]["personalNumber"] == number


def test_an_order_opened_by_one_cannot_be_answered_by_another(
    bankid: Running, personas: dict[str, str], number: str
) -> None:
    order = bankid.order()
    bankid.post("/phone/answer", orderRef=order["orderRef"], personalNumber=number, action="open")
    wrong = {"orderRef": order["orderRef"], "person": personas["happy"]}
    assert error(bankid, "/phone/answer", **wrong) == "wrongPerson"


def test_an_ended_order_cannot_be_answered(bankid: Running, number: str) -> None:
    order = bankid.order()
    body = {"orderRef": order["orderRef"], "personalNumber": number}
    bankid.post("/phone/answer", **body)
    assert error(bankid, "/phone/answer", **body) == "ended"


@pytest.mark.parametrize("who", ["198112189876", "nobody-here", ""])
def test_only_published_test_numbers_have_a_bankid(bankid: Running, who: str) -> None:
    order = bankid.order()
    response = bankid.http.post("/phone/answer", json={"orderRef": order["orderRef"], "person": who})
    assert response.status_code in (400, 404)
    assert bankid.collect(order)["status"] == "pending"


def test_a_test_number_outside_the_list_gets_the_same_name_each_time(bankid: Running, number: str) -> None:
    names = set()
    for _ in range(2):
        order = bankid.order()
        bankid.post("/phone/answer", orderRef=order["orderRef"], personalNumber=number)
        names.add(bankid.collect(order)["completionData"]["user"]["name"])
    assert len(names) == 1


class TestScanning:
    """A code must be genuine and fresh."""

    def test_a_fresh_code_opens_the_order(self, bankid: Running, number: str) -> None:
        order = bankid.order()
        bankid.post("/control/clock", advance=7)
        bankid.post("/phone/answer", qr=qr(order, 7), personalNumber=number)
        assert bankid.collect(order)["status"] == "complete"

    @pytest.mark.parametrize(("seconds", "word"), [(0, "oldQr"), (3, "oldQr"), (15, "oldQr")])
    def test_codes_of_another_time_are_refused(
        self, bankid: Running, number: str, seconds: int, word: str
    ) -> None:
        order = bankid.order()
        bankid.post("/control/clock", advance=10)
        assert error(bankid, "/phone/answer", qr=qr(order, seconds), personalNumber=number) == word
        assert bankid.collect(order)["hintCode"] == "outstandingTransaction"

    def test_forged_and_foreign_codes_are_refused(self, bankid: Running, number: str) -> None:
        order = bankid.order()
        forged = qr(order, 0, secret="guessed")
        other_time = qr(order, 0).replace(".0.", ".1.")
        for text in (
            forged,
            other_time,
            "https://sundby.example",
            "bankid.x.0.y",
            "bankid..0.",
            "bankid.a.².",
        ):
            assert error(bankid, "/phone/answer", qr=text, personalNumber=number) == "invalidQr"

    def test_the_autostart_token_is_not_a_code(self, bankid: Running, number: str) -> None:
        order = bankid.order()
        assert error(bankid, "/phone/answer", autoStartToken=order["qrStartToken"], person=number) == (
            "noSuchOrder"
        )

    def test_the_page_reads_the_screen_by_itself(self, bankid: Running, personas: dict[str, str]) -> None:
        bankid.http.post("/person", data={"person": personas["happy"]})
        order = bankid.order("sign", **SIGN)
        opened = bankid.http.post("/scan", follow_redirects=True)
        assert order["autoStartToken"] in str(opened.url)
        assert bankid.collect(order)["hintCode"] == "userSign"

    def test_the_page_takes_a_pasted_code(self, bankid: Running, personas: dict[str, str]) -> None:
        bankid.http.post("/person", data={"person": personas["happy"]})
        order = bankid.order()
        assert bankid.http.post("/scan", data={"qr": qr(order, 0)}).status_code == 303
        assert bankid.http.post("/scan", data={"qr": "nonsense"}).status_code == 409


class TestPages:
    """The phone as a browser sees it, without JavaScript."""

    def test_choose_read_and_sign(self, bankid: Running, personas: dict[str, str]) -> None:
        order = bankid.order("sign", **SIGN)
        link = f"/app?autostarttoken={order['autoStartToken']}&redirect=http%3A%2F%2Fsundby.example%2Fklar"
        choosing = bankid.http.get(link).text
        assert bankid.collect(order)["hintCode"] == "started"
        chosen = bankid.http.post("/person", data=first_form(choosing), follow_redirects=True)
        (shown,) = html.document_fromstring(chosen.text).iter("div")
        assert (shown.get("class"), shown.text) == ("signed-text", TEXT)
        assert bankid.collect(order)["hintCode"] == "userSign"
        fields = first_form(chosen.text)
        wrong = bankid.http.post("/answer", data=fields | {"action": "approve", "code": "12"})
        assert wrong.status_code == 422
        assert "sex siffror" in wrong.text
        assert bankid.collect(order)["hintCode"] == "userSign"
        done = bankid.http.post("/answer", data=fields | {"action": "approve", "code": "123456"})
        assert (done.status_code, done.headers["Location"]) == (303, "http://sundby.example/klar")
        assert bankid.collect(order)["status"] == "complete"

    def test_cancel_on_another_device_ends_on_a_page(self, bankid: Running, personas: dict[str, str]) -> None:
        bankid.http.post("/person", data={"person": personas["happy"]})
        order = bankid.order()
        bankid.http.get(f"/app?autostarttoken={order['autoStartToken']}")
        ended = bankid.http.post("/answer", data={"token": order["autoStartToken"], "action": "cancel"})
        assert ended.status_code == 200
        assert "Du avbröt." in ended.text
        assert bankid.collect(order)["hintCode"] == "userCancel"

    def test_the_home_page_shows_what_waits_for_the_holder(
        self, bankid: Running, personas: dict[str, str], number: str
    ) -> None:
        bankid.http.post("/person", data={"person": number})
        assert "Inget väntar" in bankid.http.get("/").text
        order = bankid.order("sign", **SIGN, requirement={"personalNumber": number})
        assert order["autoStartToken"] in bankid.http.get("/").text
        bankid.http.post("/person", data={"person": personas["happy"]})
        assert order["autoStartToken"] not in bankid.http.get("/").text

    def test_nobody_is_shown_with_a_whole_number(self, bankid: Running, number: str) -> None:
        order = bankid.order("sign", **SIGN, requirement={"personalNumber": number})
        link = f"/app?autostarttoken={order['autoStartToken']}"
        for path in ("/", "/scan", link, "/phone/people"):
            assert number not in bankid.http.get(path).text
        assert f"{number[:8]}-••••" in bankid.http.get(link).text

    @pytest.mark.parametrize("path", ["/", "/scan", "/app?autostarttoken=nope"])
    def test_pages_are_whole_and_strict(self, bankid: Running, path: str) -> None:
        response = bankid.http.get(path)
        page = html.document_fromstring(response.text)
        assert page.get("lang") == "sv"
        assert len(page.findall(".//h1")) == 1
        assert page.findtext(".//title")
        assert "'unsafe-inline'" not in response.headers["Content-Security-Policy"]
        assert "style=" not in response.text
        labelled = {label.get("for") for label in page.iter("label")}
        fields = [*page.iter("input"), *page.iter("textarea")]
        shown = {field.get("id") for field in fields if field.get("type") != "hidden"}
        assert shown <= labelled

    def test_links_elsewhere_are_not_followed_after_choosing(
        self, bankid: Running, personas: dict[str, str]
    ) -> None:
        for target in ("//evil.example/", "https://evil.example/", "/\\evil.example"):
            form = {"person": personas["happy"], "next": target}
            assert bankid.http.post("/person", data=form).headers["Location"] == "/"
