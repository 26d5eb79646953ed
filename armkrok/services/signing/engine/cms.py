"""The CMS of a PAdES signature (ETSI EN 319 142-1 6.3, RFC 5652), built as DER bytes.

One SignerInfo; signed attributes content-type, message-digest and signing-certificate-v2, and no
signing-time: the claimed time stands in the PDF's ``/M``. The time-stamp token is an unsigned attribute.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from armkrok.services.signing.engine import der
from armkrok.services.signing.engine.authority import SigningCredential

SHA256 = der.sequence(der.oid("2.16.840.1.101.3.4.2.1"))
_DATA = der.oid("1.2.840.113549.1.7.1")
_SIGNED_DATA = der.oid("1.2.840.113549.1.7.2")
_CONTENT_TYPE = der.oid("1.2.840.113549.1.9.3")
_MESSAGE_DIGEST = der.oid("1.2.840.113549.1.9.4")
_SIGNING_CERTIFICATE_V2 = der.oid("1.2.840.113549.1.9.16.2.47")
_TIMESTAMP_TOKEN = der.oid("1.2.840.113549.1.9.16.2.14")
ECDSA_SHA256 = der.sequence(der.oid("1.2.840.10045.4.3.2"))
RSA_SHA256 = der.sequence(der.oid("1.2.840.113549.1.1.11"), der.NULL)
_LONGEST_P256 = 72  # SEQUENCE of two INTEGERs of at most 33 bytes
_FRAME = 32  # lengths that grow by a byte or two, and the attribute's own headers


@dataclass(frozen=True)
class CmsSigner:
    """Holds a loaded key and the parts of the CMS that do not depend on the document."""

    key: ec.EllipticCurvePrivateKey
    certificates: bytes
    signer_id: bytes
    certificate_attribute: bytes

    def sign(self, digest: bytes) -> SignedAttributes:
        """Sign a document's SHA-256 digest."""
        attributes = (
            _attribute(_CONTENT_TYPE, _DATA),
            _attribute(_MESSAGE_DIGEST, der.octets(digest)),
            self.certificate_attribute,
        )
        value = self.key.sign(der.set_of(*attributes), ec.ECDSA(hashes.SHA256()))
        return SignedAttributes(self, der.set_of(*attributes, tag=0xA0), value)

    def size(self, token: int = 0) -> int:
        """The most bytes the finished CMS can take, with room for a time-stamp token of ``token`` bytes."""
        empty = SignedAttributes(self, self._longest_attributes(), bytes(_LONGEST_P256))
        return len(empty.cms(bytes(token) if token else None)) + _FRAME

    def _longest_attributes(self) -> bytes:
        digest = _attribute(_MESSAGE_DIGEST, der.octets(bytes(32)))
        return der.set_of(_attribute(_CONTENT_TYPE, _DATA), digest, self.certificate_attribute, tag=0xA0)


@dataclass(frozen=True)
class SignedAttributes:
    """A signature value over its attributes, ready to be framed."""

    signer: CmsSigner
    attributes: bytes
    value: bytes

    def cms(self, token: bytes | None = None) -> bytes:
        """The whole ContentInfo in DER; ``token`` is the time-stamp token over ``value``."""
        signer = self.signer
        return framed(self.attributes, ECDSA_SHA256, self.value, signer.signer_id, signer.certificates, token)


def framed(
    attributes: bytes,
    algorithm: bytes,
    value: bytes,
    signer_id: bytes,
    certificates: bytes,
    token: bytes | None,
) -> bytes:
    """A ContentInfo with one SignerInfo; ``attributes`` and ``certificates`` with their context tags."""
    unsigned = der.tlv(0xA1, _attribute(_TIMESTAMP_TOKEN, token)) if token else b""
    signer_info = der.sequence(
        der.integer(1), signer_id, SHA256, attributes, algorithm, der.octets(value), unsigned
    )
    signed_data = der.sequence(
        der.integer(1), der.set_of(SHA256), der.sequence(_DATA), certificates, der.set_of(signer_info)
    )
    return der.sequence(_SIGNED_DATA, der.tlv(0xA0, signed_data))


def cms_signer(credential: SigningCredential) -> CmsSigner:
    """Prepare a credential for signing. Raises ValueError unless the key is on P-256."""
    if credential.key.curve.name != "secp256r1":
        raise ValueError("signing keys are P-256")
    certificate = credential.certificate
    return CmsSigner(
        key=credential.key,
        certificates=certificate_set(certificate, *credential.issuers),
        signer_id=signer_id(certificate),
        certificate_attribute=certificate_attribute(certificate),
    )


def document_attributes(digest: bytes) -> bytes:
    """What is to be signed of a document with this SHA-256, before a certificate is known (DER, a SET)."""
    return der.set_of(_attribute(_CONTENT_TYPE, _DATA), _attribute(_MESSAGE_DIGEST, der.octets(digest)))


def certificate_attribute(certificate: x509.Certificate) -> bytes:
    """The signed attribute signing-certificate-v2 (RFC 5035 3)."""
    hashed = der.octets(hashlib.sha256(_encoded(certificate)).digest())
    reference = der.sequence(der.sequence(der.sequence(hashed)))
    return _attribute(_SIGNING_CERTIFICATE_V2, reference)


def certificate_set(*certificates: x509.Certificate) -> bytes:
    """The certificates that are embedded, the signer's among them."""
    return der.set_of(*(_encoded(one) for one in certificates), tag=0xA0)


def signer_id(certificate: x509.Certificate) -> bytes:
    """IssuerAndSerialNumber."""
    return der.sequence(certificate.issuer.public_bytes(), der.integer(certificate.serial_number))


def _encoded(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.DER)


def _attribute(kind: bytes, value: bytes) -> bytes:
    return der.sequence(kind, der.set_of(value))
