"""Whom we trust: root certificates, each list under the name of whoever vouches for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from cryptography import x509
from cryptography.hazmat.primitives import serialization


@dataclass(frozen=True)
class TrustList:
    """Root certificates in DER under the name of whoever vouches for them."""

    name: str
    certificates: tuple[bytes, ...]


def trust_list(name: str, certificates: Iterable[x509.Certificate]) -> TrustList:
    """A list from loaded certificates."""
    return TrustList(name, tuple(one.public_bytes(serialization.Encoding.DER) for one in certificates))


def certificates_in(content: bytes) -> list[bytes]:
    """The certificates of a file, PEM or DER, in DER. Raises ValueError."""
    if b"-----BEGIN" not in content:
        loaded = [x509.load_der_x509_certificate(content)]
    else:
        loaded = x509.load_pem_x509_certificates(content)
    return [one.public_bytes(serialization.Encoding.DER) for one in loaded]
