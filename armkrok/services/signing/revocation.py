"""Revocation lists: made anew when one is revoked, or when the old list has less than half its life left."""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from django.conf import settings

from armkrok.core.tenants.scope import current_organisation_id
from armkrok.kit.days import now
from armkrok.services.signing import issuing, keys
from armkrok.services.signing.engine import Revoked, revocation_list
from armkrok.services.signing.engine.certificate_parts import CLOCK_SKEW
from armkrok.services.signing.errors import KeysUnavailable
from armkrok.services.signing.models import IssuedCertificate, IssuingAuthority, Revocation, SealKey

LIFE = timedelta(days=7)
FROM_THE_START = frozenset(
    {
        Revocation.Reason.KEY_COMPROMISE,
        Revocation.Reason.AFFILIATION_CHANGED,
        Revocation.Reason.PRIVILEGE_WITHDRAWN,
    }
)
"""Reasons for which the signature itself should not count: revoked since the certificate began."""
log = logging.getLogger(__name__)


def current() -> bytes:
    """The issuing CA's revocation list in DER, of the organisation in scope.

    When the key is out of reach, the old list is given as long as it is valid. Raises NoIssuer and
    KeysUnavailable.
    """
    issuing.issuer_row()
    row = IssuingAuthority.objects.select_for_update().get(retired_at=None)
    if row.crl is not None and row.crl_until is not None and row.crl_until - now() >= LIFE / 2:
        return bytes(row.crl)
    try:
        return _published(row)
    except KeysUnavailable:
        if row.crl is None or row.crl_until is None or row.crl_until <= now():
            raise
        log.warning("revocation list not renewed: the key is out of reach")
        return bytes(row.crl)


def publish() -> None:
    """Make the list anew now, with what has just been revoked. Raises KeysUnavailable."""
    _published(IssuingAuthority.objects.select_for_update().get(retired_at=None))


def of_root() -> bytes:
    """The root's revocation list, made when the root last was at hand."""
    return (Path(settings.KEYS) / "root.crl").read_bytes()


def _published(row: IssuingAuthority) -> bytes:
    authority = issuing.loaded(row)  # also one that has expired: its signers' certificates may live on
    with keys.in_reach():
        content = revocation_list(authority, _revoked(), number=row.crl_number + 1, days=LIFE.days)
    row.crl, row.crl_number, row.crl_until = content, row.crl_number + 1, now() + LIFE
    row.save(update_fields=["crl", "crl_number", "crl_until"])
    return content


def _revoked() -> Iterator[Revoked]:
    rows = list(Revocation.objects.exclude(approved_at=None).order_by("approved_at"))
    issued = IssuedCertificate.objects.filter(serial__in=[one.serial for one in rows])
    began = dict(issued.values_list("serial", "issued_at"))
    for one in rows:
        at, start = _next_second(one.approved_at or now()), began.get(one.serial)
        since = start - CLOCK_SKEW if start and one.reason in FROM_THE_START else None
        yield Revoked(int(one.serial, 16), at, x509.ReasonFlags[one.reason], since)


def _next_second(moment: datetime) -> datetime:
    """A list tells whole seconds; what was signed in the second before the decision is not hit by it."""
    return moment.replace(microsecond=0) + timedelta(seconds=1)


def is_revoked(serial: str) -> bool:
    """Whether the organisation in scope has revoked the certificate."""
    return Revocation.objects.filter(serial=serial).exclude(approved_at=None).exists()


def is_ours(serial: str) -> bool:
    """Whether the organisation in scope issued a certificate with this number, to a person or as its seal."""
    return IssuedCertificate.objects.filter(serial=serial, issued_by=current_organisation_id()).exists()


def serial_of(seal: SealKey) -> str:
    """A seal's serial number, as IssuedCertificate writes them."""
    (certificate, *_above) = x509.load_pem_x509_certificates(seal.certificate.encode())
    return f"{certificate.serial_number:X}"


def asked() -> list[Revocation]:
    """All of them, those that wait first, then the newest."""
    people = ("asked_by", "approved_by", "rejected_by")
    rows = Revocation.objects.select_related(*people).order_by("-asked_at")[:200]
    return sorted(rows, key=lambda one: not one.is_waiting)
