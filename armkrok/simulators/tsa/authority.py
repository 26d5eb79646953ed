"""The authority's keys: a root, and one signing unit under it. P-256 throughout.

The unit's certificate has time-stamping as its only extended key usage, critical, as RFC 3161
section 2.3 demands. Keys are made once and kept; the certificate is made anew when the address
of the revocation list changes.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

CRL_HOURS: Final = 24
UNIT_DAYS: Final = 3650
AN_HOUR: Final = 1 / 24


class TimeStampAuthority:
    """Root and unit of one home folder."""

    def __init__(self, folder: Path, public_url: str) -> None:
        self.root = x509.load_pem_x509_certificate((folder / "root.pem").read_bytes())
        self._root_key = _load_key(folder / "root.key")
        self.unit_key = _load_key(folder / "unit.key")
        self.unit = self._unit(folder / "unit.pem", f"{public_url}/tsa.crl")

    @classmethod
    def open(cls, home: Path, public_url: str) -> TimeStampAuthority:
        """The authority of the folder, made on first use; writes `root.pem` there."""
        folder = home / "keys"
        if not folder.exists():
            _create(home, folder)
        authority = cls(folder, public_url)
        (home / "root.pem").write_bytes(authority.root.public_bytes(serialization.Encoding.PEM))
        return authority

    def expired_unit(self) -> x509.Certificate:
        """A certificate of the unit's that ran out an hour ago."""
        return self._issue_unit(_crl_url(self.unit), days=1 - AN_HOUR)

    def revocation_list(self) -> bytes:
        """An empty CRL of the root, valid for a day, as DER."""
        now = datetime.now(UTC).replace(microsecond=0)
        builder = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(self.root.subject)
            .last_update(now - timedelta(minutes=5))
            .next_update(now + timedelta(hours=CRL_HOURS))
            .add_extension(x509.CRLNumber(int(now.timestamp())), critical=False)
            .add_extension(_identifier(self._root_key), critical=False)
        )
        return builder.sign(self._root_key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)

    def _unit(self, path: Path, crl_url: str) -> x509.Certificate:
        """The kept certificate if it names this CRL address, else a new one."""
        if path.exists():
            kept = x509.load_pem_x509_certificate(path.read_bytes())
            if _crl_url(kept) == crl_url:
                return kept
        certificate = self._issue_unit(crl_url)
        scratch = path.with_suffix(f".{os.getpid()}")
        scratch.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
        scratch.replace(path)
        return certificate

    def _issue_unit(self, crl_url: str, days: float = UNIT_DAYS) -> x509.Certificate:
        points = x509.DistributionPoint([x509.UniformResourceIdentifier(crl_url)], None, None, None)
        builder = (
            _builder(_name("Simulerad tidsstämpel 1"), self.root.subject, self.unit_key, days=days)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
            .add_extension(_usage(digital_signature=True), critical=True)
            .add_extension(_identifier(self._root_key), critical=False)
            .add_extension(x509.CRLDistributionPoints([points]), critical=False)
        )
        return builder.sign(self._root_key, hashes.SHA256())


def _create(home: Path, folder: Path) -> None:
    """Make the keys in a scratch folder and move it into place, so that a half-made one is never used."""
    home.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(prefix="keys-", dir=home))
    try:
        key = _new_key(scratch / "root.key")
        _new_key(scratch / "unit.key")
        name = _name("Simulerad tidsstämpel Root CA")
        builder = (
            _builder(name, name, key, days=7300)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(_usage(digital_signature=False), critical=True)
        )
        root = builder.sign(key, hashes.SHA256())
        (scratch / "root.pem").write_bytes(root.public_bytes(serialization.Encoding.PEM))
        scratch.rename(folder)
    except OSError:
        shutil.rmtree(scratch, ignore_errors=True)
        if not folder.exists():  # another process may have been first
            raise


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, *, days: float
) -> x509.CertificateBuilder:
    start = datetime.now(UTC).replace(microsecond=0) - timedelta(days=1)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=days))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _name(common_name: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "SE"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Armkrok simulator"),
            x509.NameAttribute(NameOID.COMMON_NAME, common_name),
        ]
    )


def _usage(*, digital_signature: bool) -> x509.KeyUsage:
    """A unit signs tokens; a root signs certificates and lists."""
    return x509.KeyUsage(
        digital_signature=digital_signature,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=not digital_signature,
        crl_sign=not digital_signature,
        encipher_only=False,
        decipher_only=False,
    )


def _identifier(key: ec.EllipticCurvePrivateKey) -> x509.AuthorityKeyIdentifier:
    return x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key())


def _crl_url(certificate: x509.Certificate) -> str:
    points = certificate.extensions.get_extension_for_class(x509.CRLDistributionPoints).value
    return next((str(name.value) for point in points for name in point.full_name or ()), "")


def _new_key(path: Path) -> ec.EllipticCurvePrivateKey:
    """A key in a file readable by the owner alone, from the first byte."""
    key = ec.generate_private_key(ec.SECP256R1())
    data = key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(data)
    return key


def _load_key(path: Path) -> ec.EllipticCurvePrivateKey:
    key = serialization.load_der_private_key(path.read_bytes(), password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TypeError(f"{path.name} is not an elliptic key; remove the folder to make new ones.")
    return key
