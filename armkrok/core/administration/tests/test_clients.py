"""Sara lets the town's own systems in, and shuts them out."""

import json
from typing import Any

import pytest
from django.test import Client
from joserfc.jwk import ECKey

from armkrok.core.access.models import AccessToken, ApiClient
from armkrok.core.tenants.scope import scope
from armkrok.site.settling import Settled
from tests.support.people import Visit
from tests.support.unchanged import unchanged
from tests.support.visitor import Page, Visitor

CLIENTS = "/sundby/installningar/system/"


def _made(sara: Visitor) -> tuple[Page, str, str]:
    review = sara.submit(sara.get(CLIENTS), name="Ärendesystemet", scopes=["signing.send"], status=200)
    page = sara.submit(review, status=200)
    client_id, secret = (one.text.strip() for one in page.find("//dd[@class='ak-code']"))
    return page, client_id, secret


def _token(client_id: str, secret: str, town: str = "sundby") -> int:
    sent = {"grant_type": "client_credentials", "client_id": client_id, "client_secret": secret}
    return Client().post(f"/api/v1/{town}/oauth/token", sent).status_code


def test_the_secret_is_shown_once_and_opens_the_api(visit: Visit) -> None:
    sara = visit("sara")
    page, client_id, secret = _made(sara)
    assert "no-store" in page.response["Cache-Control"]
    assert secret not in sara.get(CLIENTS).html
    assert client_id in sara.get(CLIENTS).html
    assert "Aldrig" in sara.get(CLIENTS).text
    assert _token(client_id, secret) == 200
    assert _token(client_id, "x" + secret) == 401
    assert _token(client_id, secret, "norrvik") == 401
    assert "Aldrig" not in sara.get(CLIENTS).text


def test_only_a_hash_is_kept(visit: Visit, towns: Settled) -> None:
    _page, client_id, secret = _made(visit("sara"))
    with scope(towns.organisations["sundby"].pk):
        client = ApiClient.objects.get(client_id=client_id)
        kept = client.secrets.get()
    assert secret.encode() not in bytes(kept.secret_hash)
    assert client.scopes == ["signing.send"]


def test_a_closed_system_is_out_at_once(visit: Visit, towns: Settled) -> None:
    sara = visit("sara")
    _page, client_id, secret = _made(sara)
    assert _token(client_id, secret) == 200
    with scope(towns.organisations["sundby"].pk):
        page = sara.get(f"{CLIENTS}{ApiClient.objects.get().pk}/")
    done = sara.submit(sara.submit(page, "stang/", status=200))
    assert _token(client_id, secret) == 401
    with scope(towns.organisations["sundby"].pk):
        assert not AccessToken.objects.exists()
        row = ApiClient.objects.get()
    assert client_id not in sara.follow(done).html
    with unchanged(towns):
        sara.post(f"{CLIENTS}{row.pk}/stang/", status=409)


@pytest.mark.parametrize("scopes", [[], ["administration.manage"], ["signing.send", "no.such"]])
def test_systems_get_services_permissions_only(visit: Visit, towns: Settled, scopes: list[str]) -> None:
    with unchanged(towns):
        page = visit("sara").post(CLIENTS, {"name": "X", "scopes": scopes}, status=422)
    assert page.problems


@pytest.mark.parametrize(("key", "status"), [("amina", 403), ("vera", 404), ("birgitta", 404)])
def test_only_the_towns_administrator_may(visit: Visit, towns: Settled, key: str, status: int) -> None:
    with unchanged(towns):
        visit(key).post(CLIENTS, {"name": "X", "scopes": ["signing.send"]}, status=status)


@pytest.fixture
def known(visit: Visit, towns: Settled) -> tuple[Visitor, str, str, str]:
    """Sara, the address of a system's page, its id and its secret."""
    sara = visit("sara")
    _page, client_id, secret = _made(sara)
    with scope(towns.organisations["sundby"].pk):
        return sara, f"{CLIENTS}{ApiClient.objects.get().pk}/", client_id, secret


def test_both_secrets_hold_while_one_replaces_the_other(known: tuple[Visitor, str, str, str]) -> None:
    sara, page, client_id, old = known
    review = sara.submit(sara.get(f"{page}hemlighet/"), overlap="7", status=200)
    changed = sara.submit(review, status=200)
    new = changed.find("//dd[@class='ak-code']")[1].text.strip()
    assert (_token(client_id, old), _token(client_id, new)) == (200, 200)
    assert new not in sara.get(page).html
    refused = sara.submit(sara.get(f"{page}hemlighet/"), overlap="7", status=422)
    assert refused.problems
    shown = sara.get(page)
    older = str(shown.find("//form[contains(@action, '/hemlighet/')]/@action")[-1])
    sara.confirm(shown, older)
    assert sorted([_token(client_id, old), _token(client_id, new)]) == [200, 401]


def test_a_secret_that_has_leaked_ends_at_once(known: tuple[Visitor, str, str, str]) -> None:
    sara, page, client_id, old = known
    sara.submit(sara.submit(sara.get(f"{page}hemlighet/"), overlap="0", status=200), status=200)
    assert _token(client_id, old) == 401


def test_networks_are_said_in_cidr(known: tuple[Visitor, str, str, str], towns: Settled) -> None:
    sara, page, client_id, secret = known
    with unchanged(towns):
        sara.submit(sara.get(f"{page}granser/"), networks="hemma", per_minute="600", status=422)
    review = sara.submit(sara.get(f"{page}granser/"), networks="192.0.2.7/24", per_minute="60", status=200)
    sara.submit(review)
    assert "192.0.2.0/24" in sara.get(page).text
    assert _token(client_id, secret) == 403


def test_private_keys_are_not_taken(known: tuple[Visitor, str, str, str], towns: Settled) -> None:
    sara, page, _client_id, _secret = known
    private = ECKey.generate_key("P-256", private=True).as_dict(private=True)
    every: tuple[Any, ...] = (
        {"keys": [private]},
        {"keys": [{"kty": "oct", "k": "c2VjcmV0"}]},
        {"keys": [7]},
        [],
    )
    for wrong in every:
        with unchanged(towns):
            sara.submit(sara.get(f"{page}nycklar/"), keys=json.dumps(wrong), status=422)


def test_the_page_draws_what_the_table_says(known: tuple[Visitor, str, str, str]) -> None:
    sara, page, client_id, secret = known
    sent = {"grant_type": "client_credentials", "client_id": client_id, "client_secret": secret}
    token = Client().post("/api/v1/sundby/oauth/token", sent).json()["access_token"]
    for path in ("requests", "requests", "statistics?year=2026"):
        Client().get(f"/api/v1/sundby/underskrift/{path}", headers={"Authorization": f"Bearer {token}"})
    shown = sara.get(page)
    assert "GET underskrift/requests" in shown.text
    assert len(shown.find("//table[@class='ak-chart']//tbody/tr")) == 30
    assert [one.text for one in shown.find("//table[@class='ak-chart']//tbody/tr[last()]/td")][1:] == [
        "3",
        "1",
        "0",
    ]
    assert "127.0.0.1" in shown.text
