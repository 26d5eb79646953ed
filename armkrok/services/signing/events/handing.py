"""What happens when a business system sends a person here to sign."""

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from armkrok.core.events.recording import Event


@dataclass(frozen=True)
class HandoffMade(Event):
    """A system asked for a link to send a person here by."""

    text = _("Skapade en länk för att skicka hit någon")
    party_id: UUID
    handoff_id: UUID


@dataclass(frozen=True)
class HandoffUsed(Event):
    """The person came by the link."""

    text = _("Kom hit från ett annat system")
    party_id: UUID
    handoff_id: UUID


@dataclass(frozen=True)
class HandoffEnded(Event):
    """The person was sent back, with a result."""

    text = _("Skickades tillbaka till ett annat system")
    party_id: UUID
    handoff_id: UUID
    result: str


EVENTS = (HandoffMade, HandoffUsed, HandoffEnded)
