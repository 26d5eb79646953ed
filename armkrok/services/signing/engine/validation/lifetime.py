"""The fourth question: was the certificate valid at the proven time?

Revocation is read from lists (the file's own and those the caller brings) and from OCSP answers in the file.
A list counts when its issuer's signature holds and it was still in force, or newer, at the time in question
(RFC 5280 6.3); so does an answer (see ``answers``).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes

from armkrok.services.signing.engine.validation.answers import Answers
from armkrok.services.signing.engine.validation.report import Finding
from armkrok.services.signing.engine.validation.trust import Chain


@dataclass(frozen=True)
class ProvenTime:
    """When a signature existed at the latest. ``proven`` is False when only the present moment is known."""

    at: datetime
    proven: bool
    trusted: bool


class RevocationLists:
    """Lists by issuer, and OCSP answers; each one's signature is checked once per issuing key."""

    def __init__(self, lists: Iterable[bytes], answers: Iterable[bytes] = ()) -> None:
        self._lists = [one for one in (_opened(der) for der in set(lists)) if one is not None]
        self._answers = Answers(answers)
        self._believed: dict[tuple[int, bytes], bool] = {}

    def status(self, certificate: x509.Certificate, issuer: x509.Certificate, at: datetime) -> str:
        """ "good", "revoked" or "unknown" at a moment."""
        since = self.revoked_since(certificate, issuer)
        if since is not None and since <= at:
            return "revoked"
        known = any(said.until >= at for said in self._answers.about(certificate, issuer))
        for one in self._lists:
            if one.issuer != certificate.issuer or not self._holds(one, issuer):
                continue
            known = known or one.next_update_utc is None or one.next_update_utc >= at
        return "good" if known else "unknown"

    def revoked_since(self, certificate: x509.Certificate, issuer: x509.Certificate) -> datetime | None:
        """From when the certificate is revoked, by whichever says the earliest; None when nothing does."""
        entries = (
            one.get_revoked_certificate_by_serial_number(certificate.serial_number)
            for one in self._lists
            if one.issuer == certificate.issuer and self._holds(one, issuer)
        )
        said = (one.revoked for one in self._answers.about(certificate, issuer))
        listed = (_since(entry) for entry in entries if entry is not None)
        return min((*listed, *(one for one in said if one is not None)), default=None)

    def _holds(self, one: x509.CertificateRevocationList, issuer: x509.Certificate) -> bool:
        key = (id(one), issuer.fingerprint(hashes.SHA256()))
        if key not in self._believed:
            self._believed[key] = _is_signed_by(one, issuer)
        return self._believed[key]


def valid_then(
    chain: Chain, time: ProvenTime, lists: RevocationLists, claimed: datetime | None = None
) -> Finding:
    """Judge every certificate of the chain below the root at the proven time.

    One that has expired since the claimed time, with no proof of it, is unsure and not wrong (ETSI
    EN 319 102-1: OUT_OF_BOUNDS_NO_POE).
    """
    statuses: set[str] = set()
    since: datetime | None = None
    for certificate, issuer in _links(chain.certificates):
        if not _alive(certificate, time.at):
            could_be = not time.proven and claimed is not None and _alive(certificate, claimed)
            return Finding("unsure", "expired_since") if could_be else Finding("no", "expired")
        statuses.add(lists.status(certificate, issuer, time.at) if issuer is not None else "unknown")
        since = since or (lists.revoked_since(certificate, issuer) if issuer is not None else None)
    if "revoked" in statuses:
        return Finding("no", "revoked", since)
    if not time.proven:
        return Finding("unsure", "time_unproven")
    if not time.trusted:
        return Finding("unsure", "timestamp_untrusted")
    if "unknown" in statuses:
        return Finding("unsure", "revocation_unknown", since)
    return Finding("yes", "revoked_later", since) if since else Finding("yes", "valid_at_time")


def _alive(certificate: x509.Certificate, at: datetime) -> bool:
    return certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc


def is_covered(chain: Chain, at: datetime, lists: RevocationLists) -> bool:
    """Whether lists at hand answer for every certificate below the root (B-LT needs this)."""
    return chain.top_is_root and all(
        issuer is not None and lists.status(certificate, issuer, at) != "unknown"
        for certificate, issuer in _links(chain.certificates)
    )


def _links(
    certificates: Sequence[x509.Certificate],
) -> list[tuple[x509.Certificate, x509.Certificate | None]]:
    """Each certificate with its issuer, without the self-signed top."""
    above = [*certificates[1:], None]
    pairs = list(zip(certificates, above, strict=True))
    return [pair for pair in pairs if pair[0].subject != pair[0].issuer or len(pairs) == 1]


def _since(entry: x509.RevokedCertificate) -> datetime:
    """The day of the decision, or the invalidity date if that is earlier (RFC 5280 5.3.2)."""
    try:
        stated = entry.extensions.get_extension_for_class(x509.InvalidityDate).value.invalidity_date_utc
    except (x509.ExtensionNotFound, ValueError):
        return entry.revocation_date_utc
    return min(stated, entry.revocation_date_utc)


def _is_signed_by(one: x509.CertificateRevocationList, issuer: x509.Certificate) -> bool:
    try:
        limited = any(item.critical for item in one.extensions)  # partitioned or indirect: not for us
        return not limited and one.is_signature_valid(issuer.public_key())  # type: ignore[arg-type]
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
        return False


@lru_cache(maxsize=64)
def _opened(der: bytes) -> x509.CertificateRevocationList | None:
    try:
        return x509.load_der_x509_crl(der)
    except ValueError:
        return None
