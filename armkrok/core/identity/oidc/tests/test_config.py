"""Settings as administrators write them: right ones come back the same, wrong ones name their field."""

from typing import Any

import pytest

from armkrok.core.identity.oidc import ConfigFault, OidcConfig, new_client_key, public_jwks
from armkrok.core.identity.oidc.presets import PRESETS, preset

LOA3 = "http://id.elegnamnden.se/loa/1.0/loa3"
RIGHT: dict[str, Any] = {
    "issuer": "https://op.example", "client_id": "us", "client_auth": "client_secret_basic",
    "accepted": [LOA3], "claims": {"personal_number": "nin"},
}  # fmt: skip


@pytest.mark.parametrize("one", PRESETS, ids=lambda one: one.key)
def test_a_preset_needs_only_what_it_asks_for(one: Any) -> None:
    filled = dict(one.settings)
    for name in one.asks:
        filled.setdefault(name, {"issuer": "https://op.example", "client_id": "us"}.get(name))
        if name == "issuer":
            filled[name] = "https://op.example"
    secret = new_client_key() if filled["client_auth"] == "private_key_jwt" else "hemlig"
    config = OidcConfig.from_settings(filled, secret)
    again = OidcConfig.from_settings(config.to_settings(), secret)
    assert again == config
    assert secret not in repr(config)
    assert "secret" not in config.to_settings()
    assert str(one.name)
    assert preset(one.key) is one


WRONG = [
    ("issuer", {"issuer": "http://op.example"}),
    ("issuer", {"issuer": "https://op.example/?x=1"}),
    ("issuer", {"issuer": "op.example"}),
    ("issuer", {"issuer": 17}),
    ("issuer", {"issuer": ""}),
    ("issuer", {"issuer": "https://oidc-ct.test.frejaeid.com/oidc/"}),
    ("issuer", {"issuer": "https://town.sandbox.signicat.com/auth/open"}),
    ("client_id", {"client_id": " "}),
    ("client_auth", {"client_auth": "none"}),
    ("client_auth", {"client_auth": "client_secret_jwt"}),
    ("client_auth", {"client_auth": []}),
    ("secret", {"client_auth": "private_key_jwt"}),
    ("accepted", {"accepted": []}),
    ("accepted", {"accepted": ["loa3"]}),
    ("accepted", {"accepted": LOA3}),
    ("levels", {"levels": {"a": "b"}}),
    ("levels", {"levels": [LOA3]}),
    ("levels", {"levels": {"a": 3}}),
    ("level_claim", {"level_claim": ""}),
    ("level_claim", {"assumed_level": LOA3}),
    ("assumed_level", {"level_claim": "", "assumed_level": "http://id.elegnamnden.se/loa/1.0/loa2"}),
    ("assumed_level", {"level_claim": "", "assumed_level": "hög"}),
    ("scopes", {"scopes": ["profile"]}),
    ("scopes", {"scopes": ["openid profile"]}),
    ("scopes", {"scopes": "openid"}),
    ("algorithms", {"algorithms": ["none"]}),
    ("algorithms", {"algorithms": ["HS256"]}),
    ("algorithms", {"algorithms": []}),
    ("prompt", {"prompt": ["none"]}),
    ("max_age", {"max_age": -1}),
    ("max_age", {"max_age": True}),
    ("max_age", {"max_age": 1e9}),
    ("claims", {"claims": {}}),
    ("claims", {"claims": "nin"}),
    ("claims.personal_nummer", {"claims": {"personal_nummer": "nin"}}),
    ("claims.personal_number", {"claims": {"personal_number": 1}}),
    ("userinfo", {"userinfo": "maybe"}),
    ("sign", {"sign": "extension"}),
    ("sign", {"sign": "yes"}),
    ("encrypted", {"encrypted": True}),
    ("encrypted", {"encrypted": "ja"}),
    ("tls_root", {"tls_root": "-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----"}),
    ("method", {"method": "Freja!"}),
    ("isuer", {"isuer": "https://op.example"}),
]


@pytest.mark.parametrize(("field", "change"), WRONG, ids=str)
def test_what_is_wrong_is_named(field: str, change: dict[str, Any]) -> None:
    OidcConfig.from_settings(RIGHT, "hemlig")
    with pytest.raises(ConfigFault) as fault:
        OidcConfig.from_settings(RIGHT | change, "hemlig")
    assert fault.value.field == field
    assert field in str(fault.value.text)
    assert fault.value.status == 422


@pytest.mark.parametrize(
    "issuer", ["https://oidc-ct.test.frejaeid.com/oidc/", "https://qa.test.idura.broker"]
)
def test_a_test_environment_is_for_tests(issuer: str) -> None:
    assert OidcConfig.from_settings(RIGHT | {"issuer": issuer}, "hemlig", production=False).is_for_test


@pytest.mark.parametrize(
    "secret",
    [
        "", "hemlig", "{}", '{"kty": "oct", "k": "aGVtbGln"}',
        "-----BEGIN PRIVATE KEY-----\nx\n-----END PRIVATE KEY-----",
        '{"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"}', '{"kty": ["EC"]}', "[]", "{\udcff",
    ],
)  # fmt: skip
def test_a_key_that_is_none(secret: str) -> None:
    with pytest.raises(ConfigFault) as fault:
        OidcConfig.from_settings(RIGHT | {"client_auth": "private_key_jwt"}, secret)
    assert fault.value.field == "secret"


def test_weak_keys_are_refused() -> None:
    from joserfc.jwk import ECKey, RSAKey

    for key in (RSAKey.generate_key(1024), ECKey.generate_key("P-384")):
        pem = key.as_pem(private=True).decode()
        with pytest.raises(ConfigFault, match="ConfigFault"):
            OidcConfig.from_settings(RIGHT | {"client_auth": "private_key_jwt"}, pem)


def test_a_new_key_and_what_the_provider_may_know_of_it() -> None:
    secret = new_client_key()
    OidcConfig.from_settings(RIGHT | {"client_auth": "private_key_jwt"}, secret)
    (key,) = public_jwks(secret)["keys"]
    assert (key["kty"], key["alg"], "d" in key) == ("EC", "ES256", False)
    assert secret != new_client_key()
