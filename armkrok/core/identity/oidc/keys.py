"""Keys: our own as a client, and the provider's that its answers are signed with."""

from __future__ import annotations

import json
import secrets
from functools import lru_cache
from typing import Any, Final

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from django.utils.translation import gettext as _
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, Key, RSAKey, import_key

from armkrok.core.identity.oidc.errors import ConfigFault

SMALLEST_RSA: Final = 2048
KINDS: Final = {"RS256": "RSA", "PS256": "RSA", "ES256": "EC"}


@lru_cache(maxsize=200)
def client_key(secret: str) -> RSAKey | ECKey:
    """Our private key, from PEM or a JWK as JSON text; raises ConfigFault when it is no good key.

    Remembered, since it takes a while to examine an RSA key and each log-in needs it.
    """
    try:
        key = _from_jwk(secret) if secret.lstrip().startswith("{") else _from_pem(secret)
    except (ValueError, TypeError, KeyError, AttributeError, JoseError) as error:
        raise ConfigFault(
            "secret", _("Nyckeln går inte att läsa. Klistra in en privat nyckel (PEM eller JWK).")
        ) from error
    if not key.is_private or not is_strong(key):
        raise ConfigFault("secret", _("Nyckeln ska vara privat: RSA med minst 2048 bitar, eller EC P-256."))
    key.ensure_kid()
    return key


def new_client_key() -> str:
    """A fresh private key (EC P-256) as PEM, for a provider that is being set up."""
    key = ec.generate_private_key(ec.SECP256R1())
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode("ascii")


def public_jwks(secret: str) -> dict[str, Any]:
    """What the provider needs to know of our key: a JWK Set without anything private."""
    key = client_key(secret)
    return {"keys": [dict(key.as_dict(private=False)) | {"use": "sig", "alg": algorithm_of(key)}]}


def algorithm_of(key: RSAKey | ECKey) -> str:
    """What we sign with."""
    return "RS256" if isinstance(key, RSAKey) else "ES256"


def is_strong(key: Key) -> bool:
    """RSA of at least 2048 bits, or the curve P-256; nothing else is used."""
    if isinstance(key, RSAKey):
        public = key.public_key
        return isinstance(public, rsa.RSAPublicKey) and public.key_size >= SMALLEST_RSA
    return isinstance(key, ECKey) and key.curve_name == "P-256"


def random_text(size: int = 32) -> str:
    """An unguessable text of `size` bytes, as base64url."""
    return secrets.token_urlsafe(size)


def _from_jwk(secret: str) -> RSAKey | ECKey:
    key = import_key(json.loads(secret))
    if not isinstance(key, RSAKey | ECKey):
        raise ValueError(key.key_type)
    return key


def _from_pem(secret: str) -> RSAKey | ECKey:
    raw = serialization.load_pem_private_key(secret.encode(), None)
    kind = RSAKey if isinstance(raw, rsa.RSAPrivateKey) else ECKey
    return kind.import_key(secret)
