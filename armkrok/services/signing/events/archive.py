"""What happens to finished requests: packages, receipts, holds, culling and renewed time stamps."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from armkrok.core.events.recording import Event


@dataclass(frozen=True)
class EvidenceTaken(Event):
    """Somebody took the sealed evidence package."""

    text = _("Hämtade bevispaketet")
    sha256: str


@dataclass(frozen=True)
class PackageOrdered(Event):
    """Somebody asked for a package for the e-archive."""

    text = _("Beställde ett paket för e-arkivet")
    delivery_id: UUID
    kind: str


@dataclass(frozen=True)
class PackageMade(Event):
    """A package for the e-archive was made and judged fit."""

    text = _("Gjorde ett paket för e-arkivet")
    delivery_id: UUID
    kind: str
    sha256: str


@dataclass(frozen=True)
class PackageFailed(Event):
    """A package for the e-archive could not be made."""

    text = _("Paketet för e-arkivet gick inte att göra")
    delivery_id: UUID
    reason: str


@dataclass(frozen=True)
class PackageTaken(Event):
    """Somebody took a package for the e-archive."""

    text = _("Hämtade ett paket för e-arkivet")
    delivery_id: UUID
    sha256: str


@dataclass(frozen=True)
class ReceiptRegistered(Event):
    """The e-archive has confirmed a package."""

    text = _("Registrerade e-arkivets kvittens")
    delivery_id: UUID
    sha256: str


@dataclass(frozen=True)
class RequestHeld(Event):
    """A request may not be culled for now."""

    text = _("Spärrade från gallring")


@dataclass(frozen=True)
class HoldLifted(Event):
    """The hold is over."""

    text = _("Hävde spärren mot gallring")


@dataclass(frozen=True)
class CullDaySet(Event):
    """A person said from which day the years are counted."""

    text = _("Angav från vilken dag tiden för gallring räknas")
    trigger: date
    cull_from: date


@dataclass(frozen=True)
class CullingDecided(Event):
    """A person decided to cull what the preview showed."""

    text = _("Beslutade om gallring")
    reference: str
    requests: int


@dataclass(frozen=True)
class RequestCulled(Event):
    """A request is gone; what remains is this."""

    text = _("Gallrade en begäran")
    culling_id: UUID
    type_key: str
    sha256: list[str]


@dataclass(frozen=True)
class RequestLeft(Event):
    """A request of a culling was left, and why."""

    text = _("Lät bli att gallra en begäran")
    culling_id: UUID
    reason: str


@dataclass(frozen=True)
class StampRenewed(Event):
    """The archive time stamp of a document was renewed."""

    text = _("Förnyade arkivstämpeln")
    document_id: UUID
    sha256: str


@dataclass(frozen=True)
class RenewalFailed(Event):
    """The archive time stamp of a document could not be renewed."""

    text = _("Arkivstämpeln gick inte att förnya")
    document_id: UUID
    reason: str


@dataclass(frozen=True)
class ArchiveAgreed(Event):
    """The organisation noted what it has agreed with its e-archive."""

    text = _("Ändrade uppgifterna om e-arkivet")
    fields: list[str]


EVENTS = (
    EvidenceTaken, PackageOrdered, PackageMade, PackageFailed, PackageTaken, ReceiptRegistered, RequestHeld,
    HoldLifted, CullDaySet, CullingDecided, RequestCulled, RequestLeft, StampRenewed, RenewalFailed,
    ArchiveAgreed,
)  # fmt: skip
