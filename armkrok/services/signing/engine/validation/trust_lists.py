"""Whom we trust: root certificates, each list under the name of whoever vouches for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import serialization

_SUFFIXES = (".pem", ".crt", ".cer")


@dataclass(frozen=True)
class TrustList:
    """Root certificates in DER under the name of whoever vouches for them."""

    name: str
    certificates: tuple[bytes, ...]


def trust_list(name: str, certificates: Iterable[x509.Certificate]) -> TrustList:
    """A list from loaded certificates."""
    return TrustList(name, tuple(one.public_bytes(serialization.Encoding.DER) for one in certificates))


def trust_from_folder(folder: Path) -> tuple[TrustList, ...]:
    """Every .pem, .crt and .cer file in a folder is a list, named as the file. Raises ValueError, OSError."""
    files = sorted(path for path in folder.iterdir() if path.suffix.lower() in _SUFFIXES)
    return tuple(TrustList(path.stem, tuple(_certificates(path.read_bytes()))) for path in files)


def _certificates(content: bytes) -> list[bytes]:
    if b"-----BEGIN" not in content:
        loaded = [x509.load_der_x509_certificate(content)]
    else:
        loaded = x509.load_pem_x509_certificates(content)
    return [one.public_bytes(serialization.Encoding.DER) for one in loaded]
