"""Secrets at rest: encrypted; identity numbers are also found by a keyed hash.

Dataskyddslagen (2018:218) 3 kap. 10 §: a number is handled only for safe identification, so it is never
stored, logged or shown in the clear by default.
"""

import hashlib
import hmac
import os

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

NONCE = 12


def seal(text: str, purpose: str = "number") -> bytes:
    """A number, or another secret, encrypted with AES-256-GCM; a random nonce of 12 bytes comes first."""
    nonce = os.urandom(NONCE)
    return nonce + AESGCM(key_for(purpose)).encrypt(nonce, text.encode(), None)


def unseal(sealed: bytes, purpose: str = "number") -> str:
    """The same in the clear. Callers show a number masked, or log that they did not."""
    return AESGCM(key_for(purpose)).decrypt(sealed[:NONCE], sealed[NONCE:], None).decode()


def lookup(number: str) -> bytes:
    """HMAC-SHA-256 of the number: equal numbers are found without being read."""
    return hmac.new(key_for("lookup"), number.encode(), hashlib.sha256).digest()


def key_for(purpose: str) -> bytes:
    """A key of 32 bytes for one purpose only, derived from FIELD_KEY by HKDF-SHA-256 (RFC 5869)."""
    cached = _keys.get(purpose)
    if cached is None:
        secret = settings.FIELD_KEY.encode()
        cached = HKDF(SHA256(), 32, salt=None, info=f"armkrok-{purpose}".encode()).derive(secret)
        _keys[purpose] = cached
    return cached


_keys: dict[str, bytes] = {}
