"""What has been agreed with an external signing service, read from a TOML file.

Each table is a service, by the key that organisations choose it with; paths are relative to the file.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

LOA3 = "http://id.elegnamnden.se/loa/1.0/loa3"
MESSAGE_AGE = 180


class FaultyServices(ValueError):
    """The file cannot be used; the text says what to change."""


@dataclass(frozen=True)
class MessageKey:
    """The key that signs our messages, and the certificate that the service knows it by."""

    key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
    certificate: x509.Certificate


@dataclass(frozen=True)
class SignService:
    """One service: where requests go, who everybody is, and whose signatures are believed.

    ``certificates`` sign the service's messages; ``roots`` are what signers' certificates lead to.
    ``message_age`` is in seconds.
    """

    key: str
    name: str
    url: str
    service_id: str
    requester_id: str
    identity_provider: str
    certificates: tuple[x509.Certificate, ...]
    roots: tuple[x509.Certificate, ...]
    own: MessageKey
    levels: tuple[str, ...] = (LOA3,)
    message_age: int = MESSAGE_AGE
    is_simulated: bool = False


def services_in(path: Path) -> Mapping[str, SignService]:
    """The services of a file, none when it is not there. Raises FaultyServices."""
    try:
        return _read(path, path.stat().st_mtime_ns)
    except FileNotFoundError:
        return {}


@lru_cache(maxsize=4)
def _read(path: Path, changed: int) -> Mapping[str, SignService]:
    try:
        tables = tomllib.loads(path.read_text("utf-8"))
        return {key: _service(key, table, path.parent) for key, table in tables.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise FaultyServices(f"{path}: {type(error).__name__}: {error}") from error


def _service(key: str, table: Mapping[str, Any], folder: Path) -> SignService:
    own = serialization.load_pem_private_key((folder / table["key"]).read_bytes(), None)
    if not isinstance(own, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey):
        raise ValueError(f"{table['key']} is neither an elliptic-curve key nor an RSA key")
    (certificate, *_) = _certificates(folder / table["certificate"])
    return SignService(
        key=key,
        name=str(table["name"]),
        url=str(table["url"]),
        service_id=str(table["service_id"]),
        requester_id=str(table["requester_id"]),
        identity_provider=str(table["identity_provider"]),
        certificates=tuple(_certificates(folder / table["service_certificates"])),
        roots=tuple(_certificates(folder / table["roots"])),
        own=MessageKey(own, certificate),
        levels=tuple(str(one) for one in table.get("levels", [LOA3])),
        message_age=int(table.get("message_age", MESSAGE_AGE)),
        is_simulated=bool(table.get("simulated", False)),
    )


def _certificates(path: Path) -> list[x509.Certificate]:
    return x509.load_pem_x509_certificates(path.read_bytes())
