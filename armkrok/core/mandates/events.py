"""What has happened to acting for another. The one acted for is in the audit row itself."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from armkrok.core.events.recording import Event


@dataclass(frozen=True)
class ActingBegun(Event):
    """A person began to act for another."""

    mandate_id: UUID
    kind: str
    text: ClassVar = _("Började agera för någon annan")


@dataclass(frozen=True)
class ActingEnded(Event):
    """A person acts as herself again; `reason`: person, ended (the right) or silent (the register)."""

    mandate_id: UUID | None
    reason: str
    text: ClassVar = _("Slutade agera för någon annan")


EVENTS = (ActingBegun, ActingEnded)
