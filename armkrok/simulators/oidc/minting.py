"""ID tokens and userinfo: what is true of a log-in, then the lies that are told, then the signature."""

from __future__ import annotations

import base64
import hashlib
from typing import Any, Final

from joserfc import jwe, jws
from joserfc.jwk import import_key

from armkrok.simulators.oidc import lies
from armkrok.simulators.oidc.claims import OIDC_SE, said_of
from armkrok.simulators.oidc.clients import Shape
from armkrok.simulators.oidc.forging import signed
from armkrok.simulators.oidc.provider import Grant, Simulator

LIFETIME: Final = 300
"""Seconds; the Swedish profile allows no more (section 3.2.1)."""


def id_token(simulator: Simulator, grant: Grant, access_token: str) -> str:
    """The ID token for a code."""
    request, told = grant.request, simulator.lies
    claims = _technical(simulator, grant) | {
        "nonce": request.nonce,
        "auth_time": int(grant.authenticated),
        "at_hash": _half_hash(access_token),
        **said_of(grant.person, _shape(grant))[0],
    }
    if request.to_sign:
        claims |= _signature(simulator, grant)
    told.apply(lies.TOKEN, claims)
    token = signed(claims, simulator.keys, request.client.algorithm, told.one_of(lies.FORGERY))
    return _encrypted(token, grant) if request.client.encrypts else token


def userinfo(simulator: Simulator, grant: Grant) -> dict[str, Any]:
    """The claims of userinfo."""
    about = _technical(simulator, grant) if grant.request.client.signs_userinfo else {"sub": subject(grant)}
    claims: dict[str, Any] = about | said_of(grant.person, _shape(grant))[1]
    if "iat" not in claims:
        claims["iat"] = int(simulator.now())
    simulator.lies.apply(lies.USERINFO, claims)
    return claims


def signed_userinfo(simulator: Simulator, grant: Grant) -> str:
    """Userinfo as a token."""
    forgery = simulator.lies.one_of(lies.FORGERY_OF_USERINFO)
    return signed(userinfo(simulator, grant), simulator.keys, grant.request.client.algorithm, forgery)


def subject(grant: Grant) -> str:
    """The same person has another name at each client (OpenID Connect Core section 8)."""
    seed = f"{grant.request.issuer.path}|{grant.request.client.client_id}|{grant.person.key}"
    return hashlib.sha256(seed.encode()).hexdigest()[:32]


def _shape(grant: Grant) -> Shape:
    return grant.request.client.shape or grant.request.issuer.shape


def _technical(simulator: Simulator, grant: Grant) -> dict[str, Any]:
    issued = int(simulator.now())
    return {
        "iss": simulator.address(grant.request.issuer),
        "sub": subject(grant),
        "aud": grant.request.client.client_id,
        "iat": issued,
        "exp": issued + LIFETIME,
    }


def _half_hash(access_token: str) -> str:
    digest = hashlib.sha256(access_token.encode("ascii")).digest()[:16]
    return base64.urlsafe_b64encode(digest).decode("ascii").rstrip("=")


def _signature(simulator: Simulator, grant: Grant) -> dict[str, str]:
    """The person's own signature over the data that was asked for: a JWS, in base64."""
    told, data = simulator.lies, grant.request.to_sign
    if told.has("user_signature_missing"):
        return {}
    key = simulator.keys.user
    if told.has("user_signature_other"):
        data = b"{}"
    made = jws.serialize_compact({"alg": "ES256", "kid": key.kid}, data, key)
    if told.has("user_signature_text"):
        made = "underskrivet.!.!"
    if told.has("user_signature_xml"):
        made = "<Signature/>"
    if told.has("user_signature_bare"):
        return {f"{OIDC_SE}userSignature": "inte base64"}
    return {f"{OIDC_SE}userSignature": base64.b64encode(made.encode()).decode("ascii")}


def _encrypted(token: str, grant: Grant) -> str:
    """To the client's own key, which it has published for signing alone."""
    (row,) = dict(grant.request.client.jwks)["keys"]
    key = import_key({name: value for name, value in row.items() if name not in ("use", "alg")})
    algorithm = "RSA-OAEP-256" if key.key_type == "RSA" else "ECDH-ES"
    header = {"alg": algorithm, "enc": "A256GCM", "cty": "JWT", "kid": row["kid"]}
    return jwe.encrypt_compact(header, token, key, algorithms=[algorithm, "A256GCM"])
