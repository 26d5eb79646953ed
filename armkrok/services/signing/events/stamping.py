"""What happens with time stamps and signing services, for the audit log and for subscribers."""

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from armkrok.core.events.recording import Event


@dataclass(frozen=True)
class StampMissing(Event):
    """A signature was put in the file without a time stamp: no authority answered, and policy allows it."""

    text = _("Skrev under utan tidsstämpel: tidsstämpel saknas ännu")
    document_id: UUID
    reason: str


@dataclass(frozen=True)
class StampAdded(Event):
    """The missing time stamp came: a document time stamp over the signatures."""

    text = _("Lade till den tidsstämpel som saknades")
    document_id: UUID
    sha256: str


@dataclass(frozen=True)
class WentToSignService(Event):
    """A party was sent to an external signing service."""

    text = _("Gick till en underskriftstjänst")
    party_id: UUID
    service: str


@dataclass(frozen=True)
class SignServiceRefused(Event):
    """Nothing came of it; `reason` is the service's status, or the check that its answer did not pass."""

    text = _("Det blev ingen underskrift i underskriftstjänsten")
    party_id: UUID
    reason: str


EVENTS = (StampMissing, StampAdded, WentToSignService, SignServiceRefused)
