"""Against a certified provider that is not our code: npm's oidc-provider."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from urllib.parse import urlsplit

import httpx
import pytest

from armkrok.core.identity.loa import LOA3
from armkrok.core.identity.oidc import OidcConfig, Sign, begin, finish, only_once
from armkrok.core.identity.oidc.evidence import still_proves
from armkrok.core.identity.oidc.presets import preset
from armkrok.core.identity.proof import NotProved, NumberKind, Proof
from armkrok.kit.days import now
from armkrok.kit.numbers import test_numbers as published_numbers
from tests.support.openid import RETURN, certified, register

NUMBER = published_numbers()[9000]
ACCOUNT = {
    "acr": LOA3, "given_name": "Anna", "family_name": "Berg", "name": "Anna Berg", "birthdate": "1980-01-02",
    "https://id.oidc.se/claim/personalIdentityNumber": NUMBER,
}  # fmt: skip
SIGN = Sign("Jag skriver under protokollet.", b"digest")


def _settings(**changes: object) -> OidcConfig:
    known = preset("swedish-profile")
    assert known is not None
    settings = dict(known.settings) | {"issuer": "http://127.0.0.1:1", "client_id": "armkrok"}
    return register(settings | changes)


@contextmanager
def _provider(config: OidcConfig, **more: object) -> Iterator[OidcConfig]:
    with certified(config, ACCOUNT, **more) as found:
        yield found


@pytest.fixture(scope="module")
def started() -> Iterator[OidcConfig]:
    """One with a key of its own, signed userinfo, and signatures with ES256."""
    from django.test import override_settings

    with override_settings(OUTGOING_HOSTS=["127.0.0.1"]):
        config = _settings(sign="authentication")
        more = {
            "token_endpoint_auth_signing_alg": "ES256", "userinfo_signed_response_alg": "ES256",
            "id_token_signed_response_alg": "ES256", "subject_type": "public",
        }  # fmt: skip
        with _provider(config, **more) as found:
            yield found


def _come_back(leave_url: str) -> str:
    """A browser with cookies that goes where it is sent, until it is sent back to us."""
    with httpx.Client(verify=False, trust_env=False) as browser:  # noqa: S501  (plain http)
        address = leave_url
        for _ in range(10):
            answer = browser.get(address)
            assert answer.is_redirect, answer.text
            address = str(httpx.URL(address).join(answer.headers["location"]))
            if address.startswith(RETURN):
                return urlsplit(address).query
    raise AssertionError("never came back")


def _log_in(config: OidcConfig, sign: Sign | None = None) -> Proof:
    begun = begin(config, redirect_uri=RETURN, sign=sign)
    query = only_once(_come_back(begun.leave_url))
    assert query["iss"] == config.issuer  # RFC 9207
    return finish(config, begun.remember, query, redirect_uri=RETURN, now=now())


def test_key_of_our_own_and_signed_userinfo(started: OidcConfig) -> None:
    proof = _log_in(started)
    assert (proof.full_name, proof.number(NumberKind.PERSONAL), proof.loa) == ("Anna Berg", NUMBER, LOA3)
    assert proof.birth_date == "1980-01-02"


def test_claims_parameter(started: OidcConfig) -> None:
    asking = replace(started, use_claims_parameter=True, scopes=("openid",), acr_values=())
    assert _log_in(asking).number(NumberKind.PERSONAL) == NUMBER
    with pytest.raises(NotProved, match="number_missing"):
        _log_in(replace(started, scopes=("openid",)))


def test_a_higher_level_than_the_provider_has(started: OidcConfig) -> None:
    with pytest.raises(NotProved, match=r"^acr$"):
        _log_in(replace(started, accepted=("http://id.elegnamnden.se/loa/1.0/loa4",)))


def test_signing_binds_the_token_to_what_is_signed(started: OidcConfig) -> None:
    proof = _log_in(started, SIGN)
    whose = {"issuer": started.issuer, "client_id": started.client_id}
    assert still_proves(proof.evidence, SIGN, **whose)["sub"] == proof.subject
    with pytest.raises(NotProved, match="nonce"):
        still_proves(proof.evidence, Sign(SIGN.visible_text, b"another"), **whose)


def test_a_key_that_is_not_the_clients(started: OidcConfig) -> None:
    with pytest.raises(NotProved, match="token_invalid_client"):
        _log_in(replace(started, secret=register({**_plain(started)}).secret))


def test_secret_with_strange_signs_and_plain_userinfo() -> None:
    """Escaped in the header as RFC 6749 section 2.3.1 says."""
    with _provider(_settings(client_auth="client_secret_basic", userinfo="plain", sign="none")) as config:
        assert _log_in(config).number(NumberKind.PERSONAL) == NUMBER


def _plain(config: OidcConfig) -> dict[str, object]:
    return dict(config.to_settings())
