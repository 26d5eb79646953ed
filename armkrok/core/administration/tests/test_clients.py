"""Sara lets the town's own systems in, and shuts them out."""

import pytest
from django.test import Client

from armkrok.core.access.models import AccessToken, ApiClient
from armkrok.core.tenants.scope import scope
from armkrok.site.settling import Settled
from tests.support.people import Visit
from tests.support.unchanged import unchanged
from tests.support.visitor import Page, Visitor

CLIENTS = "/sundby/installningar/system/"


def _made(sara: Visitor) -> tuple[Page, str, str]:
    page = sara.submit(sara.get(CLIENTS), name="Ärendesystemet", scopes=["signing.send"], status=200)
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
    done = sara.submit(sara.get(CLIENTS), "stang/")
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
