"""The simulator's certificate hierarchy: root, bank, customer CA, OCSP responder, people.

It has the shape of BankID's (see the signature profile): the signature carries the person's, the
customer CA's and the bank's certificates, never the root. Keys are made once and kept in the home
folder. A person's certificate is made on demand; it is the same every time, since serial number,
key, dates and RSA PKCS #1 v1.5 leave nothing to chance.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from armkrok.simulators.bankid.people import Person

POOL_SIZE: Final = 6
"""RSA keys shared by all people. Making one takes some 100 ms, so not everybody has her own."""
MOBILE_POLICY: Final = x509.ObjectIdentifier("1.2.3.4.25")
BANK: Final = "Simbanken AB (publ)"


@dataclass(frozen=True, slots=True)
class Holder:
    """A key with its certificate."""

    key: rsa.RSAPrivateKey
    certificate: x509.Certificate

    @property
    def der(self) -> bytes:
        """The certificate as DER."""
        return self.certificate.public_bytes(serialization.Encoding.DER)


class Authority:
    """The hierarchy of one home folder. Making certificates is safe from several threads."""

    def __init__(self, folder: Path) -> None:
        self.root = _load(folder, "root")
        self.bank = _load(folder, "bank")
        self.customer = _load(folder, "customer")
        self.responder = _load(folder, "responder")
        self._pool = [_load_key(folder / f"pool-{place}.key") for place in range(POOL_SIZE)]
        self._people: dict[tuple[str, bool], Holder] = {}

    @classmethod
    def open(cls, home: Path) -> Authority:
        """The hierarchy of the folder, made on first use (a second or two); writes `root.pem`."""
        folder = home / "keys"
        if not folder.exists():
            _create(home, folder)
        authority = cls(folder)
        pem = authority.root.certificate.public_bytes(serialization.Encoding.PEM)
        (home / "root.pem").write_bytes(pem)
        return authority

    def holder(self, person: Person, *, expired: bool = False) -> Holder:
        """The person's key and certificate; `expired` gives one that is no longer valid."""
        wanted = (person.personal_number, expired)
        if wanted not in self._people:
            self._people[wanted] = self._issue(person, expired=expired)
        return self._people[wanted]

    def _issue(self, person: Person, *, expired: bool) -> Holder:
        seed = hashlib.sha256(f"{person.personal_number}|{expired}".encode()).digest()
        key = self._pool[seed[0] % POOL_SIZE]
        start = self.customer.certificate.not_valid_before_utc
        end = start + timedelta(minutes=1) if expired else start + timedelta(days=3 * 365)
        builder = (
            _builder(_person_name(person, start), self.customer.certificate.subject, start, end)
            .serial_number(int.from_bytes(seed[1:9]) | 1 << 62)
            .public_key(key.public_key())
            .add_extension(_usage(content_commitment=True, digital_signature=True), critical=True)
            .add_extension(
                x509.CertificatePolicies([x509.PolicyInformation(MOBILE_POLICY, None)]), critical=False
            )
        )
        return Holder(key, _signed(builder, self.customer))


def _create(home: Path, folder: Path) -> None:
    """Make all keys in a scratch folder and move it into place, so that a half-made one is never used."""
    home.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(prefix="keys-", dir=home))
    try:
        root = _authority(scratch, "root", "Simulerat BankID Root CA v1", None, 2)
        bank = _authority(scratch, "bank", "Simbanken CA v1 för BankID", root, 1)
        customer = _authority(scratch, "customer", "Simbanken Customer CA1 v1 för BankID", bank, 0)
        _responder(scratch, customer)
        for place in range(POOL_SIZE):
            _save_key(scratch / f"pool-{place}.key", _new_key())
        scratch.rename(folder)
    except OSError:
        shutil.rmtree(scratch, ignore_errors=True)
        if not folder.exists():  # another process may have been first
            raise


def _authority(folder: Path, name: str, common_name: str, issuer: Holder | None, below: int) -> Holder:
    """A CA under `issuer`, or a root; saved to the folder."""
    key, subject = _new_key(), _organisation(common_name)
    start = datetime.now(UTC).replace(microsecond=0) - timedelta(days=1)
    builder = (
        _builder(
            subject, issuer.certificate.subject if issuer else subject, start, start + timedelta(days=3650)
        )
        .serial_number(x509.random_serial_number())
        .public_key(key.public_key())
        .add_extension(x509.BasicConstraints(ca=True, path_length=below), critical=True)
        .add_extension(_usage(key_cert_sign=True, crl_sign=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    certificate = _signed(builder, issuer) if issuer else builder.sign(key, hashes.SHA256())
    return _save(folder, name, Holder(key, certificate))


def _responder(folder: Path, customer: Holder) -> None:
    """The OCSP responder's certificate, from the same CA as the people's (RFC 6960, 4.2.2.2)."""
    key, issuer = _new_key(), customer.certificate
    end = issuer.not_valid_after_utc
    subject = _organisation("Simbanken Customer CA1 v1 för BankID OCSP Signing")
    builder = (
        _builder(subject, issuer.subject, issuer.not_valid_before_utc, end)
        .serial_number(x509.random_serial_number())
        .public_key(key.public_key())
        .add_extension(_usage(digital_signature=True), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.OCSP_SIGNING]), critical=False)
        .add_extension(x509.OCSPNoCheck(), critical=False)
    )
    _save(folder, "responder", Holder(key, _signed(builder, customer)))


def _builder(
    subject: x509.Name, issuer: x509.Name, start: datetime, end: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .not_valid_before(start)
        .not_valid_after(end)
    )


def _signed(builder: x509.CertificateBuilder, issuer: Holder) -> x509.Certificate:
    identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.key.public_key())
    return builder.add_extension(identifier, critical=False).sign(issuer.key, hashes.SHA256())


def _organisation(common_name: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "SE"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, BANK),
            x509.NameAttribute(NameOID.SERIAL_NUMBER, "5560000001"),
            x509.NameAttribute(NameOID.COMMON_NAME, common_name),
        ]
    )


def _person_name(person: Person, issued: datetime) -> x509.Name:
    """The subject as the banks write it."""
    described = f"({issued:%y%m%d %H.%M}) {person.name} - Mobilt BankID"
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "SE"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, BANK),
            x509.NameAttribute(NameOID.SURNAME, person.surname),
            x509.NameAttribute(NameOID.GIVEN_NAME, person.given_name),
            x509.NameAttribute(NameOID.SERIAL_NUMBER, person.personal_number),
            x509.NameAttribute(x509.ObjectIdentifier("2.5.4.41"), described),
            x509.NameAttribute(NameOID.COMMON_NAME, person.name),
        ]
    )


def _usage(
    *,
    digital_signature: bool = False,
    content_commitment: bool = False,
    key_cert_sign: bool = False,
    crl_sign: bool = False,
) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=digital_signature,
        content_commitment=content_commitment,
        key_cert_sign=key_cert_sign,
        crl_sign=crl_sign,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _new_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def _save(folder: Path, name: str, holder: Holder) -> Holder:
    _save_key(folder / f"{name}.key", holder.key)
    (folder / f"{name}.pem").write_bytes(holder.certificate.public_bytes(serialization.Encoding.PEM))
    return holder


def _save_key(path: Path, key: rsa.RSAPrivateKey) -> None:
    """Readable by the owner alone, from the first byte."""
    data = key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(data)


def _load(folder: Path, name: str) -> Holder:
    certificate = x509.load_pem_x509_certificate((folder / f"{name}.pem").read_bytes())
    return Holder(_load_key(folder / f"{name}.key"), certificate)


def _load_key(path: Path) -> rsa.RSAPrivateKey:
    """Our own file: skipping the arithmetic check saves some 100 ms per key at start."""
    key = serialization.load_der_private_key(
        path.read_bytes(), password=None, unsafe_skip_rsa_key_validation=True
    )
    if not isinstance(key, rsa.RSAPrivateKey):
        raise TypeError(f"{path.name} is not an RSA key; remove the folder to make new ones.")
    return key
