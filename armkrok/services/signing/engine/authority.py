"""Certificates: an offline root, one issuing authority per organisation, one-time signer certificates.

The profile follows Sweden Connect's certificate profile 1.2 and ETSI EN 319 412-2: the person identifier is
in the subject's serialNumber, key usage is nonRepudiation alone and critical, revocation is by CRL. The seal
of an organisation follows ETSI EN 319 412-3.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from armkrok.services.signing.engine import certificate_parts as parts
from armkrok.services.signing.engine.authentication_context import (
    AuthenticationContext,
    authentication_context,
)
from armkrok.services.signing.engine.certificate_parts import PublishedAt
from armkrok.services.signing.engine.errors import KeyUnavailable
from armkrok.services.signing.engine.keystore import public_key_of

LIGHTWEIGHT_POLICY = "0.4.0.2042.1.3"  # ETSI EN 319 411-1, LCP
_MONTH = timedelta(days=30.44)


@dataclass(frozen=True)
class AuthorityName:
    """The subject of a certificate authority, or of a seal."""

    common_name: str
    organisation: str
    organisation_identifier: str = ""
    country: str = "SE"


class IdentifierKind(StrEnum):
    """What ``SignerIdentity.identifier`` is.

    NUMBER and ETSI_NUMBER reveal a personal number to whoever reads the document. ETSI_NUMBER is written as
    PNOSE- and carries the semantics statement that form demands (ETSI EN 319 412-1 5.1.3).
    """

    PSEUDONYM = "pseudonym"
    NUMBER = "number"
    ETSI_NUMBER = "etsi_number"


CAPACITY = "ombud"


@dataclass(frozen=True)
class SignerIdentity:
    """The person as the e-ID told us, and on whose behalf she signs.

    ``identifier`` is a pseudonym, or a personal number in twelve digits. For an employer or another legal
    person, give ``organisation`` and ``organisation_identifier`` (see ``organisation_identifier()``): ETSI EN
    319 412-2 4.2.4 has them together. A principal who is a natural person must not stand in organizationName;
    her name goes to ``principal`` and is written as the signer's title with ``capacity``, "god man för …".
    """

    name: str
    identifier: str
    given_name: str = ""
    surname: str = ""
    organisation: str = ""
    organisation_identifier: str = ""
    principal: str = ""
    capacity: str = CAPACITY
    kind: IdentifierKind = IdentifierKind.PSEUDONYM
    contexts: tuple[AuthenticationContext, ...] = ()


@dataclass(frozen=True)
class Authority:
    """A certificate authority with its key; ``above`` holds the certificates up to and with the root.

    The key may live in a hardware module: it then signs and gives nothing else away.
    """

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate
    above: tuple[x509.Certificate, ...] = ()

    @property
    def chain(self) -> tuple[x509.Certificate, ...]:
        """Own certificate first, root last."""
        return (self.certificate, *self.above)


@dataclass(frozen=True)
class SigningCredential:
    """A P-256 key with its certificate; ``issuers`` are embedded in the signature (no root).

    A person's key is made for one signing and lives in memory. A seal's key lives in the key store, perhaps
    in a hardware module: its ``sign`` then raises KeyUnavailable when the module is away.
    """

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


def organisation_identifier(number: str) -> str:
    """A Swedish organisation number, ten digits with or without hyphen, as NTRSE-… (EN 319 412-1 5.1.4)."""
    digits = number.replace("-", "").strip()
    return f"NTRSE-{digits}" if digits else ""


def create_root(name: AuthorityName, *, years: int = 25, now: datetime | None = None) -> Authority:
    """A self-signed P-384 root. Keep its key offline; it signs issuing authorities and one CRL a year."""
    key = ec.generate_private_key(ec.SECP384R1())
    public, called = key.public_key(), _organisation(name)
    builder = parts.dated(called, called, public, now, timedelta(days=365 * years))
    builder = _authority_extensions(builder, public, public, path_length=1)
    return Authority(key, builder.sign(key, parts.hash_for(public)))


def create_issuing(
    root: Authority,
    name: AuthorityName,
    published: PublishedAt,
    *,
    years: int = 12,
    now: datetime | None = None,
    key: ec.EllipticCurvePrivateKey | None = None,
) -> Authority:
    """An organisation's issuing authority (P-256, pathLen 0); ``published`` tells of the root's lists.

    Without ``key`` one is made in memory.
    """
    key = key or ec.generate_private_key(ec.SECP256R1())
    certificate = certify_issuing(
        root, key.public_key(), _organisation(name), published, years=years, now=now
    )
    return Authority(key, certificate, root.chain)


def certify_issuing(
    root: Authority,
    public: ec.EllipticCurvePublicKey,
    subject: x509.Name,
    published: PublishedAt,
    *,
    years: int = 12,
    now: datetime | None = None,
) -> x509.Certificate:
    """The root's certificate on somebody's issuing key. Raises KeyUnavailable when the root has expired."""
    above = public_key_of(root.certificate)
    builder = parts.dated(
        subject, root.certificate.subject, public, now, timedelta(days=365 * years), latest=_end(root, now)
    )
    builder = _authority_extensions(builder, public, above, path_length=0)
    builder = parts.published(builder, published)
    builder = builder.add_extension(parts.policy(parts.ANY_POLICY), critical=False)
    return builder.sign(root.key, parts.hash_for(above))


def issue_signer(
    issuing: Authority,
    person: SignerIdentity,
    published: PublishedAt,
    *,
    months: int = 12,
    policy: str = LIGHTWEIGHT_POLICY,
    now: datetime | None = None,
) -> SigningCredential:
    """A new P-256 key and its certificate for one signing. Drop the key right after use.

    The certificate never outlives its issuer's. Raises KeyUnavailable, with code ``expired`` when the
    issuer's certificate is no longer valid.
    """
    key = ec.generate_private_key(ec.SECP256R1())
    builder = _end_entity(issuing, key.public_key(), _signer_subject(person), published, policy, months, now)
    if person.kind is IdentifierKind.ETSI_NUMBER:
        builder = builder.add_extension(parts.semantics(parts.NATURAL_PERSON), critical=False)
    if person.contexts:
        builder = builder.add_extension(authentication_context(person.contexts), critical=False)
    return SigningCredential(key, _signed(builder, issuing), (issuing.certificate,))


def certify_seal(
    issuing: Authority,
    public: ec.EllipticCurvePublicKey,
    subject: x509.Name,
    published: PublishedAt,
    *,
    months: int = 36,
    policy: str = LIGHTWEIGHT_POLICY,
    now: datetime | None = None,
) -> x509.Certificate:
    """A certificate for a seal: an organisation, no person (ETSI EN 319 412-3 4). Raises KeyUnavailable."""
    builder = _end_entity(issuing, public, subject, published, policy, months, now)
    if subject.get_attributes_for_oid(NameOID.ORGANIZATION_IDENTIFIER):
        builder = builder.add_extension(parts.semantics(parts.LEGAL_PERSON), critical=False)
    return _signed(builder, issuing)


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


def _end(authority: Authority, now: datetime | None) -> datetime:
    """When the authority's own certificate ends. Raises KeyUnavailable if that has passed."""
    end = authority.certificate.not_valid_after_utc
    if end <= (now or datetime.now(UTC)):
        raise KeyUnavailable("expired", end.date().isoformat())
    return end


def _authority_extensions(
    builder: x509.CertificateBuilder,
    public: ec.EllipticCurvePublicKey,
    issuer: ec.EllipticCurvePublicKey,
    *,
    path_length: int,
) -> x509.CertificateBuilder:
    builder = parts.identified(builder, public, issuer)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=path_length), critical=True)
    return builder.add_extension(parts.authority_usage(), critical=True)


def _end_entity(
    issuing: Authority,
    public: ec.EllipticCurvePublicKey,
    subject: x509.Name,
    published: PublishedAt,
    policy: str,
    months: int,
    now: datetime | None,
) -> x509.CertificateBuilder:
    """A certificate that signs content: what a person's and a seal's have in common."""
    issuer = issuing.certificate.subject
    builder = parts.dated(subject, issuer, public, now, _MONTH * months, latest=_end(issuing, now))
    builder = parts.identified(builder, public, public_key_of(issuing.certificate))
    builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    builder = builder.add_extension(parts.commitment_usage(), critical=True)
    return parts.published(builder, published).add_extension(parts.policy(policy), critical=False)


def _signed(builder: x509.CertificateBuilder, issuing: Authority) -> x509.Certificate:
    return builder.sign(issuing.key, parts.hash_for(public_key_of(issuing.certificate)))


def _organisation(name: AuthorityName) -> x509.Name:
    return parts.organisation_subject(
        name.common_name, name.organisation, name.organisation_identifier, name.country
    )


def _signer_subject(person: SignerIdentity) -> x509.Name:
    is_etsi = person.kind is IdentifierKind.ETSI_NUMBER
    return parts.subject(
        (NameOID.COUNTRY_NAME, "SE"),
        (NameOID.ORGANIZATION_NAME, person.organisation),
        (NameOID.ORGANIZATION_IDENTIFIER, person.organisation_identifier),
        (NameOID.TITLE, f"{person.capacity} för {person.principal}" if person.principal else ""),
        (NameOID.SURNAME, person.surname),
        (NameOID.GIVEN_NAME, person.given_name),
        (NameOID.SERIAL_NUMBER, f"PNOSE-{person.identifier}" if is_etsi else person.identifier),
        (NameOID.COMMON_NAME, person.name),
    )
