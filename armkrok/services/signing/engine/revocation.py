"""Revocation lists (CRL, RFC 5280 5) of roots and issuing authorities."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import serialization

from armkrok.services.signing.engine.authority import Authority
from armkrok.services.signing.engine.certificate_parts import hash_for
from armkrok.services.signing.engine.keystore import public_key_of


@dataclass(frozen=True)
class Revoked:
    """One line of a revocation list.

    ``since`` is from when the certificate should not be believed (invalidity date, RFC 5280 5.3.2): it may
    lie before ``at``, the day of the decision. A certificate that signs once is nearly always revoked after
    its signature, which then counts unless ``since`` says otherwise.
    """

    serial: int
    at: datetime
    reason: x509.ReasonFlags = x509.ReasonFlags.unspecified
    since: datetime | None = None


def revocation_list(
    authority: Authority,
    revoked: Iterable[Revoked] = (),
    *,
    number: int,
    days: float = 7,
    now: datetime | None = None,
) -> bytes:
    """A CRL in DER, valid for ``days`` (RFC 5280 5); ``number`` must grow for each one issued.

    Raises KeyUnavailable when the key is in a hardware module that is away.
    """
    start = (now or datetime.now(UTC)).replace(microsecond=0)
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(authority.certificate.subject)
        .last_update(start)
        .next_update(start + timedelta(days=days))
        .add_extension(x509.CRLNumber(number), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(public_key_of(authority.certificate)), False
        )
    )
    for item in revoked:
        entry = x509.RevokedCertificateBuilder().serial_number(item.serial).revocation_date(item.at)
        if item.reason is not x509.ReasonFlags.unspecified:  # RFC 5280 5.3.1: then left out
            entry = entry.add_extension(x509.CRLReason(item.reason), critical=False)
        if item.since is not None:
            since = item.since.astimezone(UTC).replace(microsecond=0, tzinfo=None)
            entry = entry.add_extension(x509.InvalidityDate(since), critical=False)
        builder = builder.add_revoked_certificate(entry.build())
    return builder.sign(authority.key, hash_for(public_key_of(authority.certificate))).public_bytes(
        serialization.Encoding.DER
    )
