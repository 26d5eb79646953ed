"""Keys and certificates of the members of the simulated federation, made once in a folder."""

from __future__ import annotations

import base64
import hashlib
import ipaddress
import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID


@dataclass(frozen=True, slots=True)
class Holder:
    """A key with its certificate."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    @property
    def pem(self) -> str:
        """The certificate."""
        return self.certificate.public_bytes(serialization.Encoding.PEM).decode()

    @property
    def pin(self) -> str:
        """base64 of the SHA-256 of the certificate's SubjectPublicKeyInfo."""
        return pin_of(self.certificate)


def pin_of(certificate: x509.Certificate) -> str:
    """base64 of the SHA-256 of a certificate's SubjectPublicKeyInfo."""
    info = certificate.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return base64.b64encode(hashlib.sha256(info).digest()).decode()


def issuer(folder: Path, name: str) -> Holder:
    """An issuer of certificates; `<name>.pem` and `<name>.key` in the folder."""
    return _kept(folder, name) or _made(folder, name, None, None)


def issued(folder: Path, name: str, by: Holder, *, is_server: bool, hosts: tuple[str, ...] = ()) -> Holder:
    """A server's or a client's certificate; made on first use."""
    usage = ExtendedKeyUsageOID.SERVER_AUTH if is_server else ExtendedKeyUsageOID.CLIENT_AUTH
    return _kept(folder, name) or _made(folder, name, by, usage, hosts)


def _made(
    folder: Path,
    name: str,
    by: Holder | None,
    usage: x509.ObjectIdentifier | None,
    hosts: tuple[str, ...] = (),
) -> Holder:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Simulerad federation {name}")])
    start = datetime.now(UTC) - timedelta(days=1)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(by.certificate.subject if by else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=3650))
        .add_extension(x509.BasicConstraints(ca=by is None, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    signer = by.key if by else key
    more: list[x509.ExtensionType] = [
        x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()),
        *([x509.ExtendedKeyUsage([usage])] if usage else []),
        *([x509.SubjectAlternativeName([_general(host) for host in hosts])] if hosts else []),
    ]
    for one in more:
        builder = builder.add_extension(one, critical=False)
    return _saved(folder, name, Holder(key, builder.sign(signer, hashes.SHA256())))


def _general(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _saved(folder: Path, name: str, holder: Holder) -> Holder:
    """The key last, and readable by its owner alone: what has a key is whole."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.pem").write_text(holder.pem)
    data = holder.key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    with os.fdopen(
        os.open(folder / f"{name}.key", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb"
    ) as file:
        file.write(data)
    return holder


def _kept(folder: Path, name: str) -> Holder | None:
    if not (folder / f"{name}.key").exists():
        return None
    key = serialization.load_pem_private_key((folder / f"{name}.key").read_bytes(), None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TypeError(f"{name}.key is not an EC key; remove the folder to make new ones.")
    return Holder(key, x509.load_pem_x509_certificate((folder / f"{name}.pem").read_bytes()))
