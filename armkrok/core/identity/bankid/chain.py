"""From a user's certificate up to a configured BankID root, at a given time.

Only what BankID's hierarchy uses is accepted: RSA or elliptic keys, SHA-2 signatures, CA
certificates marked as such, path lengths obeyed. Revocation of the user's certificate is the
OCSP answer's task; BankID does not publish it for the banks' own certificates.
"""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from armkrok.core.identity.bankid.refusals import NotVerified, Reason

LONGEST_CHAIN: Final = 5
SMALLEST_RSA_BITS: Final = 2048
SHA2: Final = (hashes.SHA256, hashes.SHA384, hashes.SHA512)

CertificateKey = rsa.RSAPublicKey | ec.EllipticCurvePublicKey


@lru_cache(maxsize=16)
def load_roots(paths: tuple[Path, ...]) -> tuple[x509.Certificate, ...]:
    """The trusted roots from PEM files; kept, since every verification needs them."""
    return tuple(root for path in paths for root in x509.load_pem_x509_certificates(path.read_bytes()))


@lru_cache(maxsize=256)
def load_certificate(der: bytes) -> x509.Certificate:
    """Parse a certificate; the banks' own come back from the cache. Raises NotVerified."""
    try:
        return x509.load_der_x509_certificate(der)
    except ValueError as problem:
        raise NotVerified(Reason.CERTIFICATE, "a certificate cannot be read") from problem


def check_chain(
    certificates: tuple[x509.Certificate, ...], roots: tuple[x509.Certificate, ...], at: datetime
) -> x509.Certificate:
    """Check leaf, intermediates and root at the time `at`; returns the leaf's issuer.

    `certificates` is the leaf followed by each next issuer, without the root. Raises NotVerified.
    """
    if not 2 <= len(certificates) <= LONGEST_CHAIN:
        raise NotVerified(Reason.CHAIN, "unexpected number of certificates")
    leaf, *authorities = certificates
    root = next((root for root in roots if root.subject == authorities[-1].issuer), None)
    if root is None:
        raise NotVerified(Reason.CHAIN, "does not lead to a trusted root")
    if _is_authority(leaf):
        raise NotVerified(Reason.CERTIFICATE, "a CA certificate signed")
    path = [*certificates, root]
    for depth, (child, issuer) in enumerate(pairwise(path)):
        _check_link(child, issuer, depth)
    for certificate in path:
        _check_time(certificate, at)
    return authorities[0]


def demand_issued_by(child: x509.Certificate, issuer: x509.Certificate, reason: Reason) -> None:
    """The child names the issuer and carries its SHA-2 signature, or NotVerified(reason)."""
    if not _issued(child, issuer):
        raise NotVerified(reason, "a certificate is not signed by its issuer")


def check_time(certificate: x509.Certificate, at: datetime, reason: Reason) -> None:
    """The certificate was valid at that time, or NotVerified(reason)."""
    if not certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc:
        raise NotVerified(reason, "a certificate was not valid then")


def _check_time(certificate: x509.Certificate, at: datetime) -> None:
    check_time(certificate, at, Reason.CHAIN_TIME)


def _check_link(child: x509.Certificate, issuer: x509.Certificate, authorities_below: int) -> None:
    demand_issued_by(child, issuer, Reason.CHAIN)
    if not _may_issue(issuer, authorities_below):
        raise NotVerified(Reason.CHAIN, "an issuer may not issue this")


@lru_cache(maxsize=4096)
def _issued(child: x509.Certificate, issuer: x509.Certificate) -> bool:
    """Names, signature and key strength; timeless, so it may be remembered."""
    if not isinstance(child.signature_hash_algorithm, SHA2):
        return False
    try:
        child.verify_directly_issued_by(issuer)
        return _is_strong(child) and _is_strong(issuer)
    except (InvalidSignature, ValueError, TypeError):
        return False


def _is_strong(certificate: x509.Certificate) -> bool:
    key = certificate.public_key()
    if isinstance(key, rsa.RSAPublicKey):
        return key.key_size >= SMALLEST_RSA_BITS
    return isinstance(key, ec.EllipticCurvePublicKey) and key.curve.key_size >= 256


def _is_authority(certificate: x509.Certificate) -> bool:
    try:
        return certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except x509.ExtensionNotFound:
        return False
    except ValueError as problem:
        raise NotVerified(Reason.CERTIFICATE, "unreadable extensions") from problem


@lru_cache(maxsize=256)
def _may_issue(issuer: x509.Certificate, authorities_below: int) -> bool:
    """CA flag, path length and keyCertSign (RFC 5280, 4.2.1.3 and 4.2.1.9)."""
    try:
        constraints = issuer.extensions.get_extension_for_class(x509.BasicConstraints).value
        usage = issuer.extensions.get_extension_for_class(x509.KeyUsage).value
    except (x509.ExtensionNotFound, ValueError):
        return False
    if constraints.path_length is not None and authorities_below > constraints.path_length:
        return False
    return constraints.ca and usage.key_cert_sign
