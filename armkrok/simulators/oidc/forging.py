"""Signing tokens, truly or falsely."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from typing import Any, Final

from cryptography.hazmat.primitives import serialization
from joserfc import jws
from joserfc.jwk import ECKey, RSAKey

from armkrok.simulators.oidc.keys import Keys

Claims = dict[str, Any]


def signed(claims: Claims, keys: Keys, algorithm: str, forgery: str = "") -> str:
    """A token as it should be, or forged in one of the ways that `lies` names."""
    key = keys.of(algorithm)
    header: Claims = {"alg": algorithm, "kid": key.kid, "typ": "JWT"}
    payload = json.dumps(claims).encode()
    simple = forgery.removeprefix("userinfo_")
    if simple in _PAYLOADS:
        return _sign(header, _PAYLOADS[simple](payload), key)
    if simple in _HEADERS:
        return _sign(header | _HEADERS[simple](keys), payload, key)
    if simple in ("other_key", "unsigned", "tampered", "not_a_token"):
        return _spoilt(simple, header, payload, key, keys)
    if simple.startswith("alg_"):
        return _other_algorithm(simple, header, payload, keys)
    if simple == "embedded_key":
        own = dict(keys.impostor.as_dict(private=False))
        return _sign(header | {"jwk": own, "kid": own["kid"]}, payload, keys.impostor)
    return _sign(header, payload, key)


def _sign(header: Claims, payload: bytes, key: RSAKey | ECKey) -> str:
    """By hand, since a library rightly refuses some of these headers."""
    written = f"{_base64(json.dumps(header).encode())}.{_base64(payload)}"
    plain = {"alg": "ES256" if isinstance(key, ECKey) else "RS256"}
    if header["alg"] == "PS256":
        plain = {"alg": "PS256"}
    algorithm = jws.default_registry.algorithms[plain["alg"]]
    return f"{written}.{_base64(algorithm.sign(written.encode(), key))}"


def _spoilt(how: str, header: Claims, payload: bytes, key: RSAKey | ECKey, keys: Keys) -> str:
    if how == "other_key":
        return _sign(header, payload, keys.impostor)
    token = _sign(header, payload, key)
    if how == "unsigned":
        return token.rpartition(".")[0] + "."
    if how == "tampered":
        first, _, last = token.split(".")
        return f"{first}.{_base64(payload.replace(b'1', b'2', 1))}.{last}"
    return "sesam"


def _other_algorithm(how: str, header: Claims, payload: bytes, keys: Keys) -> str:
    """`none`; our public key as a shared secret; an algorithm not agreed on; one that the key is not for."""
    if how == "alg_none":
        return f"{_base64(json.dumps({'alg': 'none'}).encode())}.{_base64(payload)}."
    if how in ("alg_hs256", "alg_hs256_jwk"):
        written = f"{_base64(json.dumps(header | {'alg': 'HS256'}).encode())}.{_base64(payload)}"
        secret = json.dumps(keys.rsa.as_dict(private=False)).encode() if how.endswith("jwk") else _pem(keys)
        return f"{written}.{_base64(hmac.new(secret, written.encode(), hashlib.sha256).digest())}"
    return _sign(
        header | {"alg": {"alg_rs384": "RS384", "alg_mixed": "ES256"}.get(how, ["RS256"])}, payload, keys.rsa
    )


_PAYLOADS: Final[dict[str, Callable[[bytes], bytes]]] = {
    "duplicate_claims": lambda payload: payload[:-1] + b', "sub": "somebody-else"}',
    "payload_list": lambda payload: b"[" + payload + b"]",
    "payload_nan": lambda payload: payload[:-1] + b', "x": NaN}',
    "payload_latin1": lambda payload: payload[:-1] + b', "x": "\xe5"}',
    "huge_token": lambda payload: payload[:-1] + b', "x": "' + b"x" * 200_000 + b'"}',
}
_HEADERS: Final[dict[str, Callable[[Keys], Claims]]] = {
    "unknown_kid": lambda keys: {"kid": "nobodys"},
    "kid_number": lambda keys: {"kid": 17},
    "key_address": lambda keys: {"jku": "https://impostor.example/jwks", "kid": keys.impostor.kid},
    "crit": lambda keys: {"crit": ["exp"], "exp": 1},
    "b64": lambda keys: {"b64": False},
    "typ": lambda keys: {"typ": "at+jwt"},
}


def _pem(keys: Keys) -> bytes:
    return keys.rsa.public_key.public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode("ascii").rstrip("=")
