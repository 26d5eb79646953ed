"""The simulated suppliers, over the wire: EGIL with its oddities, orders, switches and pages."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator
from typing import Any

import html5lib
import httpx
import pytest

from armkrok.simulators.tests.conftest import Running, started

UNIT = "8d371858-3fbd-4af2-ae33-84225ead4a1b"
SIS = "urn:scim:schemas:extension:sis:school:1.0:"
Json = dict[str, Any]


@pytest.fixture(scope="module")
def process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    known = ("--key", "Sundby kommun=ett", "--key", "Norrviks kommun=tva")
    with started("armkrok.simulators.supplier", tmp_path_factory.mktemp("supplier"), *known) as found:
        yield found


@pytest.fixture
def linden(process: Running) -> httpx.Client:
    """As new, and spoken to as Sundby."""
    for switch in ("oddities", "objects", "log", "orders"):
        process.http.delete(f"/linden/control/{switch}").raise_for_status()
    process.post("/linden/control/orders", confirm_after=0, deliver_after=None, refuse="")
    process.http.headers["X-API-Key"] = "ett"
    return process.http


def unit(**more: Any) -> Json:
    return {
        "schemas": [f"{SIS}SchoolUnit"], "externalId": UNIT, "displayName": "Ekbackeskolan",
        "schoolUnitCode": "12345678",
    } | more  # fmt: skip


def user(number: int = 1, **more: Any) -> Json:
    return {
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User", f"{SIS}User"],
        "externalId": str(uuid.UUID(int=number)), "userName": f"elev{number}@sundby.example",
        "displayName": f"Elev {number}", "name": {"givenName": "Elev", "familyName": str(number)},
        f"{SIS}User": {"enrolments": [{"value": UNIT, "schoolYear": 4}]},
    } | more  # fmt: skip


def order(number: str = "SE1-57", quantity: int = 58) -> Json:
    lines = [
        {"line": "a", "title": "Tal och mönster 4", "quantity": quantity},
        {"line": "b", "title": "Ordriket", "quantity": 10, "renewal_ref": "FL-7-L1"},
    ]
    return {"number": number, "buyer": {"name": "Sundby kommun"}, "lines": lines}


def test_each_town_sees_its_own_objects_alone(linden: httpx.Client) -> None:
    assert linden.post("/linden/egil/SchoolUnits", json=unit()).json()["id"] == UNIT
    assert linden.get("/linden/egil/SchoolUnits").json()["totalResults"] == 1
    other = linden.get("/linden/egil/SchoolUnits", headers={"X-API-Key": "tva"})
    assert other.json()["totalResults"] == 0
    gone = linden.delete(f"/linden/egil/SchoolUnits/{UNIT}", headers={"X-API-Key": "tva"})
    assert gone.status_code == 404
    assert linden.get("/linden/egil/Users", headers={"X-API-Key": "fel"}).status_code == 401
    assert linden.get("/kunskapsgarden/egil/SchoolUnits").json()["totalResults"] == 0


@pytest.mark.parametrize(
    "wrong",
    [
        {"externalId": UNIT.upper()},
        {"externalId": "1"},
        {"schemas": []},
        {"userName": ""},
        {"name": {"givenName": "Elev"}},
        {f"{SIS}User": {"civicNo": "20100101-2393"}},
        {f"{SIS}User": {"securityMarking": "Ingen"}},
    ],
)
def test_what_the_profile_demands_is_demanded(linden: httpx.Client, wrong: Json) -> None:
    assert linden.post("/linden/egil/Users", json=user() | wrong).status_code == 400
    assert linden.get("/linden/control/objects/Users").json() == {}


def test_references_are_checked_on_demand(linden: httpx.Client) -> None:
    linden.post("/linden/control/oddities", json={"check_references": True})
    refused = linden.post("/linden/egil/Users", json=user())
    assert (refused.status_code, refused.json()["detail"]) == (400, f"SchoolUnits has no {UNIT}")
    linden.post("/linden/egil/SchoolUnits", json=unit())
    assert linden.post("/linden/egil/Users", json=user()).status_code == 201


def test_oddities_of_reading(linden: httpx.Client) -> None:
    made = linden.post("/linden/egil/Users", json=user()).json()
    place = f"/linden/egil/Users/{made['id']}"
    assert linden.get(place).json()["meta"]["resourceType"] == "User"
    linden.post("/linden/control/oddities", json={"empty_single": True})
    assert linden.get(place).json()["totalResults"] == 0
    assert linden.patch(place, json={}).status_code == 501
    assert linden.get("/linden/egil/ServiceProviderConfig").status_code == 404
    in_body = linden.put("/linden/egil/Users", json=user(displayName="Ny"))
    assert (in_body.status_code, in_body.json()["displayName"]) == (200, "Ny")


def test_a_token_bucket_waits_and_then_says_429(linden: httpx.Client) -> None:
    linden.post("/linden/control/oddities", json={"per_second": 1, "burst": 2, "patience_ms": 0})
    answers = [linden.get("/linden/egil/Users") for _ in range(3)]
    assert [one.status_code for one in answers] == [200, 200, 429]
    assert answers[2].headers["retry-after"] == "1"
    linden.post("/linden/control/oddities", json={"per_second": 20, "burst": 1, "patience_ms": 1000})
    assert [linden.get("/linden/egil/Users").status_code for _ in range(3)] == [200, 200, 200]


def test_the_log_tells_all_or_only_counts(linden: httpx.Client) -> None:
    linden.post("/linden/egil/Users", json=user())
    (line,) = linden.get("/linden/control/log").json()
    assert (line["method"], line["status"], line["tenant"]) == ("POST", 201, "Sundby kommun")
    assert "elev1@sundby.example" in line["body"]
    linden.post("/linden/control/oddities", json={"log": "counts", "keep": "ids"})
    linden.post("/linden/egil/Users", json=user(2))
    state = linden.get("/linden/control/state").json()
    assert state["counts"] == {"POST 201": 2}
    assert state["tenants"] == {"Sundby kommun": {"Users": 2}}
    assert len(linden.get("/linden/control/log").json()) == 1


def test_an_answer_that_comes_after_the_log_was_emptied_is_not_in_it(linden: httpx.Client) -> None:
    slow = {"what": "slow", "method": "POST", "seconds": 0.5, "times": 1}
    linden.post("/linden/control/oddities", json={"faults": [slow]}).raise_for_status()
    with pytest.raises(httpx.ReadTimeout):
        linden.post("/linden/egil/Users", json=user(), timeout=0.2)
    linden.delete("/linden/control/log")
    linden.get("/linden/egil/Users")
    time.sleep(0.6)
    assert [line["method"] for line in linden.get("/linden/control/log").json()] == ["GET"]


@pytest.mark.parametrize(
    "wrong", [{"unknown": 1}, {"faults": [{"what": "unheard of"}]}, {"faults": [{"x": 1}]}]
)
def test_a_switch_that_does_not_exist(linden: httpx.Client, wrong: Json) -> None:
    assert linden.post("/linden/control/oddities", json=wrong).status_code == 400


def test_an_order_is_taken_once_confirmed_and_delivered(linden: httpx.Client) -> None:
    made = linden.post("/linden/orders", json=order())
    reference = made.json()["reference"]
    assert (made.status_code, made.json()["status"]) == (201, "received")
    again = linden.post("/linden/orders", json=order())
    assert (again.status_code, again.json()["reference"], again.json()["status"]) == (
        200,
        reference,
        "confirmed",
    )
    assert linden.post("/linden/orders", json=order(quantity=59)).status_code == 409
    linden.post(f"/linden/control/orders/{reference}", json={"status": "partly_delivered", "share": 0.5})
    partly = linden.get(f"/linden/orders/{reference}").json()
    assert [line["delivered"] for line in partly["lines"]] == [29, 5]
    linden.post(f"/linden/control/orders/{reference}", json={"status": "delivered"})
    whole = linden.get(f"/linden/orders/{reference}").json()
    assert (whole["status"], [line["delivered"] for line in whole["lines"]]) == ("delivered", [58, 10])
    assert [line["licence"] for line in whole["lines"]] == [f"{reference}-L1", "FL-7-L1"]
    assert linden.delete(f"/linden/orders/{reference}").status_code == 409


def test_an_order_is_delivered_by_itself_refused_or_cancelled(linden: httpx.Client) -> None:
    linden.post("/linden/control/orders", json={"deliver_after": 0})
    by_itself = linden.post("/linden/orders", json=order("1")).json()["reference"]
    assert linden.get(f"/linden/orders/{by_itself}").json()["status"] == "delivered"
    linden.post("/linden/control/orders", json={"refuse": "Titeln har utgått", "deliver_after": None})
    refused = linden.post("/linden/orders", json=order("2")).json()["reference"]
    told = linden.get(f"/linden/orders/{refused}").json()
    assert (told["status"], told["reason"]) == ("refused", "Titeln har utgått")
    linden.post("/linden/control/orders", json={"refuse": ""})
    third = linden.post("/linden/orders", json=order("3")).json()["reference"]
    assert linden.delete(f"/linden/orders/{third}").json()["status"] == "cancelled"


def test_orders_are_their_buyers_alone(linden: httpx.Client) -> None:
    reference = linden.post("/linden/orders", json=order()).json()["reference"]
    other = {"X-API-Key": "tva"}
    assert linden.get(f"/linden/orders/{reference}", headers=other).status_code == 404
    assert linden.delete(f"/linden/orders/{reference}", headers=other).status_code == 404
    assert linden.post("/linden/orders", json=order("9"), headers={"X-API-Key": ""}).status_code == 401


@pytest.mark.parametrize(
    "wrong", [{"lines": []}, {"number": ""}, {"lines": [{"line": "a", "title": "A", "quantity": 0}]}]
)
def test_an_order_that_cannot_be_read(linden: httpx.Client, wrong: Json) -> None:
    refused = linden.post("/linden/orders", json=order() | wrong)
    assert (refused.status_code, refused.json()["code"]) == (400, "misshapen")


def test_the_page_shows_what_has_come_and_follows_when_asked(linden: httpx.Client) -> None:
    linden.post("/linden/egil/SchoolUnits", json=unit())
    linden.post("/linden/egil/Users", json=user(displayName="<b>Åsa</b>"))
    linden.post("/linden/orders", json=order())
    page = linden.get("/linden/")
    html5lib.HTMLParser(strict=True).parse(page.text)
    for text in (
        "Det här har leverantören fått",
        "&lt;b&gt;Åsa&lt;/b&gt;",
        "Ekbackeskolan, årskurs 4",
        "58 × Tal",
    ):
        assert text in page.text
    assert "http-equiv" not in page.text
    assert '<meta http-equiv="refresh" content="5">' in linden.get("/linden/?folj").text
    assert "Norrsken Läromedel" in linden.get("/").text
    assert linden.get("/okand/").status_code == 404
