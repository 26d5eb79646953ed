"""Our own keys: PEM texts, one secret per identity provider.

The first pair signs what we send. All are published for encryption and tried in turn, so that a new key can
be announced while the old one is still in use: put the new pair last, and first when the provider has our new
metadata.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from django.utils.translation import gettext_lazy as _

from armkrok.core.identity.saml.errors import ConfigFault
from armkrok.kit.days import now

FIELD: Final = "secret"
_BLOCK: Final = re.compile(r"-----BEGIN ([A-Z ]+)-----.+?-----END \1-----", re.DOTALL)
YEARS: Final = 10


@dataclass(frozen=True)
class Pair:
    """A private key and its certificate, as objects and as PEM."""

    key: rsa.RSAPrivateKey
    key_pem: str
    certificate: x509.Certificate

    @property
    def certificate_text(self) -> str:
        """The certificate as metadata has it: base64 without its frame."""
        pem = self.certificate.public_bytes(serialization.Encoding.PEM).decode("ascii")
        return "".join(pem.split("\n")[1:-2])


def create(name: str) -> str:
    """A new RSA key of 3072 bits and its own certificate for ten years, as PEM to keep secret.

    A provider reads the key out of our metadata, so nobody needs to vouch for the certificate.
    """
    key = rsa.generate_private_key(public_exponent=65537, key_size=3072)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name[:64])])
    start = now() - timedelta(minutes=5)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=YEARS * 365))
        .sign(key, hashes.SHA256())
    )
    return _pem(key) + certificate.public_bytes(serialization.Encoding.PEM).decode("ascii")


@lru_cache(maxsize=64)
def pairs(secret: str) -> tuple[Pair, ...]:
    """The pairs of a secret, in its order; raises ConfigFault."""
    blocks = [match.group(0).encode() for match in _BLOCK.finditer(secret)]
    try:
        keys = [serialization.load_pem_private_key(one, None) for one in blocks if b"PRIVATE KEY" in one]
        certificates = [x509.load_pem_x509_certificate(one) for one in blocks if b"BEGIN CERTIFICATE" in one]
    except (ValueError, TypeError) as problem:
        raise ConfigFault(FIELD, _("Vår nyckel eller vårt certifikat går inte att läsa.")) from problem
    found = tuple(_paired(key, certificates) for key in keys)
    if not found:
        raise ConfigFault(FIELD, _("Vår nyckel saknas. Den behövs för att signera och för att läsa svaren."))
    return found


def _paired(key: object, certificates: list[x509.Certificate]) -> Pair:
    if not isinstance(key, rsa.RSAPrivateKey) or key.key_size < 2048:
        raise ConfigFault(FIELD, _("Vår nyckel ska vara RSA med minst 2048 bitar."))
    mine = next((one for one in certificates if one.public_key() == key.public_key()), None)
    if mine is None:
        raise ConfigFault(FIELD, _("Certifikatet hör inte till vår nyckel."))
    return Pair(key, _pem(key), mine)


def _pem(key: rsa.RSAPrivateKey) -> str:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode("ascii")
