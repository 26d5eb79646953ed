"""Checking signed attributes and a value that somebody else made (RFC 5652 5.3, EN 319 142-1 6.3)."""

from __future__ import annotations

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from armkrok.services.signing.engine import der
from armkrok.services.signing.engine.cms import (
    ECDSA_SHA256,
    RSA_SHA256,
    certificate_attribute,
    document_attributes,
)
from armkrok.services.signing.engine.errors import CannotSign
from armkrok.services.signing.engine.tokens import values_in

_SMALLEST_RSA = 2048


def demand_good(
    attributes: bytes, value: bytes, algorithm: bytes, digest: bytes, certificate: x509.Certificate
) -> None:
    """As ``demand_good_for``, for the document with this digest."""
    demand_good_for(attributes, value, algorithm, document_attributes(digest), certificate)


def demand_good_for(
    attributes: bytes, value: bytes, algorithm: bytes, asked: bytes, certificate: x509.Certificate
) -> None:
    """The attributes are those asked for and the certificate's, and the value is the certificate's over them.

    Exactly content-type, message-digest and signing-certificate-v2, in DER: whatever else is signed along was
    not asked for. Raises CannotSign("wrong_digest"), ("wrong_certificate") or ("bad_signature").
    """
    own = set_members(asked)
    members = set_members(attributes)
    if not own <= members:
        raise CannotSign("wrong_digest")
    if members - own != {certificate_attribute(certificate)}:
        raise CannotSign("wrong_certificate")
    if der.set_of(*members) != attributes:
        raise CannotSign("wrong_digest", "not DER")
    if not _is_signed(attributes, value, algorithm, certificate):
        raise CannotSign("bad_signature")


def set_members(attributes: bytes) -> set[bytes]:
    """The encoded members of a SET; raises CannotSign("wrong_digest") when it is not one."""
    return set(values_in(set_content(attributes)))


def set_content(attributes: bytes) -> bytes:
    """What is in a SET; raises CannotSign("wrong_digest") when it is not one."""
    try:
        (whole,) = values_in(attributes)
        values_in(whole[_header(whole) :])
    except (ValueError, IndexError) as error:
        raise CannotSign("wrong_digest", "not DER") from error
    if whole[0] != der.SET:
        raise CannotSign("wrong_digest", "not a SET")
    return whole[_header(whole) :]


def _header(value: bytes) -> int:
    return 2 if value[1] < 0x80 else 2 + (value[1] & 0x7F)


def _is_signed(attributes: bytes, value: bytes, algorithm: bytes, certificate: x509.Certificate) -> bool:
    key = certificate.public_key()
    try:
        if isinstance(key, ec.EllipticCurvePublicKey) and algorithm == ECDSA_SHA256:
            key.verify(value, attributes, ec.ECDSA(hashes.SHA256()))
        elif isinstance(key, rsa.RSAPublicKey) and algorithm == RSA_SHA256 and key.key_size >= _SMALLEST_RSA:
            key.verify(value, attributes, padding.PKCS1v15(), hashes.SHA256())
        else:
            return False
    except InvalidSignature:
        return False
    return True
