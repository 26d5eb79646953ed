"""A business system sends Karin here to sign, and gets her back: with the truth, to its own address only."""

import hashlib
import hmac
import json
from base64 import urlsafe_b64encode
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.test import Client

from armkrok.core.access.models import ApiClient
from armkrok.core.audit.models import AuditRow
from armkrok.core.tenants.scope import scope
from armkrok.kit.days import now
from armkrok.services.signing.models import Handoff, Party, SigningRequest
from armkrok.services.signing.tests.test_api import SECRET, System, _form, _people
from armkrok.site.settling import Settled
from tests.support.people import Visit
from tests.support.systems import known_system
from tests.support.unchanged import unchanged
from tests.support.visitor import Page, Visitor

RETURN = "https://arenden.sundby.example/klar?vy=1"
STATE = "arende-2026-117"


@pytest.fixture
def system(towns: Settled) -> System:
    """A system that may have people sent back to one address."""
    with scope(towns.organisations["sundby"].pk):
        known_system(
            SECRET, name="Ärendesystemet", client_id="d", return_urls=[RETURN],
            scopes=["signing.send"],
        )  # fmt: skip
    sent = {"grant_type": "client_credentials", "client_id": "d", "client_secret": SECRET}
    answer = Client().post("/api/v1/sundby/oauth/token", sent)
    return System(Client(), answer.json()["access_token"])


@pytest.fixture
def asked(system: System) -> dict[str, Any]:
    """The system has asked Karin and Sven."""
    made: dict[str, Any] = system.post("requests", _form(_people("karin", "sven")), 201)
    return made


def _made(system: System, asked: dict[str, Any], status: int = 201, **wanted: Any) -> Any:
    person = asked["people"][0]["id"]
    body = {"return_url": RETURN, "state": STATE, **wanted}
    path = f"requests/{asked['id']}/people/{person}/handoff"
    return system.post(path, json.dumps(body), status, kind="application/json")  # type: ignore[arg-type]


def _path(made: dict[str, Any]) -> str:
    return str(urlsplit(made["url"]).path)


def _leave(visitor: Visitor, asked: dict[str, Any]) -> Page:
    return visitor.get(f"/sundby/underskrift/{asked['id']}/tillbaka/")


def _told(page: Page) -> dict[str, str]:
    """What the browser carries back, and that both the link and the refresh lead to the same place."""
    address = page.find("//main//a[@class='ds-button']")[0].get("href")
    refresh = page.find("//meta[@http-equiv='refresh']")[0].get("content")
    assert refresh == f"0; url={address}"
    assert address.startswith(RETURN + "&")
    return dict(parse_qsl(urlsplit(address).query))


def _signature(made: dict[str, Any], told: dict[str, str]) -> str:
    """As docs/manual/api.md says that a system checks it."""
    words = ".".join(told[name] for name in ("handoff", "request", "result", "state"))
    digest = hmac.new(made["return_secret"].encode(), words.encode(), hashlib.sha256).digest()
    return urlsafe_b64encode(digest).decode().rstrip("=")


def _signed(towns: Settled) -> None:
    """Karin's e-ID has answered."""
    with scope(towns.organisations["sundby"].pk):
        karin = Party.objects.filter(person=towns.people["karin"])
        karin.update(state=Party.State.CONSENTED)


def test_there_and_back(system: System, asked: dict[str, Any], visit: Visit, towns: Settled) -> None:
    made = _made(system, asked)
    assert system.get(f"handoffs/{made['id']}")["result"] == ""
    karin = visit("karin")
    page = karin.follow(karin.get(_path(made), status=302))
    assert page.find("//a[contains(., 'Tillbaka utan att skriva under')]")
    _signed(towns)
    done = karin.get(f"/sundby/underskrift/{asked['id']}/klart/", status=302)
    told = _told(karin.follow(done))
    assert (told["result"], told["state"], told["request"]) == ("signed", STATE, asked["id"])
    assert told["handoff"] == made["id"]
    assert told["signature"] == _signature(made, told)
    assert told["signature"] != _signature(made, told | {"result": "declined"})
    heard = system.get(f"handoffs/{made['id']}")
    assert (heard["result"], heard["state"], heard["person_state"]) == ("signed", STATE, "consented")
    assert heard["returned_at"]
    assert karin.get(f"/sundby/underskrift/{asked['id']}/klart/").status == 200, "sent back once only"
    with scope(towns.organisations["sundby"].pk):
        names = set(AuditRow.objects.values_list("event", flat=True))
    assert {"HandoffMade", "HandoffUsed", "HandoffEnded"} <= names


def test_whoever_is_not_logged_in_identifies_herself_first(
    system: System, asked: dict[str, Any], visit: Visit
) -> None:
    made = _made(system, asked)
    page = visit().get(_path(made), status=302)
    assert page.leads_to.startswith("/logga-in/?next=")
    with scope_of(asked):
        assert Handoff.objects.get().used_at is None


def scope_of(asked: dict[str, Any]) -> Any:
    from armkrok.core.tenants.models import Organisation

    return scope(Organisation.objects.get(slug="sundby").pk)


def test_no_and_cancelled(system: System, asked: dict[str, Any], visit: Visit) -> None:
    karin = visit("karin")
    for deed, result in (("cancel", "cancelled"), ("decline", "declined")):
        made = _made(system, asked)
        karin.get(_path(made), status=302)
        if deed == "decline":
            no = karin.post(f"/sundby/underskrift/{asked['id']}/nej/", {"reason": "Fel belopp"})
            assert no.leads_to.endswith("/tillbaka/")
        told = _told(_leave(karin, asked))
        assert told["result"] == result
        assert told["signature"] == _signature(made, told)
        assert system.get(f"handoffs/{made['id']}")["result"] == result


def test_a_link_works_once(system: System, asked: dict[str, Any], visit: Visit, towns: Settled) -> None:
    made = _made(system, asked)
    karin = visit("karin")
    karin.get(_path(made), status=302)
    with unchanged(towns):
        assert "har redan använts" in karin.get(_path(made), status=410).text
        assert "finns inte" in karin.get("/sundby/underskrift/hit/" + "x" * 43 + "/", status=404).text


def test_a_link_for_another_is_refused_and_stays_good(
    system: System, asked: dict[str, Any], visit: Visit, towns: Settled
) -> None:
    made = _made(system, asked)
    with unchanged(towns):
        for key in ("sven", "vera", "amina"):
            assert "till för någon annan" in visit(key).get(_path(made), status=404).text
    visit("karin").get(_path(made), status=302)


def test_an_expired_link(system: System, asked: dict[str, Any], visit: Visit, towns: Settled) -> None:
    made = _made(system, asked)
    with scope_of(asked):
        Handoff.objects.update(expires_at=now() - timedelta(seconds=1))
    with unchanged(towns):
        assert "slutat gälla" in visit("karin").get(_path(made), status=410).text


@pytest.mark.parametrize(
    "address",
    [
        "", "https://elak.example/", RETURN + "x", RETURN.replace("https", "http"), RETURN + "&x=1",
        "//elak.example", "javascript:alert(1)", RETURN.replace(".example", ".example@elak.example"),
        "/sundby/", RETURN.upper(),
    ],
)  # fmt: skip
def test_only_registered_addresses(
    system: System, asked: dict[str, Any], towns: Settled, address: str
) -> None:
    with unchanged(towns):
        assert _made(system, asked, 422, return_url=address)["code"] == "ReturnNotRegistered"


def test_nobody_is_sent_away_who_did_not_come(
    asked: dict[str, Any], visit: Visit, system: System, towns: Settled
) -> None:
    karin = visit("karin")
    home = karin.get(f"/sundby/underskrift/{asked['id']}/tillbaka/", status=302)
    assert home.leads_to.endswith("/klart/")
    made = _made(system, asked)
    karin.get(_path(made), status=302)
    with scope_of(asked):
        Handoff.objects.update(used_at=now() - timedelta(hours=2))
    again = karin.get(f"/sundby/underskrift/{asked['id']}/tillbaka/", status=302)
    assert again.leads_to.endswith("/klart/")


@pytest.mark.parametrize("change", ["withdrawn", "signed", "declined"])
def test_only_who_can_sign_now(system: System, asked: dict[str, Any], towns: Settled, change: str) -> None:
    with scope_of(asked):
        parties = Party.objects.filter(request_id=asked["id"])
        if change == "withdrawn":
            SigningRequest.objects.filter(pk=asked["id"]).update(state="withdrawn")
        else:
            parties.update(state=change)
    with unchanged(towns):
        _made(system, asked, 409)


def test_another_systems_handoff_is_unknown(system: System, asked: dict[str, Any], towns: Settled) -> None:
    made = _made(system, asked)
    with scope_of(asked):
        Handoff.objects.update(client_id=towns.people["sara"].pk)
    system.get(f"handoffs/{made['id']}", 404)


def test_sara_registers_the_addresses(visit: Visit, system: System, towns: Settled) -> None:
    sara = visit("sara")
    with scope(towns.organisations["sundby"].pk):
        client_id = ApiClient.objects.get().pk
    shown = sara.get(f"/sundby/installningar/system/{client_id}/")
    page = sara.get(shown.find("//main//a[contains(@href, '/tillbaka/')]")[0].get("href"))
    assert RETURN in page.html
    two = f"{RETURN}\n\n https://annat.sundby.example/klar \n{RETURN}"
    sara.submit(sara.submit(page, status=200, addresses=two))
    with scope(towns.organisations["sundby"].pk):
        assert ApiClient.objects.get().return_urls == [RETURN, "https://annat.sundby.example/klar"]
    with unchanged(towns):
        for wrong in (
            "http://arenden.sundby.example/",
            "arenden",
            "javascript:alert(1)",
            "https://a@b.example/",
        ):
            assert sara.submit(page, addresses=wrong, status=422).problems


@pytest.mark.parametrize("changed", [{"return_urls": []}, {"closed_at": now()}])
def test_nobody_is_sent_to_an_address_that_is_no_longer_allowed(
    system: System, asked: dict[str, Any], visit: Visit, towns: Settled, changed: dict[str, Any]
) -> None:
    made, karin = _made(system, asked), visit("karin")
    karin.follow(karin.get(_path(made), status=302))
    with scope(towns.organisations["sundby"].pk):
        ApiClient.objects.update(**changed)
    back = karin.get(f"/sundby/underskrift/{asked['id']}/tillbaka/", status=302)
    assert back.response["Location"] == f"/sundby/underskrift/{asked['id']}/klart/"
    assert RETURN not in karin.get(f"/sundby/underskrift/{asked['id']}/skriv-under/").html
