"""Certificates: an offline root, one issuing authority per organisation, one-time signer certificates.

The profile follows Sweden Connect's certificate profile 1.2 and ETSI EN 319 412-2: the person identifier is
in the subject's serialNumber, key usage is nonRepudiation alone and critical, revocation is by CRL.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import AuthorityInformationAccessOID, NameOID, ObjectIdentifier

from armkrok.services.signing.engine import der
from armkrok.services.signing.engine.plain_text import one_line

CLOCK_SKEW = timedelta(minutes=15)
LIGHTWEIGHT_POLICY = "0.4.0.2042.1.3"  # ETSI EN 319 411-1, LCP
_QC_STATEMENTS = ObjectIdentifier("1.3.6.1.5.5.7.1.3")
_SYNTAX_V2 = "1.3.6.1.5.5.7.11.2"  # RFC 3739 3.2.6.1
_NATURAL_PERSON = "0.4.0.194121.1.1"  # ETSI EN 319 412-1 5.1.3
_MAX_NAME = 64  # RFC 5280 appendix A.1, ub-common-name and siblings


@dataclass(frozen=True)
class AuthorityName:
    """The subject of a certificate authority."""

    common_name: str
    organisation: str
    organisation_identifier: str = ""
    country: str = "SE"


@dataclass(frozen=True)
class PublishedAt:
    """Where an authority's revocation list and own certificate can be fetched (http addresses)."""

    revocation_list: str
    certificate: str


@dataclass(frozen=True)
class SignerIdentity:
    """The person as the e-ID told us; ``identifier`` is a pseudonym unless a personal number is wanted.

    With ``is_personal_number`` the identifier is twelve digits and written as PNOSE-…, with the semantics
    statement that form demands (ETSI EN 319 412-1 5.1.3). A published document then reveals it.
    """

    name: str
    identifier: str
    given_name: str = ""
    surname: str = ""
    organisation: str = ""
    organisation_identifier: str = ""
    is_personal_number: bool = False


@dataclass(frozen=True)
class Authority:
    """A certificate authority with its key; ``above`` holds the certificates up to and with the root."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate
    above: tuple[x509.Certificate, ...] = ()

    @property
    def chain(self) -> tuple[x509.Certificate, ...]:
        """Own certificate first, root last."""
        return (self.certificate, *self.above)


@dataclass(frozen=True)
class SigningCredential:
    """A key with its certificate; ``issuers`` are embedded in the signature (no root)."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate
    issuers: tuple[x509.Certificate, ...]


def pseudonym(secret: bytes, organisation: str, personal_number: str) -> str:
    """A stable identifier for one person in one organisation that cannot be turned back without the secret.

    120 bits of HMAC-SHA-256, so that collisions are out of the question (signing.md: unique and stable per
    person and tenant).
    """
    digest = hmac.new(secret, f"{organisation}\n{personal_number}".encode(), hashlib.sha256).hexdigest()
    return f"AK-{digest[:30].upper()}"


def create_root(name: AuthorityName, *, years: int = 25, now: datetime | None = None) -> Authority:
    """A self-signed P-384 root. Keep its key offline; it signs issuing authorities and one CRL a year."""
    key = ec.generate_private_key(ec.SECP384R1())
    subject = _authority_subject(name)
    builder = _dated(subject, subject, key, now, timedelta(days=365 * years))
    builder = _authority_extensions(builder, key, key, path_length=1)
    return Authority(key, builder.sign(key, hashes.SHA384()))


def create_issuing(
    root: Authority,
    name: AuthorityName,
    published: PublishedAt,
    *,
    years: int = 12,
    now: datetime | None = None,
) -> Authority:
    """An organisation's issuing authority (P-256, pathLen 0); ``published`` tells of the root's lists."""
    key = ec.generate_private_key(ec.SECP256R1())
    issuer = root.certificate.subject
    builder = _dated(_authority_subject(name), issuer, key, now, timedelta(days=365 * years))
    builder = _authority_extensions(builder, key, root.key, path_length=0)
    builder = _published(builder, published)
    any_policy = x509.CertificatePolicies([x509.PolicyInformation(ObjectIdentifier("2.5.29.32.0"), None)])
    certificate = builder.add_extension(any_policy, critical=False).sign(root.key, hashes.SHA384())
    return Authority(key, certificate, root.chain)


def issue_signer(
    issuing: Authority,
    person: SignerIdentity,
    published: PublishedAt,
    *,
    months: int = 12,
    policy: str = LIGHTWEIGHT_POLICY,
    now: datetime | None = None,
) -> SigningCredential:
    """A new P-256 key and its certificate for one signing. Drop the key right after use."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = _signer_subject(person)
    builder = _dated(subject, issuing.certificate.subject, key, now, timedelta(days=30.44 * months))
    builder = _identified(builder, key, issuing.key)
    builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    builder = builder.add_extension(_key_usage(content_commitment=True), critical=True)
    builder = _published(builder, published)
    policies = x509.CertificatePolicies([x509.PolicyInformation(ObjectIdentifier(policy), None)])
    builder = builder.add_extension(policies, critical=False)
    if person.is_personal_number:
        builder = builder.add_extension(_natural_person_statement(), critical=False)
    return SigningCredential(key, builder.sign(issuing.key, hashes.SHA256()), (issuing.certificate,))


def to_pem(authority: Authority, password: bytes | None = None) -> bytes:
    """The authority's key (encrypted when a password is given) and chain, as one PEM text."""
    protection = serialization.BestAvailableEncryption(password) if password else serialization.NoEncryption()
    key = authority.key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, protection
    )
    return key + certificates_to_pem(authority.chain)


def from_pem(pem: bytes, password: bytes | None = None) -> Authority:
    """Read back what ``to_pem`` wrote. Raises ValueError for a wrong password or another kind of key."""
    key = serialization.load_pem_private_key(pem, password)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise ValueError("an authority's key must be an elliptic-curve key")
    certificate, *above = x509.load_pem_x509_certificates(pem)
    return Authority(key, certificate, tuple(above))


def certificates_to_pem(certificates: Iterable[x509.Certificate]) -> bytes:
    """Certificates one after the other in PEM."""
    return b"".join(one.public_bytes(serialization.Encoding.PEM) for one in certificates)


def _dated(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    now: datetime | None,
    life: timedelta,
) -> x509.CertificateBuilder:
    start = (now or datetime.now(UTC)).replace(microsecond=0) - CLOCK_SKEW
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + life)
    )


def _identified(
    builder: x509.CertificateBuilder, key: ec.EllipticCurvePrivateKey, issuer: ec.EllipticCurvePrivateKey
) -> x509.CertificateBuilder:
    above = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.public_key())
    own = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    return builder.add_extension(own, critical=False).add_extension(above, critical=False)


def _authority_extensions(
    builder: x509.CertificateBuilder,
    key: ec.EllipticCurvePrivateKey,
    issuer: ec.EllipticCurvePrivateKey,
    *,
    path_length: int,
) -> x509.CertificateBuilder:
    builder = _identified(builder, key, issuer)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=path_length), critical=True)
    return builder.add_extension(_key_usage(key_cert_sign=True, crl_sign=True), critical=True)


def _published(builder: x509.CertificateBuilder, at: PublishedAt) -> x509.CertificateBuilder:
    point = x509.DistributionPoint([x509.UniformResourceIdentifier(at.revocation_list)], None, None, None)
    issuer = x509.AccessDescription(
        AuthorityInformationAccessOID.CA_ISSUERS, x509.UniformResourceIdentifier(at.certificate)
    )
    builder = builder.add_extension(x509.CRLDistributionPoints([point]), critical=False)
    return builder.add_extension(x509.AuthorityInformationAccess([issuer]), critical=False)


def _key_usage(
    *, content_commitment: bool = False, key_cert_sign: bool = False, crl_sign: bool = False
) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=False,
        content_commitment=content_commitment,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=key_cert_sign,
        crl_sign=crl_sign,
        encipher_only=False,
        decipher_only=False,
    )


def _natural_person_statement() -> x509.UnrecognizedExtension:
    semantics = der.sequence(der.oid(_NATURAL_PERSON))
    statement = der.sequence(der.sequence(der.oid(_SYNTAX_V2), semantics))
    return x509.UnrecognizedExtension(_QC_STATEMENTS, statement)


def _authority_subject(name: AuthorityName) -> x509.Name:
    return _subject(
        (NameOID.COUNTRY_NAME, name.country),
        (NameOID.ORGANIZATION_NAME, name.organisation),
        (NameOID.ORGANIZATION_IDENTIFIER, name.organisation_identifier),
        (NameOID.COMMON_NAME, name.common_name),
    )


def _signer_subject(person: SignerIdentity) -> x509.Name:
    identifier = f"PNOSE-{person.identifier}" if person.is_personal_number else person.identifier
    return _subject(
        (NameOID.COUNTRY_NAME, "SE"),
        (NameOID.ORGANIZATION_NAME, person.organisation),
        (NameOID.ORGANIZATION_IDENTIFIER, person.organisation_identifier),
        (NameOID.SURNAME, person.surname),
        (NameOID.GIVEN_NAME, person.given_name),
        (NameOID.SERIAL_NUMBER, identifier),
        (NameOID.COMMON_NAME, person.name),
    )


def _subject(*parts: tuple[ObjectIdentifier, str]) -> x509.Name:
    clean = ((kind, _shortened(one_line(value))) for kind, value in parts)
    return x509.Name([x509.NameAttribute(kind, value) for kind, value in clean if value])


def _shortened(value: str) -> str:
    """At most 64 bytes of UTF-8, which is never more than 64 characters."""
    return value.encode()[:_MAX_NAME].decode(errors="ignore").strip()
