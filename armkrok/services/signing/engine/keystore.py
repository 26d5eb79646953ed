"""Where private keys live: behind one small interface, in encrypted files or in a hardware module.

A key is named by its key identifier, the SHA-1 of the public key that also stands in the certificate
(RFC 5280 4.2.1.2, method 1). So whoever holds a certificate can ask any store for the key that goes with it.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Protocol

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from armkrok.services.signing.engine.errors import KeyUnavailable


class KeyStore(Protocol):
    """Makes P-256 keys and finds them again. Both methods, and the keys' ``sign``, raise KeyUnavailable."""

    def create(self) -> ec.EllipticCurvePrivateKey:
        """A new key, kept in the store."""
        ...

    def key(self, public: ec.EllipticCurvePublicKey) -> ec.EllipticCurvePrivateKey:
        """The private key that belongs to a public key."""
        ...


def key_identifier(public: ec.EllipticCurvePublicKey) -> bytes:
    """Twenty bytes that name a key (RFC 5280 4.2.1.2, method 1)."""
    return x509.SubjectKeyIdentifier.from_public_key(public).digest


def public_key_of(
    certificate: x509.Certificate | x509.CertificateSigningRequest,
) -> ec.EllipticCurvePublicKey:
    """The certificate's elliptic-curve key. Raises ValueError for another kind of key."""
    public = certificate.public_key()
    if not isinstance(public, ec.EllipticCurvePublicKey):
        raise ValueError("only elliptic-curve keys are used here")
    return public


class FileKeys:
    """Keys as encrypted PKCS #8 files in one folder, readable by their owner alone."""

    def __init__(self, folder: Path, password: bytes) -> None:
        self._folder = folder
        self._password = password

    def create(self) -> ec.EllipticCurvePrivateKey:
        """A new key in a file of its own."""
        key = ec.generate_private_key(ec.SECP256R1())
        protection = serialization.BestAvailableEncryption(self._password)
        content = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, protection)
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(self._path(key.public_key()), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as out:
            out.write(content)
        return key

    def key(self, public: ec.EllipticCurvePublicKey) -> ec.EllipticCurvePrivateKey:
        """Read the key. Codes: ``no_such_key``, ``wrong_password``."""
        try:
            content = self._path(public).read_bytes()
        except OSError as error:
            raise KeyUnavailable("no_such_key", type(error).__name__) from error
        try:
            key = serialization.load_pem_private_key(content, self._password)
        except ValueError as error:
            raise KeyUnavailable("wrong_password") from error
        if not isinstance(key, ec.EllipticCurvePrivateKey) or key.public_key() != public:
            raise KeyUnavailable("no_such_key", "another key in the file")
        return key

    def _path(self, public: ec.EllipticCurvePublicKey) -> Path:
        return self._folder / f"{key_identifier(public).hex()}.pem"
