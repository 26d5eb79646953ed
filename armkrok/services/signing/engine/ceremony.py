"""What passes between the machine that signs every day and the machine that holds the root and is offline.

A request is an ordinary PKCS #10 file (RFC 2986), signed with the key it is about, so that it proves its own
origin. It asks for the certificate of an issuing authority, or of the platform's own seal. The answer is the
certificate with everything above it, in PEM.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtensionOID

from armkrok.services.signing.engine import certificate_parts as parts
from armkrok.services.signing.engine.authority import (
    Authority,
    AuthorityName,
    certificates_to_pem,
    certify_issuing,
    certify_seal,
)
from armkrok.services.signing.engine.certificate_parts import PublishedAt
from armkrok.services.signing.engine.keystore import key_identifier, public_key_of


@dataclass(frozen=True)
class CertificateRequest:
    """What a request asks for: whose certificate, of which key, and where the root publishes."""

    subject: x509.Name
    public: ec.EllipticCurvePublicKey
    is_authority: bool
    published: PublishedAt

    @property
    def key_identifier(self) -> str:
        """The key's identifier, in hexadecimal; to be compared on both machines."""
        return key_identifier(self.public).hex()


def request_certificate(
    key: ec.EllipticCurvePrivateKey, name: AuthorityName, published: PublishedAt, *, is_authority: bool
) -> bytes:
    """A request in PEM, signed with the key. Raises KeyUnavailable."""
    subject = parts.organisation_subject(
        name.common_name, name.organisation, name.organisation_identifier, name.country
    )
    constraints = x509.BasicConstraints(ca=is_authority, path_length=0 if is_authority else None)
    usage = parts.authority_usage() if is_authority else parts.commitment_usage()
    builder = x509.CertificateSigningRequestBuilder().subject_name(subject)
    builder = builder.add_extension(constraints, critical=True).add_extension(usage, critical=True)
    for extension in parts.distribution(published):
        builder = builder.add_extension(extension, critical=False)
    return builder.sign(key, parts.hash_for(key.public_key())).public_bytes(serialization.Encoding.PEM)


def read_request(pem: bytes) -> CertificateRequest:
    """Read a request and check its signature. Raises ValueError for anything that is not one of ours."""
    request = x509.load_pem_x509_csr(pem)
    public = public_key_of(request)
    if not request.is_signature_valid:
        raise ValueError("the request is not signed with its own key")
    try:
        constraints = request.extensions.get_extension_for_class(x509.BasicConstraints).value
        published = PublishedAt(_list_address(request), _issuer_address(request))
    except (x509.ExtensionNotFound, IndexError, TypeError) as error:
        raise ValueError("the request does not say what it is for") from error
    return CertificateRequest(request.subject, public, constraints.ca, published)


def answer_request(
    root: Authority, request: CertificateRequest, *, years: int, now: datetime | None = None
) -> bytes:
    """The certificate that was asked for, with the root's behind it, in PEM. Raises KeyUnavailable.

    Only the name, the key and the addresses are taken from the request; the rest is our profile.
    """
    details = (root, request.public, request.subject, request.published)
    if request.is_authority:
        certificate = certify_issuing(*details, years=years, now=now)
    else:
        certificate = certify_seal(*details, months=12 * years, now=now)
    return certificates_to_pem([certificate, *root.chain])


def checked_chain(pem: bytes, roots: tuple[x509.Certificate, ...]) -> tuple[x509.Certificate, ...]:
    """The certificates of an answer, own first. Raises ValueError unless they lead to one of our roots."""
    chain = tuple(x509.load_pem_x509_certificates(pem))
    for below, above in pairwise(chain):
        try:
            below.verify_directly_issued_by(above)
        except (InvalidSignature, ValueError, TypeError) as error:
            raise ValueError("the chain does not hold together") from error
    if chain[-1] not in roots:
        raise ValueError("the chain does not lead to our root")
    return chain


def _list_address(request: x509.CertificateSigningRequest) -> str:
    points = request.extensions.get_extension_for_class(x509.CRLDistributionPoints).value
    return _address((points[0].full_name or [])[0])


def _issuer_address(request: x509.CertificateSigningRequest) -> str:
    found = request.extensions.get_extension_for_oid(ExtensionOID.AUTHORITY_INFORMATION_ACCESS).value
    if not isinstance(found, x509.AuthorityInformationAccess):
        raise TypeError("not an address")
    return _address(found[0].access_location)


def _address(name: x509.GeneralName) -> str:
    if not isinstance(name, x509.UniformResourceIdentifier):
        raise TypeError("not an address")
    return name.value
