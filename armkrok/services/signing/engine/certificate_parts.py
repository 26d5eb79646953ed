"""What all our certificates are built of (RFC 5280, ETSI EN 319 412)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import AuthorityInformationAccessOID, NameOID, ObjectIdentifier

from armkrok.services.signing.engine import der
from armkrok.services.signing.engine.plain_text import one_line

CLOCK_SKEW = timedelta(minutes=15)
NATURAL_PERSON = "0.4.0.194121.1.1"  # ETSI EN 319 412-1 5.1.3
LEGAL_PERSON = "0.4.0.194121.1.2"  # ETSI EN 319 412-1 5.1.4
ANY_POLICY = "2.5.29.32.0"
_QC_STATEMENTS = ObjectIdentifier("1.3.6.1.5.5.7.1.3")
_SYNTAX_V2 = "1.3.6.1.5.5.7.11.2"  # RFC 3739 3.2.6.1
_MAX_NAME = 64  # RFC 5280 appendix A.1, ub-common-name and siblings


@dataclass(frozen=True)
class PublishedAt:
    """Where an authority's revocation list and own certificate can be fetched (http addresses)."""

    revocation_list: str
    certificate: str


def dated(
    subject: x509.Name,
    issuer: x509.Name,
    public: ec.EllipticCurvePublicKey,
    now: datetime | None,
    life: timedelta,
    *,
    latest: datetime | None = None,
) -> x509.CertificateBuilder:
    """A certificate from fifteen minutes back and for ``life``, but not beyond ``latest``."""
    start = (now or datetime.now(UTC)).replace(microsecond=0) - CLOCK_SKEW
    end = start + life
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(min(end, latest) if latest else end)
    )


def identified(
    builder: x509.CertificateBuilder, public: ec.EllipticCurvePublicKey, issuer: ec.EllipticCurvePublicKey
) -> x509.CertificateBuilder:
    """With the identifiers of the key and of the issuer's key."""
    above = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer)
    own = x509.SubjectKeyIdentifier.from_public_key(public)
    return builder.add_extension(own, critical=False).add_extension(above, critical=False)


def published(builder: x509.CertificateBuilder, at: PublishedAt) -> x509.CertificateBuilder:
    """With the addresses of the issuer's revocation list and certificate."""
    for extension in distribution(at):
        builder = builder.add_extension(extension, critical=False)
    return builder


def distribution(at: PublishedAt) -> tuple[x509.CRLDistributionPoints, x509.AuthorityInformationAccess]:
    """The two extensions that tell where an issuer publishes (RFC 5280 4.2.1.13, 4.2.2.1)."""
    point = x509.DistributionPoint([x509.UniformResourceIdentifier(at.revocation_list)], None, None, None)
    issuer = x509.AccessDescription(
        AuthorityInformationAccessOID.CA_ISSUERS, x509.UniformResourceIdentifier(at.certificate)
    )
    return x509.CRLDistributionPoints([point]), x509.AuthorityInformationAccess([issuer])


def policy(identifier: str) -> x509.CertificatePolicies:
    """One certificate policy, without qualifiers."""
    return x509.CertificatePolicies([x509.PolicyInformation(ObjectIdentifier(identifier), None)])


def authority_usage() -> x509.KeyUsage:
    """Signing of certificates and revocation lists."""
    return _usage(key_cert_sign=True, crl_sign=True)


def commitment_usage() -> x509.KeyUsage:
    """Commitment to content and nothing else: type A of ETSI EN 319 412-2 4.3.2, of a person or a seal."""
    return _usage(content_commitment=True)


def semantics(kind: str) -> x509.UnrecognizedExtension:
    """The statement that says how an identifier is to be read (ETSI EN 319 412-1 5)."""
    statement = der.sequence(der.sequence(der.oid(_SYNTAX_V2), der.sequence(der.oid(kind))))
    return x509.UnrecognizedExtension(_QC_STATEMENTS, statement)


def subject(*parts: tuple[ObjectIdentifier, str]) -> x509.Name:
    """A name of the parts that say something, each on one line and at most 64 bytes of UTF-8."""
    clean = ((kind, _shortened(one_line(value))) for kind, value in parts)
    return x509.Name([x509.NameAttribute(kind, value) for kind, value in clean if value])


def organisation_subject(name: str, organisation: str, identifier: str, country: str = "SE") -> x509.Name:
    """The name of an authority or a seal (ETSI EN 319 412-3 4.2.1)."""
    return subject(
        (NameOID.COUNTRY_NAME, country),
        (NameOID.ORGANIZATION_NAME, organisation),
        (NameOID.ORGANIZATION_IDENTIFIER, identifier),
        (NameOID.COMMON_NAME, name),
    )


def hash_for(public: ec.EllipticCurvePublicKey) -> hashes.SHA256 | hashes.SHA384:
    """The hash that goes with a key's curve."""
    return hashes.SHA384() if public.curve.name == "secp384r1" else hashes.SHA256()


def _usage(
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


def _shortened(value: str) -> str:
    """At most 64 bytes of UTF-8, which is never more than 64 characters."""
    return value.encode()[:_MAX_NAME].decode(errors="ignore").strip()
