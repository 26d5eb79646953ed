"""Signing at a provider: three ways, and evidence that is bound to what was signed."""

import base64
import json
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import parse_qs

import httpx
import pytest

from armkrok.core.identity.oidc import OidcConfig, Sign, TextTooLong, Unavailable, begin, public_jwks
from armkrok.core.identity.oidc.evidence import still_proves
from armkrok.core.identity.oidc.signing import MESSAGE, SIGN_REQUEST
from armkrok.core.identity.proof import NotProved, Proof
from tests.support.openid import BROWSER, RETURN, OpenId, logged_in

SIGN = Sign("Jag skriver under protokollet från den 3 november.\n\nSamverkansgruppen", b"\x00digest\xff")
MODES = ("authentication", "approval", "extension")


def _checked(proof: Proof, config: OidcConfig, sign: Sign = SIGN) -> None:
    claims = still_proves(proof.evidence, sign, issuer=config.issuer, client_id=config.client_id)
    assert claims["sub"] == proof.subject


@pytest.mark.parametrize("mode", MODES)
def test_the_evidence_shows_what_was_signed_and_nothing_else(openid: OpenId, mode: str) -> None:
    config = openid.config(sign=mode)
    proof = logged_in(config, "anna-berg", sign=SIGN)
    assert proof.numbers
    assert proof.evidence["mode"] == mode
    assert ("user_signature" in proof.evidence) == (mode == "extension")
    _checked(proof, config)
    for other in (
        Sign(SIGN.visible_text, b""),
        Sign(SIGN.visible_text + ".", SIGN.hidden_data),
        Sign("", b""),
    ):
        with pytest.raises(NotProved):
            _checked(proof, config, other)


@pytest.mark.parametrize("name", ["id_token", "jwks", "nonce_random"])
def test_evidence_that_has_been_changed_proves_nothing(openid: OpenId, name: str) -> None:
    config = openid.config(sign="authentication")
    mine, another = (logged_in(config, who, sign=SIGN) for who in ("anna-berg", "erik-dahl"))
    spoilt = {"id_token": another.evidence["id_token"], "jwks": "{}", "nonce_random": "x"}[name]
    for value in (spoilt, "", "\udcff", "a.b.c"):
        with pytest.raises(NotProved):
            _checked(replace(mine, evidence=mine.evidence | {name: value}), config)
    with pytest.raises(NotProved):
        _checked(replace(mine, evidence={}), config)


def test_evidence_with_a_key_of_another_kind_proves_nothing(openid: OpenId) -> None:
    config = openid.config(sign="authentication")
    proof = logged_in(config, "anna-berg", sign=SIGN)
    with pytest.raises(NotProved, match="id_token_alg"):
        _checked(
            replace(proof, evidence=proof.evidence | {"jwks": json.dumps(public_jwks(config.secret))}), config
        )


def test_evidence_is_the_providers_that_signed_it(openid: OpenId) -> None:
    config = openid.config(sign="authentication")
    proof = logged_in(config, "anna-berg", sign=SIGN)
    with pytest.raises(NotProved, match="iss"):
        still_proves(proof.evidence, SIGN, issuer="https://other.example", client_id=config.client_id)
    with pytest.raises(NotProved, match="aud"):
        still_proves(proof.evidence, SIGN, issuer=config.issuer, client_id="https://other.example")


@pytest.mark.parametrize(
    ("lie", "code"),
    [
        ("user_signature_missing", "user_signature_missing"),
        ("user_signature_other", "user_signature_data"),
        ("user_signature_text", "user_signature"),
        ("user_signature_xml", "user_signature"),
        ("user_signature_bare", "user_signature"),
        ("nonce", "nonce"),
        ("auth_time_old", "auth_time_old"),
    ],
)
def test_a_lie_about_a_signature(openid: OpenId, lie: str, code: str) -> None:
    config = openid.config(sign="extension", prompt=[])
    openid.lie(lie)
    with pytest.raises(NotProved) as refused:
        logged_in(config, "anna-berg", sign=SIGN)
    assert refused.value.code == code


@pytest.mark.parametrize("mode", MODES)
def test_the_person_reads_what_she_signs(openid: OpenId, mode: str) -> None:
    begun = begin(openid.config(sign=mode), redirect_uri=RETURN, sign=SIGN)
    page = BROWSER.get(begun.leave_url).text
    assert "Jag skriver under protokollet från den 3 november." in page
    assert ("Skriv under hos Armkrok" in page) == (mode != "authentication")


def test_the_request_is_signed_by_us_and_holds_no_number(openid: OpenId) -> None:
    begun = begin(openid.config(sign="extension"), redirect_uri=RETURN, sign=SIGN)
    query = {name: values[0] for name, values in parse_qs(httpx.URL(begun.leave_url).query.decode()).items()}
    assert {"login", "consent"} <= set(query["prompt"].split())
    payload = query[SIGN_REQUEST].split(".")[1]
    claims = json.loads(base64.urlsafe_b64decode(payload + "=="))
    assert base64.b64decode(claims["sign_message"]["message"]).decode() == SIGN.visible_text
    assert 0 < claims["exp"] - datetime.now(UTC).timestamp() <= 300
    assert MESSAGE not in query
    assert "hidden_data" in begun.remember["sign"]


def test_a_request_that_somebody_has_changed_is_refused_by_the_provider(openid: OpenId) -> None:
    begun = begin(openid.config(sign="extension"), redirect_uri=RETURN, sign=SIGN)
    address = httpx.URL(begun.leave_url)
    first, middle, last = address.params[SIGN_REQUEST].split(".")
    changed = address.copy_set_param(SIGN_REQUEST, f"{first}.{middle[:-8]}AAAAAAAA.{last}")
    answer = BROWSER.get(changed.copy_add_param("person", "anna-berg"))
    assert "error=invalid_request" in answer.headers["location"]


def test_a_provider_that_one_cannot_sign_with(openid: OpenId) -> None:
    with pytest.raises(Unavailable, match="cannot_sign"):
        begin(openid.config("freja"), redirect_uri=RETURN, sign=SIGN)


def test_a_text_that_no_address_can_carry(openid: OpenId) -> None:
    with pytest.raises(TextTooLong):
        begin(openid.config(sign="extension"), redirect_uri=RETURN, sign=Sign("x" * 9000))
