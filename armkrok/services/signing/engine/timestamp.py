"""A client for time-stamp authorities (RFC 3161) that believes nothing it has not checked."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

import httpx
from asn1crypto import cms, tsp
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID
from pyhanko.sign.general import extract_signer_info
from pyhanko.sign.validation.generic_cms import extract_certs_for_validation, validate_sig_integrity

from armkrok.services.signing.engine import asn1_lengths, der
from armkrok.services.signing.engine.cms import SHA256
from armkrok.services.signing.engine.errors import TimestampUnavailable

asn1_lengths.apply()
_QUERY, _REPLY = "application/timestamp-query", "application/timestamp-reply"
_LARGEST_REPLY = 64 * 1024
_SIZE_MARGIN = 48  # tokens from one authority differ by a few bytes: serial number, nonce, ECDSA lengths


@dataclass(frozen=True)
class Token:
    """A checked time-stamp token: its DER, the authority's time and the certificates it carries."""

    content: bytes
    at: datetime
    certificates: tuple[bytes, ...]


@dataclass
class Timestamper:
    """Fetches tokens from ``url``; safe to share between threads. ``timeout`` is in seconds, for each phase."""

    url: str
    timeout: float = 5.0
    client: httpx.Client | None = None
    _largest: int = field(default=0, repr=False)

    def token(self, digest: bytes) -> Token:
        """A token over a SHA-256 digest. Raises TimestampUnavailable."""
        nonce = secrets.randbits(63)
        reply = self._post(request(digest, nonce))
        token = checked(reply, digest, nonce)
        self._largest = max(self._largest, len(token.content))
        return token

    def token_size(self) -> int:
        """How many bytes to reserve for a token; asks for one to measure the first time."""
        if not self._largest:
            self.token(hashlib.sha256(b"size").digest())
        return self._largest + _SIZE_MARGIN

    def _post(self, body: bytes) -> bytes:
        self.client = self.client or httpx.Client()
        try:
            response = self.client.post(
                self.url, content=body, headers={"Content-Type": _QUERY}, timeout=self.timeout
            )
        except httpx.TimeoutException as error:
            raise TimestampUnavailable("timeout") from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise TimestampUnavailable("unreachable", type(error).__name__) from error
        if response.status_code != httpx.codes.OK:
            raise TimestampUnavailable("http_status", str(response.status_code))
        kind = response.headers.get("content-type", "").split(";")[0].strip()
        if kind != _REPLY or len(response.content) > _LARGEST_REPLY:
            raise TimestampUnavailable("malformed", "not a timestamp reply")
        return response.content


def request(digest: bytes, nonce: int) -> bytes:
    """A TimeStampReq (RFC 3161 2.4.1) that asks for the authority's certificate."""
    imprint = der.sequence(SHA256, der.octets(digest))
    return der.sequence(der.integer(1), imprint, der.integer(nonce), der.TRUE)


def checked(reply: bytes, digest: bytes, nonce: int) -> Token:
    """Check a TimeStampResp: status, imprint, nonce, purpose and signature. Raises TimestampUnavailable."""
    try:
        response = tsp.TimeStampResp.load(reply, strict=True)
        status = response["status"]["status"].native
        if status not in ("granted", "granted_with_mods"):
            raise TimestampUnavailable("refused", status)
        return _checked_token(response["time_stamp_token"], digest, nonce)
    except TimestampUnavailable:
        raise
    except Exception as error:  # asn1crypto and pyHanko raise many kinds on malformed bytes
        raise TimestampUnavailable("malformed", type(error).__name__) from error


def _checked_token(token: cms.ContentInfo, digest: bytes, nonce: int) -> Token:
    signed_data = token["content"]
    encapsulated = signed_data["encap_content_info"]
    info = encapsulated["content"].parsed
    imprint = info["message_imprint"]
    if (
        imprint["hash_algorithm"]["algorithm"].native != "sha256"
        or imprint["hashed_message"].native != digest
    ):
        raise TimestampUnavailable("wrong_imprint")
    if info["nonce"].native != nonce:
        raise TimestampUnavailable("wrong_nonce")
    signer_info = extract_signer_info(signed_data)
    certificate = extract_certs_for_validation(signed_data).signer_cert
    if not only_for_timestamps(certificate.dump()):
        raise TimestampUnavailable("wrong_purpose")
    algorithm = signer_info["digest_algorithm"]["algorithm"].native
    actual = hashlib.new(algorithm, bytes(encapsulated["content"])).digest()
    if validate_sig_integrity(signer_info, certificate, "tst_info", actual) != (True, True):
        raise TimestampUnavailable("bad_signature")
    certificates = tuple(one.chosen.dump() for one in signed_data["certificates"])
    return Token(token.dump(), info["gen_time"].native, certificates)


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
