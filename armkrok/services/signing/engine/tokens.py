"""Checking a time-stamp token (RFC 3161 2.4.2) without trusting who sent it.

Uses asn1crypto and cryptography alone: pyHanko would do as well, but takes a second to import, and this runs
in the web process.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from asn1crypto import cms, parser, tsp
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID

from armkrok.services.signing.engine import asn1_lengths, der
from armkrok.services.signing.engine.errors import TimestampUnavailable

asn1_lengths.apply()
_HASHES: dict[str, hashes.HashAlgorithm] = {
    "sha256": hashes.SHA256(),
    "sha384": hashes.SHA384(),
    "sha512": hashes.SHA512(),
}
_LONGEST_CHAIN = 5
_CERTIFICATE_REFERENCES = {"signing_certificate": "sha1", "signing_certificate_v2": "sha256"}


@dataclass(frozen=True)
class Token:
    """A checked time-stamp token: its DER, the authority's time and the certificates it carries.

    ``signer`` is the one of them that signed, in force from ``valid_from`` to ``valid_until``.
    """

    content: bytes
    at: datetime
    certificates: tuple[bytes, ...]
    signer: bytes
    valid_from: datetime
    valid_until: datetime


def checked(reply: bytes, digest: bytes, nonce: int) -> Token:
    """Check a TimeStampResp: status, imprint, nonce, purpose and signature. Raises TimestampUnavailable."""
    try:
        first, *rest = values_in(parser.parse(reply, strict=True)[4])
        status = tsp.PKIStatusInfo.load(first)["status"].native
        if status not in ("granted", "granted_with_mods"):
            raise TimestampUnavailable("refused", status)  # a refusal has no token behind it
        return _checked_token(rest[0], digest, nonce)
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError) as error:
        raise TimestampUnavailable("malformed", type(error).__name__) from error


def values_in(content: bytes) -> list[bytes]:
    """The encoded values that lie one after the other in a constructed value's content; raises ValueError."""
    values = []
    while content:
        size = sum(len(part) for part in parser.parse(content)[3:6])
        values.append(content[:size])
        content = content[size:]
    return values


def _checked_token(token: bytes, digest: bytes, nonce: int) -> Token:
    """Bytes are cut out, never dumped: what asn1crypto has looked into, it may encode anew and slowly."""
    signed_data = cms.ContentInfo.load(token)["content"]
    info = signed_data["encap_content_info"]["content"].parsed
    imprint = info["message_imprint"]
    if (imprint["hash_algorithm"]["algorithm"].native, imprint["hashed_message"].native) != (
        "sha256",
        digest,
    ):
        raise TimestampUnavailable("wrong_imprint")
    if info["nonce"].native != nonce:
        raise TimestampUnavailable("wrong_nonce")
    (signer_info,) = signed_data["signer_infos"]
    certificates = tuple(values_in(signed_data["certificates"].contents))
    certificate = _signers(signer_info, certificates)
    if not only_for_timestamps(certificate):
        raise TimestampUnavailable("wrong_purpose")
    content = bytes(signed_data["encap_content_info"]["content"])
    if not _attributes_match(signer_info, content, certificate) or not _is_signed(signer_info, certificate):
        raise TimestampUnavailable("bad_signature")
    signer = x509.load_der_x509_certificate(certificate)
    return Token(
        content=token,
        at=info["gen_time"].native,
        certificates=certificates,
        signer=certificate,
        valid_from=signer.not_valid_before_utc,
        valid_until=signer.not_valid_after_utc,
    )


def _signers(signer_info: cms.SignerInfo, certificates: tuple[bytes, ...]) -> bytes:
    """The certificate named by issuer and serial number. Raises TimestampUnavailable."""
    wanted = signer_info["sid"].chosen
    for content in certificates:
        one = x509.load_der_x509_certificate(content)
        same_issuer = one.issuer.public_bytes() == wanted["issuer"].dump()
        if one.serial_number == wanted["serial_number"].native and same_issuer:
            return content
    raise TimestampUnavailable("malformed", "no certificate")


def _attributes_match(signer_info: cms.SignerInfo, content: bytes, certificate: bytes) -> bool:
    """Content type, digest and certificate reference (RFC 5652 5.4, RFC 3161 2.4.2, RFC 5816)."""
    attributes = cms.CMSAttributes.load(_signed_bytes(signer_info))
    values = {one["type"].native: one["values"][0] for one in attributes}
    algorithm = signer_info["digest_algorithm"]["algorithm"].native
    if algorithm not in _HASHES or values["content_type"].native != "tst_info":
        return False
    if values["message_digest"].native != hashlib.new(algorithm, content).digest():
        return False
    for name, default in _CERTIFICATE_REFERENCES.items():
        if name in values:
            reference = values[name]["certs"][0]
            stated = reference["hash_algorithm"]["algorithm"].native if name.endswith("v2") else default
            return bool(reference["cert_hash"].native == hashlib.new(stated, certificate).digest())
    return False


def _signed_bytes(signer_info: cms.SignerInfo) -> bytes:
    """The attributes as they were signed: with the tag of a SET (RFC 5652 5.4)."""
    return der.tlv(der.SET, signer_info["signed_attrs"].contents)


def _is_signed(signer_info: cms.SignerInfo, certificate: bytes) -> bool:
    """Verify the signature over the attributes."""
    key = x509.load_der_x509_certificate(certificate).public_key()
    algorithm = signer_info["signature_algorithm"]
    chosen = _HASHES[signer_info["digest_algorithm"]["algorithm"].native]
    signature, data = signer_info["signature"].native, _signed_bytes(signer_info)
    try:
        if isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signature, data, ec.ECDSA(chosen))
        elif isinstance(key, rsa.RSAPublicKey) and algorithm.signature_algo == "rsassa_pkcs1v15":
            key.verify(signature, data, padding.PKCS1v15(), chosen)
        elif isinstance(key, rsa.RSAPublicKey) and algorithm.signature_algo == "rsassa_pss":
            scheme = padding.PSS(padding.MGF1(chosen), padding.PSS.AUTO)
            key.verify(signature, data, scheme, chosen)
        else:
            return False
    except InvalidSignature:
        return False
    return True


@lru_cache(maxsize=64)
def only_for_timestamps(certificate: bytes) -> bool:
    """Whether the extended key usage is time stamping alone, and critical (RFC 3161 2.3)."""
    try:
        usage = x509.load_der_x509_certificate(certificate).extensions.get_extension_for_class(
            x509.ExtendedKeyUsage
        )
    except (x509.ExtensionNotFound, ValueError):
        return False
    return usage.critical and list(usage.value) == [ExtendedKeyUsageOID.TIME_STAMPING]


@lru_cache(maxsize=64)
def leads_to(certificates: tuple[bytes, ...], signer: bytes, roots: bytes) -> bool:
    """Whether the signer's certificate leads, by the certificates at hand, to one of the roots (PEM)."""
    try:
        trusted = x509.load_pem_x509_certificates(roots)
        between = [x509.load_der_x509_certificate(one) for one in certificates]
        certificate = x509.load_der_x509_certificate(signer)
    except ValueError:
        return False
    for _ in range(_LONGEST_CHAIN):
        if certificate in trusted or any(_is_issued_by(certificate, one) for one in trusted):
            return True
        above = (one for one in between if one != certificate and _is_issued_by(certificate, one))
        issuer = next(above, None)
        if issuer is None:
            return False
        certificate = issuer
    return False


def _is_issued_by(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    try:
        constraints = issuer.extensions.get_extension_for_class(x509.BasicConstraints).value
        certificate.verify_directly_issued_by(issuer)
    except (x509.ExtensionNotFound, ValueError, TypeError, InvalidSignature):
        return False
    return constraints.ca
