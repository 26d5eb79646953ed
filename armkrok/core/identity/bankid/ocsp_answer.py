"""The OCSP answer that BankID sends with each signature: was the certificate good just then?

BankID binds the answer to the signature: its nonce begins with the SHA-1 of the base64 text of
the signature, followed by 12 random bytes.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from datetime import datetime
from functools import lru_cache

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID

from armkrok.core.identity.bankid.chain import SHA2, check_time, demand_issued_by
from armkrok.core.identity.bankid.refusals import NotVerified, Reason


def load_answer(ocsp_response: str) -> ocsp.OCSPResponse:
    """Read a `completionData.ocspResponse` (base64); raises NotVerified."""
    try:
        answer = ocsp.load_der_ocsp_response(base64.b64decode(ocsp_response, validate=True))
        if answer.response_status is not ocsp.OCSPResponseStatus.SUCCESSFUL:
            raise NotVerified(Reason.OCSP_FORMAT, "the responder refused")
        _ = answer.serial_number, answer.produced_at_utc  # raises unless there is exactly one answer
    except (binascii.Error, ValueError) as problem:
        raise NotVerified(Reason.OCSP_FORMAT) from problem
    return answer


def check_answer(
    answer: ocsp.OCSPResponse, leaf: x509.Certificate, issuer: x509.Certificate, signature: str
) -> None:
    """Good, about this certificate, from its issuer, for this signature; raises NotVerified."""
    if answer.serial_number != leaf.serial_number:
        raise NotVerified(Reason.OCSP_SERIAL)
    _check_issuer(answer, issuer)
    _check_signature(answer, issuer)
    _check_status(answer)
    _check_times(answer)
    _check_nonce(answer, signature)


def _check_issuer(answer: ocsp.OCSPResponse, issuer: x509.Certificate) -> None:
    """The answer names the issuer by the hashes of its name and key (RFC 6960, 4.1.1)."""
    algorithm = answer.hash_algorithm.name
    if algorithm not in ("sha1", "sha256", "sha384", "sha512"):
        raise NotVerified(Reason.OCSP_ISSUER, "unknown digest")
    name, key = _issuer_hashes(issuer, algorithm)
    same = hmac.compare_digest(answer.issuer_name_hash, name)
    if not same or not hmac.compare_digest(answer.issuer_key_hash, key):
        raise NotVerified(Reason.OCSP_ISSUER)


@lru_cache(maxsize=64)
def _issuer_hashes(issuer: x509.Certificate, algorithm: str) -> tuple[bytes, bytes]:
    """The digests of the issuer's name and of its key's bit string."""
    spki = issuer.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    key = _bit_string(spki)
    return hashlib.new(algorithm, issuer.subject.public_bytes()).digest(), hashlib.new(
        algorithm, key
    ).digest()


def _bit_string(spki: bytes) -> bytes:
    """The content of subjectPublicKey in a DER SubjectPublicKeyInfo, without the unused-bits byte."""
    outer, _ = _content(spki, 0)
    _, after_algorithm = _content(outer, 0)
    return _content(outer, after_algorithm)[0][1:]


def _content(der: bytes, start: int) -> tuple[bytes, int]:
    """The content of the DER value at `start`, and where the next value begins."""
    length, head = der[start + 1], start + 2
    if length & 0x80:
        size = length & 0x7F
        length, head = int.from_bytes(der[head : head + size]), head + size
    return der[head : head + length], head + length


def _check_signature(answer: ocsp.OCSPResponse, issuer: x509.Certificate) -> None:
    """Signed by the issuer itself, or by a responder it has named (RFC 6960, 4.2.2.2)."""
    signer = _responder(answer, issuer)
    algorithm = answer.signature_hash_algorithm
    if not isinstance(algorithm, SHA2):
        raise NotVerified(Reason.OCSP_SIGNATURE, "weak digest")
    try:
        _verify(signer, answer.signature, answer.tbs_response_bytes, algorithm)
    except (InvalidSignature, ValueError) as problem:
        raise NotVerified(Reason.OCSP_SIGNATURE) from problem


def _responder(answer: ocsp.OCSPResponse, issuer: x509.Certificate) -> x509.Certificate:
    if not answer.certificates or answer.certificates[0] == issuer:
        return issuer
    responder = answer.certificates[0]
    demand_issued_by(responder, issuer, Reason.OCSP_ISSUER)
    check_time(responder, answer.produced_at_utc, Reason.OCSP_TIME)
    if not _may_respond(responder):
        raise NotVerified(Reason.OCSP_ISSUER, "not a responder's certificate")
    return responder


@lru_cache(maxsize=64)
def _may_respond(certificate: x509.Certificate) -> bool:
    try:
        usage = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except (x509.ExtensionNotFound, ValueError):
        return False
    return ExtendedKeyUsageOID.OCSP_SIGNING in usage


def _verify(signer: x509.Certificate, signature: bytes, data: bytes, algorithm: hashes.HashAlgorithm) -> None:
    key = signer.public_key()
    if isinstance(key, rsa.RSAPublicKey):
        key.verify(signature, data, padding.PKCS1v15(), algorithm)
    elif isinstance(key, ec.EllipticCurvePublicKey):
        key.verify(signature, data, ec.ECDSA(algorithm))
    else:
        raise InvalidSignature


def _check_status(answer: ocsp.OCSPResponse) -> None:
    if answer.certificate_status is ocsp.OCSPCertStatus.REVOKED:
        raise NotVerified(Reason.OCSP_REVOKED)
    if answer.certificate_status is not ocsp.OCSPCertStatus.GOOD:
        raise NotVerified(Reason.OCSP_UNKNOWN)


def _check_times(answer: ocsp.OCSPResponse) -> None:
    """What the answer says must hold at the time it was made."""
    produced: datetime = answer.produced_at_utc
    until = answer.next_update_utc
    if answer.this_update_utc > produced or (until is not None and until < produced):
        raise NotVerified(Reason.OCSP_TIME)


def _check_nonce(answer: ocsp.OCSPResponse, signature: str) -> None:
    try:
        nonce = answer.extensions.get_extension_for_class(x509.OCSPNonce).value.nonce
    except (x509.ExtensionNotFound, ValueError) as problem:
        raise NotVerified(Reason.OCSP_NONCE, "missing") from problem
    expected = hashlib.sha1(signature.encode("ascii"), usedforsecurity=False).digest()
    if len(nonce) != len(expected) + 12 or not hmac.compare_digest(nonce[: len(expected)], expected):
        raise NotVerified(Reason.OCSP_NONCE)
