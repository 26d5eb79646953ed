"""What happens to certificates, for the audit log."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from armkrok.core.events.recording import Event


@dataclass(frozen=True)
class IssuerInstalled(Event):
    """The organisation's issuing certificate came from the root, or was renewed."""

    text = _("Installerade certifikat för underskrifter")
    serial: str


@dataclass(frozen=True)
class SealMade(Event):
    """The organisation got a seal of its own."""

    text = _("Skapade organisationens stämpel")
    serial: str


@dataclass(frozen=True)
class RevocationAsked(Event):
    """An administrator wants a certificate revoked."""

    text = _("Begärde att ett certifikat spärras")
    serial: str
    reason: str


@dataclass(frozen=True)
class RevocationApproved(Event):
    """Another administrator agreed: the certificate is revoked."""

    text = _("Godkände att ett certifikat spärras")
    serial: str


@dataclass(frozen=True)
class RevocationRejected(Event):
    """Another administrator did not agree."""

    text = _("Avslog att ett certifikat spärras")
    serial: str


@dataclass(frozen=True)
class DocumentStamped(Event):
    """Somebody put the organisation's seal on a document; this row is what is kept of it.

    `sha256` is the sealed file's, `original_sha256` what was sealed, `certificate` the seal's serial number.
    """

    text = _("Stämplade ett dokument")
    sha256: str
    original_sha256: str
    pages: int
    certificate: str


EVENTS = (DocumentStamped, IssuerInstalled, SealMade, RevocationAsked, RevocationApproved, RevocationRejected)
