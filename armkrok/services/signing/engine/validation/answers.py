"""OCSP answers that a file brings along (RFC 6960): what an authority said of a certificate at a time.

An answer counts when it is signed by the certificate's issuer, or by somebody whom the issuer has certified
for just that. Nothing is asked over the network.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from asn1crypto import keys
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, padding, rsa
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID

_ARCHIVE_CUTOFF = x509.ObjectIdentifier("1.3.6.1.5.5.7.48.1.6")
_STRONG = (hashes.SHA256, hashes.SHA384, hashes.SHA512)


@dataclass(frozen=True)
class Said:
    """What one believed answer says: since when the certificate is revoked, or None if it is good, and the
    last moment that the answer speaks for."""

    revoked: datetime | None
    until: datetime


class Answers:
    """The answers of one file; each one's signature is checked once per issuing key."""

    def __init__(self, answers: Iterable[bytes]) -> None:
        self._answers = [one for one in (_opened(der) for der in set(answers)) if one is not None]
        self._believed: dict[tuple[int, bytes], bool] = {}

    def about(self, certificate: x509.Certificate, issuer: x509.Certificate) -> Iterator[Said]:
        """Everything that is rightly said of a certificate; "unknown" says nothing."""
        for answer in self._answers:
            for one in answer.responses:
                if one.serial_number != certificate.serial_number or not _names(one, issuer):
                    continue
                if not self._holds(answer, issuer):
                    continue
                if one.certificate_status == ocsp.OCSPCertStatus.REVOKED:
                    yield Said(one.revocation_time_utc, _until(one))
                elif one.certificate_status == ocsp.OCSPCertStatus.GOOD and _remembers(
                    answer, one, certificate
                ):
                    yield Said(None, _until(one))

    def _holds(self, answer: ocsp.OCSPResponse, issuer: x509.Certificate) -> bool:
        key = (id(answer), issuer.fingerprint(hashes.SHA256()))
        if key not in self._believed:
            self._believed[key] = _is_signed_for(answer, issuer)
        return self._believed[key]


def _until(one: ocsp.OCSPSingleResponse) -> datetime:
    return one.next_update_utc or one.this_update_utc


def _remembers(
    answer: ocsp.OCSPResponse, one: ocsp.OCSPSingleResponse, certificate: x509.Certificate
) -> bool:
    """An authority may forget certificates that have expired, unless it says how far back it remembers
    (RFC 6960 4.4.4)."""
    if one.this_update_utc <= certificate.not_valid_after_utc:
        return True
    try:
        return bool(answer.single_extensions.get_extension_for_oid(_ARCHIVE_CUTOFF))
    except (x509.ExtensionNotFound, ValueError):
        return False


def _names(one: ocsp.OCSPSingleResponse, issuer: x509.Certificate) -> bool:
    """Whether the answer is about a certificate by this issuer: digests of its name and its key."""
    name, key = _digests(issuer, one.hash_algorithm.name)
    return one.issuer_name_hash == name and one.issuer_key_hash == key


@lru_cache(maxsize=64)
def _digests(issuer: x509.Certificate, algorithm: str) -> tuple[bytes, bytes]:
    kind: hashes.HashAlgorithm = {
        "sha1": hashes.SHA1(),  # noqa: S303 (an identifier here, as the standard writes it)
        "sha256": hashes.SHA256(),
        "sha384": hashes.SHA384(),
        "sha512": hashes.SHA512(),
    }.get(algorithm, hashes.SHA256())
    name, key = hashes.Hash(kind), hashes.Hash(kind)
    name.update(issuer.subject.public_bytes())
    key.update(_key_bits(issuer))
    return name.finalize(), key.finalize()


def _key_bits(issuer: x509.Certificate) -> bytes:
    """The value of the subject's BIT STRING, without tag, length and unused bits."""
    plain = issuer.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return bytes(keys.PublicKeyInfo.load(plain)["public_key"].contents[1:])


def _is_signed_for(answer: ocsp.OCSPResponse, issuer: x509.Certificate) -> bool:
    """Whether the issuer signed, or somebody it has certified for answering."""
    try:
        if not isinstance(answer.signature_hash_algorithm, (*_STRONG, type(None))):
            return False
        return _verifies(answer, issuer) or any(
            _verifies(answer, one) for one in answer.certificates if _may_answer(one, issuer, answer)
        )
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return False


def _may_answer(certificate: x509.Certificate, issuer: x509.Certificate, answer: ocsp.OCSPResponse) -> bool:
    try:
        certificate.verify_directly_issued_by(issuer)
        purposes = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm, x509.ExtensionNotFound):
        return False
    alive = certificate.not_valid_before_utc <= answer.produced_at_utc <= certificate.not_valid_after_utc
    return alive and ExtendedKeyUsageOID.OCSP_SIGNING in purposes


def _verifies(answer: ocsp.OCSPResponse, signer: x509.Certificate) -> bool:
    key, kind = signer.public_key(), answer.signature_hash_algorithm
    value, signed = answer.signature, answer.tbs_response_bytes
    try:
        if isinstance(key, rsa.RSAPublicKey) and kind is not None:
            key.verify(value, signed, padding.PKCS1v15(), kind)
        elif isinstance(key, ec.EllipticCurvePublicKey) and kind is not None:
            key.verify(value, signed, ec.ECDSA(kind))
        elif isinstance(key, ed25519.Ed25519PublicKey | ed448.Ed448PublicKey):
            key.verify(value, signed)
        else:
            return False
    except InvalidSignature:
        return False
    return True


@lru_cache(maxsize=256)
def _opened(der: bytes) -> ocsp.OCSPResponse | None:
    try:
        answer = ocsp.load_der_ocsp_response(der)
        good = answer.response_status == ocsp.OCSPResponseStatus.SUCCESSFUL
        return answer if good and list(answer.responses) else None
    except (ValueError, UnsupportedAlgorithm):
        return None
