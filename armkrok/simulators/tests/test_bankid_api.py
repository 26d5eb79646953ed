"""The relying party's side of the BankID simulator: what BankID accepts, refuses and answers."""

from __future__ import annotations

import base64
import uuid
from typing import Any

import pytest

from armkrok.simulators.tests.conftest import Running


def b64(text: str) -> str:
    """Text as the API takes it."""
    return base64.b64encode(text.encode()).decode()


def test_order_and_answer_have_the_documented_members(bankid: Running, number: str) -> None:
    order = bankid.order("sign", userVisibleData=b64("x"), requirement={"personalNumber": number})
    assert set(order) == {"orderRef", "autoStartToken", "qrStartToken", "qrStartSecret"}
    assert len({str(uuid.UUID(value)) for value in order.values()}) == 4
    assert all(uuid.UUID(value).version == 4 for value in order.values())
    bankid.post("/phone/answer", orderRef=order["orderRef"])
    answer = bankid.collect(order)
    assert (answer["orderRef"], answer["status"]) == (order["orderRef"], "complete")
    assert "hintCode" not in answer
    data = answer["completionData"]
    assert set(data) == {"user", "device", "bankIdIssueDate", "stepUp", "signature", "ocspResponse"}
    assert set(data["user"]) == {"personalNumber", "name", "givenName", "surname"}
    assert data["user"]["personalNumber"] == number
    assert set(data["device"]) == {"ipAddress", "uhi"}


@pytest.mark.parametrize("path", ["auth", "sign", "collect", "cancel", "phone/auth", "phone/sign"])
@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH"])
def test_only_post_is_allowed(bankid: Running, path: str, method: str) -> None:
    response = bankid.http.request(method, f"/rp/v6.0/{path}")
    assert (response.status_code, response.json()["errorCode"]) == (405, "methodNotAllowed")


@pytest.mark.parametrize("path", ["", "nope", "auth/x", "v7/auth"])
def test_other_paths_are_not_found(bankid: Running, path: str) -> None:
    response = bankid.api(path)
    assert (response.status_code, response.json()["errorCode"]) == (404, "notFound")


@pytest.mark.parametrize("content_type", [None, "text/plain", "application/x-www-form-urlencoded"])
def test_only_json_is_taken(bankid: Running, content_type: str | None) -> None:
    headers = {"Content-Type": content_type} if content_type else {}
    response = bankid.http.post("/rp/v6.0/auth", content=b'{"endUserIp": "192.0.2.7"}', headers=headers)
    assert (response.status_code, response.json()["errorCode"]) == (415, "unsupportedMediaType")


def test_json_with_a_charset_is_taken(bankid: Running) -> None:
    headers = {"Content-Type": "application/json; charset=utf-8"}
    response = bankid.http.post("/rp/v6.0/auth", content=b'{"endUserIp": "::1"}', headers=headers)
    assert response.status_code == 200


IP = {"endUserIp": "192.0.2.7"}
TEXT = {"userVisibleData": b64("x")}
CALL = {"personalNumber": "189001019802", "callInitiator": "RP"}


@pytest.mark.parametrize(
    ("path", "body", "named"),
    [
        ("auth", {}, "endUserIp"),
        ("auth", {"endUserIp": "999.1.1.1"}, "endUserIp"),
        ("auth", {"endUserIp": 7}, "endUserIp"),
        ("auth", IP | {"surprise": 1}, "surprise"),
        ("auth", IP | {"userVisibleData": "not base64!"}, "userVisibleData"),
        ("auth", IP | {"userVisibleData": base64.b64encode(b"\xff").decode()}, "userVisibleData"),
        ("auth", IP | {"userVisibleData": b64("x" * 1_200)}, "userVisibleData"),
        ("auth", IP | {"userNonVisibleData": b64("x" * 1_200)}, "userNonVisibleData"),
        ("auth", IP | TEXT | {"userVisibleDataFormat": "html"}, "userVisibleDataFormat"),
        ("auth", IP | {"returnUrl": "no scheme"}, "returnUrl"),
        ("auth", IP | {"returnRisk": "yes"}, "returnRisk"),
        ("auth", IP | {"web": {}}, "web"),
        ("auth", IP | {"web": {"other": "x"}}, "web.other"),
        ("auth", IP | {"web": {"userAgent": "x" * 257}}, "web.userAgent"),
        ("auth", IP | {"web": {"userAgent": "x"}, "app": {"deviceOS": "y"}}, "web"),
        ("auth", IP | {"app": {"deviceOS": ""}}, "app"),
        ("auth", IP | {"requirement": []}, "requirement"),
        ("auth", IP | {"requirement": {"other": 1}}, "requirement.other"),
        ("auth", IP | {"requirement": {"pinCode": "yes"}}, "pinCode"),
        ("auth", IP | {"requirement": {"risk": "high"}}, "requirement.risk"),
        ("auth", IP | {"requirement": {"cardReader": "class3"}}, "requirement.cardReader"),
        ("auth", IP | {"requirement": {"certificatePolicies": ["x"]}}, "requirement.certificatePolicies"),
        ("auth", IP | {"requirement": {"personalNumber": "198112189876"}}, "personalNumber"),
        ("auth", IP | {"personalNumber": "189001019802"}, "personalNumber"),
        ("sign", IP, "userVisibleData"),
        ("sign", IP | {"userVisibleData": ""}, "userVisibleData"),
        ("sign", IP | {"userVisibleData": b64("x" * 30_100)}, "userVisibleData"),
        ("sign", IP | TEXT | {"userNonVisibleData": b64("x" * 150_100)}, "userNonVisibleData"),
        ("phone/auth", CALL | IP, "endUserIp"),
        ("phone/auth", {"personalNumber": CALL["personalNumber"]}, "callInitiator"),
        ("phone/auth", {"callInitiator": "RP"}, "personalNumber"),
        ("phone/sign", CALL, "userVisibleData"),
        ("collect", {}, "orderRef"),
        ("collect", {"orderRef": "x", "more": 1}, "orderRef"),
        ("cancel", {"orderRef": 7}, "orderRef"),
    ],
)
def test_malformed_requests_are_refused_by_name(
    bankid: Running, path: str, body: dict[str, Any], named: str
) -> None:
    before = bankid.http.get("/control/state").json()["orders"]
    response = bankid.api(path, **body)
    assert (response.status_code, response.json()["errorCode"]) == (400, "invalidParameters")
    assert response.json()["details"].endswith(named)
    assert bankid.http.get("/control/state").json()["orders"] == before


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'"x"', b"\xff"])
def test_a_body_that_is_no_json_object_is_refused(bankid: Running, content: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    response = bankid.http.post("/rp/v6.0/auth", content=content, headers=headers)
    assert (response.status_code, response.json()["errorCode"]) == (400, "invalidParameters")


def test_the_largest_texts_are_taken(bankid: Running, number: str) -> None:
    texts = {"userVisibleData": b64("x" * 30_000), "userNonVisibleData": b64("x" * 150_000)}
    order = bankid.order("sign", **texts, requirement={"personalNumber": number})
    bankid.post("/phone/answer", orderRef=order["orderRef"])
    assert bankid.collect(order)["status"] == "complete"


def test_an_order_not_picked_up_in_30_seconds_fails(bankid: Running) -> None:
    order = bankid.order()
    bankid.post("/control/clock", advance=20)
    assert bankid.collect(order)["hintCode"] == "outstandingTransaction"
    bankid.post("/control/clock", advance=9)
    answer = bankid.collect(order)
    assert (answer["status"], answer["hintCode"]) == ("failed", "startFailed")


def test_an_order_lives_three_minutes(bankid: Running, number: str) -> None:
    order = bankid.order()
    bankid.post("/phone/answer", orderRef=order["orderRef"], personalNumber=number, action="open")
    bankid.post("/control/clock", advance=160)
    assert bankid.collect(order)["hintCode"] == "userSign"
    bankid.post("/control/clock", advance=18)
    answer = bankid.collect(order)
    assert (answer["status"], answer["hintCode"]) == ("failed", "expiredTransaction")


@pytest.mark.parametrize(("action", "seconds"), [("approve", 180), ("cancel", 300)])
def test_results_are_kept_for_a_while_only(bankid: Running, number: str, action: str, seconds: int) -> None:
    kept, late = bankid.order(), bankid.order()
    bankid.post("/phone/answer", orderRef=kept["orderRef"], personalNumber=number, action=action)
    bankid.post("/phone/answer", orderRef=late["orderRef"], personalNumber=number, action=action)
    bankid.post("/control/clock", advance=seconds - 20)
    assert bankid.collect(kept)["status"] in ("complete", "failed")
    bankid.post("/control/clock", advance=20)
    assert bankid.collect(late)["errorCode"] == "invalidParameters"


@pytest.mark.parametrize("action", ["approve", "cancel"])
def test_a_final_result_is_given_once(bankid: Running, number: str, action: str) -> None:
    order = bankid.order()
    bankid.post("/phone/answer", orderRef=order["orderRef"], personalNumber=number, action=action)
    assert bankid.collect(order)["status"] in ("complete", "failed")
    assert bankid.collect(order)["errorCode"] == "invalidParameters"


def test_polling_faster_than_once_a_second_is_refused(bankid: Running) -> None:
    order, other = bankid.order(), bankid.order()
    assert bankid.api("collect", orderRef=order["orderRef"]).status_code == 200
    refused = bankid.api("collect", orderRef=order["orderRef"])
    assert refused.status_code == 429
    assert refused.headers["RateLimit-Remaining"] == "0"
    assert refused.headers["Retry-After"] == "1"
    assert bankid.api("collect", orderRef=other["orderRef"]).status_code == 200
    assert bankid.collect(order)["status"] == "pending"


def test_one_active_order_per_personal_number(bankid: Running, number: str) -> None:
    demand: dict[str, Any] = {"requirement": {"personalNumber": number}}
    older = bankid.order(**demand)
    refused = bankid.api("auth", **IP, **demand)
    assert (refused.status_code, refused.json()["errorCode"]) == (400, "alreadyInProgress")
    assert bankid.collect(older)["hintCode"] == "cancelled"
    bankid.order(**demand)


def test_opening_a_second_order_cancels_the_first(bankid: Running, number: str) -> None:
    first, second = bankid.order(), bankid.order()
    bankid.post("/phone/answer", orderRef=first["orderRef"], personalNumber=number, action="open")
    bankid.post("/phone/answer", orderRef=second["orderRef"], personalNumber=number, action="open")
    assert bankid.collect(first)["hintCode"] == "cancelled"
    assert bankid.collect(second)["hintCode"] == "userSign"


def test_cancel_ends_the_order_and_frees_the_person(bankid: Running, number: str) -> None:
    order = bankid.order(requirement={"personalNumber": number})
    response = bankid.api("cancel", orderRef=order["orderRef"])
    assert (response.status_code, response.json()) == (200, {})
    assert bankid.collect(order)["errorCode"] == "invalidParameters"
    bankid.order(requirement={"personalNumber": number})


def test_a_telephone_order(bankid: Running, number: str) -> None:
    call = {"personalNumber": number, "callInitiator": "user"}
    order = bankid.order("phone/sign", **call, userVisibleData=b64("x"))
    assert set(order) == {"orderRef"}
    assert bankid.collect(order)["hintCode"] == "userCallConfirm"
    bankid.post("/phone/answer", orderRef=order["orderRef"], action="declineCall")
    assert bankid.collect(order)["hintCode"] == "userDeclinedCall"


@pytest.mark.parametrize("path", ["payment", "other/payment"])
def test_payments_need_an_agreement(bankid: Running, path: str) -> None:
    assert bankid.api(path, **IP).json()["errorCode"] == "unauthorized"


@pytest.mark.parametrize(
    ("fault", "status", "code"),
    [
        ("down", 503, "maintenance"),
        ("internalError", 500, "internalError"),
        ("requestTimeout", 408, "requestTimeout"),
        ("unauthorized", 401, "unauthorized"),
    ],
)
def test_faults_can_be_switched_on_for_some_calls(
    bankid: Running, fault: str, status: int, code: str
) -> None:
    bankid.post("/control/faults", fault=fault, count=2)
    for _ in range(2):
        refused = bankid.api("auth", **IP)
        assert (refused.status_code, refused.json()["errorCode"]) == (status, code)
    assert bankid.api("auth", **IP).status_code == 200


def test_faults_last_until_cleared_and_a_wrong_one_is_refused(bankid: Running) -> None:
    bankid.post("/control/faults", fault="down")
    assert bankid.api("auth", **IP).status_code == bankid.api("auth", **IP).status_code == 503
    assert bankid.http.delete("/control/faults").json() == {"fault": None, "tamper": None}
    assert bankid.api("auth", **IP).status_code == 200
    assert bankid.http.post("/control/faults", json={"fault": "sulky"}).status_code == 400
    assert bankid.http.post("/control/clock", json={"advance": -1}).status_code == 400
