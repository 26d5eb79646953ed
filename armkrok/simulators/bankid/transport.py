"""Keys for mutual TLS, as BankID demands it: an own TLS root, a server and one client certificate.

The files are in `tls/` of the home folder: `root.pem` (for the client to trust, and for the server
to know clients by), `server.pem` and `server.key`, `client.pem` and `client.key`.
"""

from __future__ import annotations

import ipaddress
import os
import shutil
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from armkrok.simulators.serving import MutualTls

Issued = tuple[ec.EllipticCurvePrivateKey, x509.Certificate]


def open_transport(home: Path) -> MutualTls:
    """The server's files, made on first use."""
    folder = home / "tls"
    if not folder.exists():
        _create(home, folder)
    return MutualTls(folder / "server.pem", folder / "server.key", folder / "root.pem")


def _create(home: Path, folder: Path) -> None:
    scratch = Path(tempfile.mkdtemp(prefix="tls-", dir=home))
    try:
        root = _issue("Simulerat BankID SSL Root CA", None)
        for name, usage in (
            ("server", ExtendedKeyUsageOID.SERVER_AUTH),
            ("client", ExtendedKeyUsageOID.CLIENT_AUTH),
        ):
            _save(scratch, name, _issue(f"Simulerad BankID {name}", root, usage))
        (scratch / "root.pem").write_bytes(root[1].public_bytes(serialization.Encoding.PEM))
        scratch.rename(folder)
    except OSError:
        shutil.rmtree(scratch, ignore_errors=True)
        if not folder.exists():  # another process may have been first
            raise


def _issue(name: str, issuer: Issued | None, usage: x509.ObjectIdentifier | None = None) -> Issued:
    """A root when there is no issuer, else a certificate for this machine's loopback names."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    start = datetime.now(UTC) - timedelta(days=1)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer[1].subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=3650))
        .add_extension(x509.BasicConstraints(ca=issuer is None, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    signer = issuer[0] if issuer else key
    identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key())
    builder = builder.add_extension(identifier, critical=False)
    if usage is not None:
        addresses = [ipaddress.ip_address("127.0.0.1"), ipaddress.ip_address("::1")]
        names = [x509.DNSName("localhost"), *(x509.IPAddress(address) for address in addresses)]
        builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
        builder = builder.add_extension(x509.ExtendedKeyUsage([usage]), critical=False)
    else:
        builder = builder.add_extension(_ca_usage(), critical=True)
    return key, builder.sign(signer, hashes.SHA256())


def _ca_usage() -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=False,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=True,
        crl_sign=True,
        encipher_only=False,
        decipher_only=False,
    )


def _save(folder: Path, name: str, issued: Issued) -> None:
    key, certificate = issued
    data = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    with os.fdopen(
        os.open(folder / f"{name}.key", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb"
    ) as file:
        file.write(data)
    (folder / f"{name}.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
