"""The service's keys: a root, an issuing authority for signers, and a key for messages.

It also makes the key that a requester signs with and writes `services.toml`, which is what two parties would
agree on: so that the demo needs no exchange of files.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID, ObjectIdentifier

from armkrok.simulators.signservice.person import Person

NAMES: Final = {
    "root": "Simulerad underskriftstjänst Root CA",
    "issuing": "Simulerad underskriftstjänst CA 1",
    "message": "Simulerad underskriftstjänst",
    "requester": "Armkrok",
    "stranger": "Någon annan",
}
POLICY: Final = "0.4.0.2042.1.3"


@dataclass(frozen=True, slots=True)
class Pair:
    """A key and its certificate."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate


class Authority:
    """The pairs of one home folder."""

    def __init__(self, folder: Path, public_url: str) -> None:
        pairs = {name: _load(folder, name) for name in NAMES}
        self.root, self.issuing = pairs["root"], pairs["issuing"]
        self.message, self.requester = pairs["message"], pairs["requester"]
        self.stranger = pairs["stranger"]
        self._public_url = public_url

    @classmethod
    def open(cls, home: Path, public_url: str) -> Authority:
        """The authority of the folder, made on first use; writes `services.toml`."""
        folder = home / "keys"
        if not folder.exists():
            _create(home, folder, public_url)
        (home / "services.toml").write_text(_agreement(public_url), "utf-8")
        return cls(folder, public_url)

    def revocation_list(self, name: str) -> bytes:
        """An empty list of the root or the issuing authority, valid for a day, as DER."""
        pair = self.root if name == "root" else self.issuing
        now = datetime.now(UTC).replace(microsecond=0)
        builder = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(pair.certificate.subject)
            .last_update(now - timedelta(minutes=5))
            .next_update(now + timedelta(days=1))
            .add_extension(x509.CRLNumber(int(now.timestamp())), critical=False)
        )
        return builder.sign(pair.key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)

    def signer(self, person: Person, *, issuer: Pair | None = None, days: float = 365) -> Pair:
        """A one-time key and certificate for a person."""
        key = ec.generate_private_key(ec.SECP256R1())
        by = issuer or self.issuing
        names = (
            (NameOID.COUNTRY_NAME, "SE"),
            (NameOID.SURNAME, person.surname),
            (NameOID.GIVEN_NAME, person.given_name),
            (NameOID.SERIAL_NUMBER, person.personal_number),
            (NameOID.COMMON_NAME, person.name),
        )
        subject = x509.Name([x509.NameAttribute(kind, value) for kind, value in names])
        policy = x509.PolicyInformation(ObjectIdentifier(POLICY), None)
        builder = _builder(subject, by.certificate.subject, key, by.key, days=days)
        builder = builder.add_extension(_usage(content_commitment=True), critical=True)
        builder = builder.add_extension(x509.CertificatePolicies([policy]), critical=False)
        builder = builder.add_extension(_points(f"{self._public_url}/issuing.crl"), critical=False)
        return Pair(key, builder.sign(by.key, hashes.SHA256()))


def _agreement(url: str) -> str:
    """What Armkrok reads; paths are relative to the file."""
    return (
        "[simulerad]\n"
        'name = "Simulerad underskriftstjänst"\n'
        f'url = "{url}/request"\n'
        f'service_id = "{url}/entity"\n'
        'requester_id = "urn:armkrok:requester"\n'
        f'identity_provider = "{url}/idp"\n'
        'service_certificates = "keys/message.pem"\n'
        'roots = "keys/root.pem"\n'
        'key = "keys/requester.key"\n'
        'certificate = "keys/requester.pem"\n'
        "simulated = true\n"
    )


def _create(home: Path, folder: Path, public_url: str) -> None:
    """Make the pairs in a scratch folder and move it into place, so that a half-made one is never used."""
    home.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(prefix="keys-", dir=home))
    try:
        root = _new(scratch, "root", None, authority=True)
        _new(scratch, "issuing", root, authority=True, list_url=f"{public_url}/root.crl")
        for name in ("message", "requester", "stranger"):
            _new(scratch, name, None, authority=name == "stranger")
        scratch.rename(folder)
    except OSError:
        shutil.rmtree(scratch, ignore_errors=True)
        if not folder.exists():  # another process may have been first
            raise


def _new(folder: Path, name: str, issuer: Pair | None, *, authority: bool, list_url: str = "") -> Pair:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "SE"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Armkrok simulator"),
            x509.NameAttribute(NameOID.COMMON_NAME, NAMES[name]),
        ]
    )
    signing = issuer.key if issuer else key
    above = issuer.certificate.subject if issuer else subject
    builder = _builder(subject, above, key, signing, days=3650, authority=authority)
    usage = _usage(key_cert_sign=True) if authority else _usage(digital_signature=True)
    if list_url:
        builder = builder.add_extension(_points(list_url), critical=False)
    certificate = builder.add_extension(usage, critical=True).sign(signing, hashes.SHA256())
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    with os.fdopen(
        os.open(folder / f"{name}.key", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb"
    ) as file:
        file.write(private)
    (folder / f"{name}.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    return Pair(key, certificate)


def _load(folder: Path, name: str) -> Pair:
    key = serialization.load_pem_private_key((folder / f"{name}.key").read_bytes(), None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TypeError(f"{name}.key is not an elliptic key; remove the folder to make new ones.")
    return Pair(key, x509.load_pem_x509_certificate((folder / f"{name}.pem").read_bytes()))


def _builder(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    issuer_key: ec.EllipticCurvePrivateKey,
    *,
    days: float,
    authority: bool = False,
) -> x509.CertificateBuilder:
    start = datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=15)
    above = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key())
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=days))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(above, critical=False)
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
    )


def _usage(
    *, content_commitment: bool = False, digital_signature: bool = False, key_cert_sign: bool = False
) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=digital_signature,
        content_commitment=content_commitment,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=key_cert_sign,
        crl_sign=key_cert_sign,
        encipher_only=False,
        decipher_only=False,
    )


def _points(url: str) -> x509.CRLDistributionPoints:
    """Where a revocation list is."""
    point = x509.DistributionPoint([x509.UniformResourceIdentifier(url)], None, None, None)
    return x509.CRLDistributionPoints([point])
