"""What an issuer publishes about itself, truly or falsely."""

from __future__ import annotations

from typing import Any, Final

from joserfc.jwk import OctKey, RSAKey

from armkrok.simulators.oidc.asking import ALGORITHMS, APPROVAL, SIGN
from armkrok.simulators.oidc.provider import Issuer, Simulator

SCOPES: Final = (
    "openid", "profile", "https://id.oidc.se/scope/naturalPersonInfo",
    "https://id.oidc.se/scope/naturalPersonNumber", SIGN, APPROVAL,
)  # fmt: skip
_FALSE: Final[dict[str, dict[str, Any]]] = {
    "discovery_issuer": {"issuer": "https://qa.impostor.example"},
    "discovery_plain_pkce": {"code_challenge_methods_supported": ["plain"]},
    "discovery_no_code": {"response_types_supported": ["id_token"]},
    "discovery_inner": {"token_endpoint": "http://169.254.169.254/token"},
    "discovery_ftp": {"authorization_endpoint": "javascript:alert(1)"},
    "discovery_inner_https": {"token_endpoint": "https://169.254.169.254/token"},
    "discovery_no_token": {"token_endpoint": None},
}


def discovery_document(simulator: Simulator, issuer: Issuer, told: str) -> dict[str, Any]:
    """OpenID Connect Discovery 1.0 section 3, with the Swedish profile's own parameters."""
    own = simulator.address(issuer)
    document = {
        "issuer": own,
        "authorization_endpoint": f"{own}/authorize",
        "token_endpoint": f"{own}/token",
        "userinfo_endpoint": f"{own}/userinfo",
        "jwks_uri": f"{own}/jwks",
        "response_types_supported": ["code"],
        "grant_types_supported": ["authorization_code"],
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": ALGORITHMS,
        "code_challenge_methods_supported": ["S256"],
        "token_endpoint_auth_methods_supported": [
            "private_key_jwt", "client_secret_basic", "client_secret_post"
        ],
        "scopes_supported": list(SCOPES),
        "claims_parameter_supported": True,
        "authorization_response_iss_parameter_supported": True,
        "https://id.oidc.se/disco/userMessageSupported": True,
    } | _FALSE.get(told, {})  # fmt: skip
    if told == "discovery_no_userinfo":
        del document["userinfo_endpoint"]
    return document


def key_set(simulator: Simulator, told: str) -> dict[str, Any]:
    """The published keys, or others."""
    keys = simulator.keys.published()
    if told == "jwks_empty":
        return {"keys": []}
    if told == "jwks_text":
        return {"keys": "inga"}
    if told == "jwks_twice":
        return {
            "keys": [
                *keys,
                dict(simulator.keys.impostor.as_dict(private=False)) | {"kid": simulator.keys.rsa.kid},
            ]
        }
    if told == "jwks_secret":
        secret = OctKey.generate_key(256).as_dict()
        return {"keys": [dict(secret) | {"kid": one["kid"]} for one in keys]}
    if told == "jwks_private":
        return {"keys": [dict(simulator.keys.rsa.as_dict(private=True))]}
    if told == "jwks_small":
        small = RSAKey.generate_key(1024).as_dict(private=False)
        return {"keys": [dict(small) | {"kid": one["kid"], "use": "sig"} for one in keys]}
    return {"keys": keys}
