"""Every lie is refused, each for its own reason; a provider that does not work is told from one that lies."""

import pytest

from armkrok.core.identity.oidc import OidcConfig, Refused, Unavailable, exchanging, is_usable, published
from armkrok.core.identity.proof import NotProved
from tests.support.openid import OpenId, logged_in

REFUSED = {
    # the ID token's parties
    "iss": "iss", "iss_list": "iss", "aud": "aud", "aud_missing": "aud", "aud_object": "aud",
    "aud_several": "azp", "azp": "azp",
    # its times
    "expired": "expired", "exp_past": "expired", "exp_missing": "exp", "exp_text": "exp", "exp_true": "exp",
    "exp_huge": "exp", "exp_negative": "exp", "iat_missing": "iat", "issued_in_future": "issued_in_future",
    "issued_before_request": "issued_before_request", "not_yet_valid": "not_yet_valid", "nbf_text": "nbf",
    "lifetime": "lifetime",
    # whom and what it answers
    "nonce": "nonce", "nonce_missing": "nonce", "nonce_number": "nonce",
    "sub_empty": "sub", "sub_missing": "sub", "sub_number": "sub", "sub_long": "sub",
    "sub_blank": "sub", "sub_letters": "sub",
    "at_hash": "at_hash", "at_hash_number": "at_hash",
    # when and how the person identified herself
    "auth_time_old": "auth_time_old", "auth_time_future": "auth_time_future", "auth_time_text": "auth_time",
    "auth_time_missing": "auth_time_missing",
    "acr_lower": "acr", "acr_unknown": "acr", "acr_longer": "acr", "acr_other_family": "acr",
    "acr_uncertified": "acr", "acr_missing": "acr_missing", "acr_number": "acr_type",
    # its signature
    "alg_none": "id_token_alg", "alg_hs256": "id_token_alg", "alg_hs256_jwk": "id_token_alg",
    "alg_rs384": "id_token_alg", "alg_mixed": "id_token_key", "alg_list": "id_token_header",
    "unknown_kid": "id_token_kid", "kid_number": "id_token_kid", "other_key": "id_token_signature",
    "embedded_key": "id_token_kid", "key_address": "id_token_kid", "crit": "id_token_header",
    "b64": "id_token_header", "typ": "id_token_header", "tampered": "id_token_signature",
    "unsigned": "id_token_signature", "not_a_token": "id_token_shape", "duplicate_claims": "id_token_shape",
    "payload_list": "id_token_shape", "payload_nan": "id_token_shape", "payload_latin1": "id_token_shape",
    "huge_token": "id_token_shape",
    # userinfo
    "userinfo_sub": "userinfo_sub", "userinfo_sub_missing": "userinfo_sub", "userinfo_iss": "userinfo_iss",
    "userinfo_aud": "userinfo_aud", "userinfo_exp": "userinfo_exp", "userinfo_plain": "userinfo_form",
    "userinfo_other_key": "userinfo_signature", "userinfo_alg_none": "userinfo_alg",
    "userinfo_html": "userinfo_form", "userinfo_binary": "userinfo_shape", "userinfo_401": "userinfo_refused",
    "userinfo_redirect": "userinfo_redirect", "userinfo_huge": "userinfo_size",
    "claims_conflict": "claims_conflict",
    # who the person is said to be
    "number_list": "number", "number_integer": "number", "number_short": "number", "number_letters": "number",
    "number_arabic": "number", "number_injected": "number", "number_check_digit": "number",
    "number_coordination": "number_kind", "number_missing": "number_missing",
    "number_only_mapped": "number_missing", "prid_malformed": "prid", "prid_persistence": "prid_persistence",
    "coordination_level": "coordination_level", "coordination_personal": "number_kind",
    "name_object": "claim_type", "name_control": "claim_type",
    "birth_date": "birth_date",
    # the token endpoint
    "token_redirect": "token_redirect", "token_html": "token_json", "token_huge": "token_size",
    "token_type": "token_type", "token_type_missing": "token_type", "token_list": "token_json",
    "token_duplicate": "token_json", "id_token_missing": "id_token_missing",
    "access_token_missing": "access_token", "access_token_break": "access_token",
    "token_denied": "token_invalid_grant",
    # the way back
    "state": "state", "state_missing": "state", "response_iss": "response_iss",
    "response_iss_missing": "response_iss_missing", "code_missing": "code",
    "code_unknown": "token_invalid_grant", "code_used": "token_invalid_grant", "twice": "parameters",
    # its keys
    "jwks_empty": "id_token_kid", "jwks_secret": "id_token_kid", "jwks_private": "id_token_kid",
    "discovery_inner_https": "token_address", "jwks_small": "id_token_key", "jwks_twice": "id_token_key",
}  # fmt: skip
UNAVAILABLE = {
    "token_500": "token_status_500", "token_429": "token_status_429", "token_slow": "token_timeout",
    "token_trickle": "token_timeout", "userinfo_500": "userinfo_status_500",
    "trouble": "temporarily_unavailable",
    "discovery_issuer": "discovery_issuer", "discovery_html": "discovery_json",
    "discovery_500": "discovery_status_500", "discovery_redirect": "discovery_status_307",
    "discovery_huge": "discovery_size", "discovery_plain_pkce": "discovery_pkce",
    "discovery_no_code": "discovery_response_type", "discovery_inner": "discovery_token_endpoint",
    "discovery_ftp": "discovery_authorization_endpoint", "discovery_no_token": "discovery_token_endpoint",
    "discovery_no_userinfo": "discovery_userinfo",
    "discovery_slow": "discovery_timeout",
    "jwks_500": "jwks_status_500", "jwks_text": "jwks_json",
}  # fmt: skip
SAID_NO = {"error": "access_denied", "error_unknown": "unknown"}
SAID_ELSEWHERE = {
    "user_signature_missing", "user_signature_other", "user_signature_text", "user_signature_xml",
    "user_signature_bare", "number_mapped_other",
}  # fmt: skip


@pytest.fixture
def config(openid: OpenId) -> OidcConfig:
    """A client by the Swedish profile, which has logged somebody in."""
    config = openid.config()
    logged_in(config, "anna-berg")
    return config


def test_every_lie_that_the_simulator_knows_is_tried(openid: OpenId) -> None:
    tried = REFUSED.keys() | UNAVAILABLE.keys() | SAID_NO.keys() | SAID_ELSEWHERE
    assert sorted(tried) == openid.control("clock", ahead=0)["knows"]


@pytest.mark.parametrize(("lie", "code"), REFUSED.items())
def test_a_lie_proves_nothing(openid: OpenId, config: OidcConfig, lie: str, code: str) -> None:
    if lie.startswith(("jwks", "discovery")):
        published.forget()
    openid.lie(lie)
    with pytest.raises(NotProved) as refused:
        logged_in(config, "anna-berg")
    assert refused.value.code == code
    openid.heal()
    published.forget()
    assert logged_in(config, "anna-berg").numbers


@pytest.mark.parametrize(("lie", "code"), UNAVAILABLE.items())
def test_a_provider_that_does_not_work(
    openid: OpenId, config: OidcConfig, lie: str, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    published.forget()
    openid.lie(lie)
    with monkeypatch.context() as impatient, pytest.raises(Unavailable) as problem:
        if code in {"token_timeout", "discovery_timeout"}:
            impatient.setattr(published if lie.startswith("discovery") else exchanging, "SECONDS", 0.6)
        logged_in(config, "anna-berg")
    assert problem.value.code == code
    if lie.startswith(("discovery", "jwks")):
        assert not is_usable(config)
    openid.heal()
    assert is_usable(config)


@pytest.mark.parametrize(("lie", "code"), SAID_NO.items())
def test_a_provider_that_says_no(openid: OpenId, config: OidcConfig, lie: str, code: str) -> None:
    openid.lie(lie)
    with pytest.raises(Refused) as refused:
        logged_in(config, "anna-berg")
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("kind", "person", "code"),
    [
        ("freja", "mette-holm", "number_missing"),  # a foreigner's Freja has no Swedish number
        ("signicat", "mette-holm", "number_missing"),
        ("idura", "tariq-aziz", "number_kind"),  # BankID demands a personal number
    ],
)
def test_a_person_whom_the_provider_cannot_prove(openid: OpenId, kind: str, person: str, code: str) -> None:
    with pytest.raises(NotProved) as refused:
        logged_in(openid.config(kind), person)
    assert refused.value.code == code


def test_a_number_from_another_country(openid: OpenId) -> None:
    config = openid.config("signicat", conditions={"nin_issuing_country": "NO"})
    with pytest.raises(NotProved, match="number_condition"):
        logged_in(config, "anna-berg")


def test_a_mapped_number_is_taken_by_an_accepted_binding_alone(openid: OpenId) -> None:
    openid.lie("number_only_mapped")
    accepting = openid.config(bindings=["http://id.example/guessed"])
    (number,) = logged_in(accepting, "anna-berg").numbers
    assert (number.kind, number.assurance) == ("personal", "http://id.example/guessed")
    with pytest.raises(NotProved, match="number_missing"):
        logged_in(openid.config(bindings=["http://id.example/registered"]), "anna-berg")


def test_a_mapped_number_that_is_not_the_persons_own(openid: OpenId) -> None:
    openid.lie("number_mapped_other")
    with pytest.raises(NotProved, match="number_conflict"):
        logged_in(openid.config(bindings=["http://id.example/guessed"]), "anna-berg")
    assert len(logged_in(openid.config(), "anna-berg").numbers) == 1


def test_nobody_there(openid: OpenId) -> None:
    config = openid.config()
    gone = OidcConfig.from_settings(
        config.to_settings() | {"issuer": "http://127.0.0.1:9/e-leg"}, config.secret
    )
    with pytest.raises(Unavailable, match="discovery_connection"):
        logged_in(gone, "anna-berg")


def test_an_inner_address_is_never_called(openid: OpenId, settings: object) -> None:
    config = openid.config()
    settings.OUTGOING_HOSTS = []  # type: ignore[attr-defined]
    with pytest.raises(Unavailable, match="discovery_address"):
        logged_in(config, "anna-berg")
