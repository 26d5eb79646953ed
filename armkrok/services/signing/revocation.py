"""Revocation lists: made anew when the old one has less than half its life left."""

from datetime import timedelta
from pathlib import Path

from django.conf import settings

from armkrok.kit.days import now
from armkrok.services.signing import issuing
from armkrok.services.signing.engine import revocation_list
from armkrok.services.signing.models import IssuingAuthority

LIFE = timedelta(days=7)


def current() -> bytes:
    """The issuing CA's revocation list in DER, of the organisation in scope."""
    authority = issuing.issuer()
    row = IssuingAuthority.objects.select_for_update().get()
    if row.crl is None or row.crl_until is None or row.crl_until - now() < LIFE / 2:
        row.crl_number += 1
        row.crl_until = now() + LIFE
        row.crl = revocation_list(authority, number=row.crl_number, days=LIFE.days)
        row.save(update_fields=["crl", "crl_number", "crl_until"])
    return bytes(row.crl)


def of_root() -> bytes:
    """The root's revocation list, made when the root last was at hand."""
    return (Path(settings.KEYS) / "root.crl").read_bytes()
