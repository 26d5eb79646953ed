"""Where this installation keeps its private keys: a hardware module if one is set, else encrypted files."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings

from armkrok.services.signing.engine import FileKeys, KeyStore, KeyUnavailable
from armkrok.services.signing.engine.pkcs11_keys import HsmKeys
from armkrok.services.signing.engine.pkcs11_sessions import SessionPool, TokenSettings
from armkrok.services.signing.errors import IssuerExpired, KeysUnavailable

FILE, HSM = "file", "pkcs11"


def chosen() -> str:
    """The store that new keys go to."""
    return HSM if settings.PKCS11["module"] else FILE


def new_key() -> ec.EllipticCurvePrivateKey:
    """A new P-256 key in the chosen store. Raises KeyUnavailable."""
    return store(chosen()).create()


def key_of(public: ec.EllipticCurvePublicKey) -> ec.EllipticCurvePrivateKey:
    """The private key that belongs to a public one. Raises KeyUnavailable, for a module when it is to sign.

    What began in a file is used from there also after a module was set; its renewal makes it move.
    """
    try:
        return store(FILE).key(public)
    except KeyUnavailable as error:
        if chosen() == FILE or error.code != "no_such_key":
            raise
    return store(HSM).key(public)


@cache
def store(name: str) -> KeyStore:
    """The store with that name, one per process."""
    if name == FILE:
        return FileKeys(Path(settings.KEYS) / "issuing", str(settings.FIELD_KEY).encode())
    return HsmKeys(pool())


@cache
def pool() -> SessionPool:
    """The process's sessions with the hardware module."""
    hsm: dict[str, Any] = settings.PKCS11
    return SessionPool(TokenSettings(**hsm))


def forget() -> None:
    """Read the settings anew and drop all sessions, in this process."""
    store.cache_clear()
    pool.cache_clear()


@contextmanager
def in_reach() -> Iterator[None]:
    """What is refused because a key cannot be used becomes a refusal with a sentence for the person."""
    try:
        yield
    except KeyUnavailable as error:
        raise IssuerExpired if error.code == "expired" else KeysUnavailable from error
