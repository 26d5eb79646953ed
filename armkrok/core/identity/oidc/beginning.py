"""Sending the person away to the provider: the authentication request.

Sources: OpenID Connect Core 1.0 sections 3.1.2.1 and 5.5; RFC 7636; the Swedish OpenID Connect Profile 1.0
section 2.1.
"""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from typing import Any, Final

from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge

from armkrok.core.identity.oidc.config import OidcConfig, Signing
from armkrok.core.identity.oidc.errors import TextTooLong, Unavailable
from armkrok.core.identity.oidc.keys import random_text
from armkrok.core.identity.oidc.published import Metadata, demand, published_by
from armkrok.core.identity.oidc.signing import Sign, bound_nonce, parameters_for, scopes_for

LONGEST_URL: Final = 7_500
"""Characters that browsers and servers in between are sure to carry."""


@dataclass(frozen=True)
class Begun:
    """Where the person goes, the state that comes back, and what must be kept secret until then."""

    leave_url: str
    state: str
    remember: dict[str, Any]


def begin(config: OidcConfig, *, redirect_uri: str, sign: Sign | None = None) -> Begun:
    """Prepare a log-in, or with `sign` a signing; raises Unavailable, or TextTooLong."""
    if sign is not None and config.sign is Signing.NONE:
        raise Unavailable("cannot_sign")
    metadata = published_by(config).metadata()
    demand(config, metadata)
    state, verifier, random = random_text(), random_text(48), random_text()
    remember: dict[str, Any] = {
        "issuer": config.issuer,
        "state": state,
        "nonce": bound_nonce(random, sign) if sign else random,
        "verifier": verifier,
        "redirect_uri": redirect_uri,
        "started": int(time.time()),
    }
    if sign:
        remember["sign"] = {
            "mode": config.sign.value, "random": random,
            "visible_text": sign.visible_text, "hidden_data": sign.hidden_data.hex(),
        }  # fmt: skip
    leave_url = _leave_url(config, metadata, remember, sign)
    if len(leave_url) > LONGEST_URL:
        raise TextTooLong
    return Begun(leave_url, state, remember)


def _leave_url(config: OidcConfig, metadata: Metadata, remember: dict[str, Any], sign: Sign | None) -> str:
    optional = {
        "prompt": " ".join(_prompt(config, sign)),
        "acr_values": " ".join(config.acr_values),
        "max_age": "" if config.max_age is None else str(config.max_age),
        "claims": json.dumps(_claims(config), separators=(",", ":")) if config.use_claims_parameter else "",
    } | (parameters_for(config, sign) if sign else {})
    scopes = config.scopes + (scopes_for(config) if sign else ())
    address: str = prepare_grant_uri(
        metadata.authorization_endpoint,
        client_id=config.client_id,
        response_type="code",
        redirect_uri=remember["redirect_uri"],
        scope=" ".join(dict.fromkeys(scopes)),
        state=remember["state"],
        nonce=remember["nonce"],
        code_challenge=create_s256_code_challenge(remember["verifier"]),
        code_challenge_method="S256",
        **{name: value for name, value in optional.items() if value},
    )
    return address


def _prompt(config: OidcConfig, sign: Sign | None) -> tuple[str, ...]:
    """A signature is never made by an old log-in; the extension demands both (section 4.1)."""
    if sign is None:
        return config.prompt
    needed = ("login",) if config.sign is Signing.AUTHENTICATION else ("login", "consent")
    return tuple(dict.fromkeys((*config.prompt, *needed)))


def _claims(config: OidcConfig) -> dict[str, Any]:
    """Which claims are wanted, the level as essential; never a number, which would be in the address."""
    id_token: dict[str, Any] = {}
    wanted = tuple(config.levels) or config.accepted
    if config.level_claim and not config.acr_values:
        id_token[config.level_claim] = {"essential": True} | (
            {"value": wanted[0]} if len(wanted) == 1 else {"values": list(wanted)}
        )
    claims: dict[str, Any] = {"id_token": id_token | dict.fromkeys(config.claims.asked_for)}
    if config.userinfo != "never":
        claims["userinfo"] = dict.fromkeys(config.claims.asked_for)
    return claims
