"""Systems that come in, and those that try to."""

import time
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import IntegrityError
from django.http import HttpResponse
from django.test import Client
from joserfc import jwt
from joserfc.jwk import ECKey

from armkrok.core.access.models import AccessToken, ApiClient, ClientSecret
from armkrok.core.access.systems import audience_of, is_for, is_within, issuer
from armkrok.core.audit.models import AuditRow
from armkrok.core.tenants.scope import scope
from armkrok.kit.days import now
from armkrok.site.settling import Settled
from tests.support.systems import known_system
from tests.support.unchanged import unchanged

SECRET = "a secret that the test knows"
AT = "/api/v1/sundby"
LIST = f"{AT}/underskrift/requests"


@pytest.fixture
def system(towns: Settled) -> ApiClient:
    with scope(towns.organisations["sundby"].pk):
        return known_system(SECRET, name="Diariet", client_id="d", scopes=["signing.send", "signing.verify"])


def _ask(path: str = "/oauth/token", at: str = AT, headers: Any = None, **sent: Any) -> HttpResponse:
    known = {"grant_type": "client_credentials", "client_id": "d", "client_secret": SECRET}
    return Client().post(at + path, known | sent, headers=headers)  # type: ignore[return-value]


def _token(**sent: Any) -> str:
    return str(_ask(**sent).json()["access_token"])  # type: ignore[attr-defined]


def _list(token: str, at: str = LIST, **headers: str) -> HttpResponse:
    return Client().get(at, headers={"Authorization": f"Bearer {token}"} | headers)  # type: ignore[return-value]


def _set(towns: Settled, system: ApiClient, **facts: Any) -> None:
    with scope(towns.organisations["sundby"].pk):
        ApiClient.objects.filter(pk=system.pk).update(**facts)


@pytest.mark.usefixtures("system")
def test_answers_are_never_cached_and_say_what_is_left() -> None:
    answer = _ask()
    assert (answer["Cache-Control"], answer["Pragma"]) == ("no-store", "no-cache")
    called = _list(answer.json()["access_token"])  # type: ignore[attr-defined]
    assert called["RateLimit-Policy"] == '"per-minute";q=600;w=60'
    assert called["RateLimit"].startswith('"per-minute";r=599;t=')


@pytest.mark.usefixtures("system")
@pytest.mark.parametrize(
    ("sent", "status", "error"),
    [
        ({"client_secret": "x"}, 401, "invalid_client"),
        ({"client_id": "nobody"}, 401, "invalid_client"),
        ({"client_id": "d\0"}, 401, "invalid_client"),
        ({"client_secret": ""}, 401, "invalid_client"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
        ({"grant_type": ""}, 400, "invalid_request"),
        ({"scope": "signing.send administration.manage"}, 400, "invalid_scope"),
        ({"scope": "signing.send\r\nSet-Cookie: x=1"}, 400, "invalid_scope"),
        ({"resource": "https://elsewhere.example/api/v1/sundby"}, 400, "invalid_target"),
        ({"resource": f"{settings.BASE_URL}/api/v1/norrvik"}, 400, "invalid_target"),
        ({"resource": f"{settings.BASE_URL}/api/v1/sundby/../norrvik"}, 400, "invalid_target"),
        ({"client_assertion": "x.y.z"}, 400, "invalid_request"),
    ],
)
def test_what_is_wrong_is_said_as_the_standard_says(
    towns: Settled, sent: dict[str, str], status: int, error: str
) -> None:
    with scope(towns.organisations["sundby"].pk):
        before = AccessToken.objects.count()
    answer = _ask(**sent)
    with scope(towns.organisations["sundby"].pk):
        assert AccessToken.objects.count() == before
    assert (answer.status_code, answer.json()["error"]) == (status, error)  # type: ignore[attr-defined]
    assert answer["Cache-Control"] == "no-store"
    assert ("WWW-Authenticate" in answer) == (status == 401)


@pytest.mark.usefixtures("system", "one_minute")
def test_guessing_is_stopped_even_when_the_guess_is_right(towns: Settled) -> None:
    wrong = [_ask(client_secret=f"guess {n}").status_code for n in range(20)]
    assert set(wrong) == {401}
    stopped = _ask()
    assert stopped.status_code == 429
    assert 1 <= int(stopped["Retry-After"]) <= 60
    assert stopped["Content-Type"] == "application/problem+json"
    assert (
        _ask(headers={"X-Forwarded-For": "203.0.113.9"}).status_code == 429
    )  # nobody vouches for that header


def test_a_secret_that_has_ended_is_as_good_as_none(towns: Settled, system: ApiClient) -> None:
    with scope(towns.organisations["sundby"].pk):
        ClientSecret.objects.update(expires_at=now() - timedelta(seconds=1))
    assert _ask().status_code == 401


@pytest.mark.usefixtures("system")
def test_a_token_is_for_what_it_was_asked_for() -> None:
    narrow = _token(resource=f"{settings.BASE_URL}{AT}/scim/v2")
    refused = _list(narrow)
    assert refused.status_code == 401
    assert 'error="invalid_token"' in refused["WWW-Authenticate"]
    assert _list(_token(resource=f"{settings.BASE_URL}{AT}/underskrift")).status_code == 200
    assert _list(_token(), at="/api/v1/norrvik/underskrift/requests").status_code == 401


def test_an_audience_is_a_whole_part_of_the_address() -> None:
    whole = issuer("sundby")
    assert audience_of("sundby", [whole + "/"]) == whole
    assert audience_of("sundby", [whole, whole]) is None
    assert audience_of("sundby", [whole + "x"]) is None
    assert is_for(whole, "/api/v1/sundby/underskrift/requests")
    assert not is_for(whole, "/api/v1/sundbyberg/underskrift")
    assert not is_for("", "/api/v1/sundby/underskrift")


@pytest.mark.usefixtures("system")
def test_a_missing_scope_is_named() -> None:
    answer = _list(_token(scope="signing.verify"))
    assert answer.status_code == 403
    assert answer["WWW-Authenticate"] == (
        'Bearer realm="armkrok", error="insufficient_scope", scope="signing.send"'
    )
    assert Client().get(LIST)["WWW-Authenticate"] == 'Bearer realm="armkrok"'


def test_only_from_its_networks(towns: Settled, system: ApiClient) -> None:
    token = _token()
    _set(towns, system, networks=["192.0.2.0/24"])
    for _time in range(3):
        refused = _list(token, **{"X-Forwarded-For": "192.0.2.7"})
        assert (refused.status_code, refused.json()["code"]) == (403, "NetworkNotAllowed")  # type: ignore[attr-defined]
    assert _ask().status_code == 403
    with scope(towns.organisations["sundby"].pk):
        assert AuditRow.objects.filter(event="ClientRefused").count() == 1


@pytest.mark.parametrize(
    ("address", "networks", "inside"),
    [
        ("192.0.2.7", [], True), ("192.0.2.7", ["192.0.2.0/24"], True),
        ("192.0.3.7", ["192.0.2.0/24"], False),
        ("::ffff:192.0.2.7", ["192.0.2.0/24"], True), ("2001:db8::1", ["2001:db8::/32"], True),
        ("2001:db8::1", ["192.0.2.0/24"], False), ("nonsense", ["0.0.0.0/0"], False), ("", ["::/0"], False),
    ],
)  # fmt: skip
def test_networks_of_both_kinds(address: str, networks: list[str], *, inside: bool) -> None:
    assert is_within(address, networks) is inside


@pytest.mark.usefixtures("one_minute")
def test_the_quota_is_the_clients_own(towns: Settled, system: ApiClient) -> None:
    _set(towns, system, per_minute=2)
    token = _token()
    statuses = [_list(token).status_code for _time in range(3)]
    assert statuses[:2] == [200, 200]
    last = _list(token)
    assert (last.status_code, last["RateLimit"][:16]) == (429, '"per-minute";r=0')
    assert int(last["Retry-After"]) <= 60


@pytest.mark.usefixtures("system")
def test_a_token_can_be_given_back(towns: Settled) -> None:
    token, kept = _token(), _token()
    assert _ask("/oauth/revoke", token="unknown").status_code == 200
    assert _ask("/oauth/revoke", token=token, client_secret="x").status_code == 401
    assert _list(token).status_code == 200
    assert _ask("/oauth/revoke", token=token).status_code == 200
    assert (_list(token).status_code, _list(kept).status_code) == (401, 200)
    with scope(towns.organisations["sundby"].pk):
        known_system(SECRET, name="Annat", client_id="e", scopes=["signing.send"])
    assert _ask("/oauth/revoke", client_id="e", token=kept).status_code == 200
    assert _list(kept).status_code == 200


@pytest.mark.usefixtures("towns")
def test_the_server_tells_of_itself() -> None:
    said = Client().get(f"{AT}/.well-known/oauth-authorization-server").json()
    assert said["issuer"] == f"{settings.BASE_URL}{AT}"
    assert said["token_endpoint"] == f"{said['issuer']}/oauth/token"
    assert "private_key_jwt" in said["token_endpoint_auth_methods_supported"]
    assert Client().get("/api/v1/nowhere/.well-known/oauth-authorization-server").status_code == 404


KEY = ECKey.generate_key("P-256")


def _assertion(key: ECKey = KEY, **changed: Any) -> dict[str, str]:
    claims = {
        "iss": "d",
        "sub": "d",
        "aud": issuer("sundby"),
        "exp": int(time.time()) + 60,
        "jti": str(uuid4()),
    }
    claims = {name: value for name, value in (claims | changed).items() if value is not None}
    return {
        "client_secret": "",
        "client_id": "",
        "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        "client_assertion": jwt.encode({"alg": "ES256"}, claims, key),
    }


def test_a_key_of_its_own_opens_once(towns: Settled, system: ApiClient) -> None:
    _set(towns, system, keys=[KEY.as_dict(private=False)])
    shown = _assertion()
    assert _ask(**shown).status_code == 200
    assert _ask(**shown).status_code == 401


@pytest.mark.parametrize(
    "changed",
    [
        {"iss": "e"}, {"sub": "e"}, {"aud": "https://elsewhere.example"}, {"aud": issuer("norrvik")},
        {"exp": 1},
        {"exp": int(time.time()) + 9_000}, {"exp": None}, {"jti": None}, {"key": ECKey.generate_key("P-256")},
        {"exp": int(time.time()) - 300},
    ],
)  # fmt: skip
def test_an_assertion_that_lies_is_refused(
    towns: Settled, system: ApiClient, changed: dict[str, Any]
) -> None:
    _set(towns, system, keys=[KEY.as_dict(private=False)])
    with unchanged(towns):
        assert _ask(**_assertion(**changed)).status_code == 401


@pytest.mark.parametrize("text", ["", "x", "x.y.z", "e30.e30.", "A" * 9_000, "e30." + "W1tb" * 1_500 + ".x"])
def test_an_assertion_that_cannot_be_read_is_refused(towns: Settled, system: ApiClient, text: str) -> None:
    _set(towns, system, keys=[KEY.as_dict(private=False)])
    assert _ask(**(_assertion() | {"client_assertion": text})).status_code == 401


def test_only_hashes_are_kept(towns: Settled, system: ApiClient) -> None:
    token = _token()
    with scope(towns.organisations["sundby"].pk):
        kept = str(list(AccessToken.objects.values())) + str(list(ClientSecret.objects.values()))
        assert token not in kept
        assert SECRET not in kept
        with pytest.raises(IntegrityError):
            ClientSecret.objects.create(client=system, secret_hash=ClientSecret.objects.get().secret_hash)
