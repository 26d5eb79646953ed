"""What has happened to markings, without the person: only those who may see her can follow the ids to her."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from armkrok.core.events.recording import Event


@dataclass(frozen=True)
class ProtectionMarked(Event):
    """Staff marked somebody by hand; `marking_id` leads those who may to the person."""

    marking_id: UUID
    text: ClassVar = _("Markerade skyddade uppgifter")


@dataclass(frozen=True)
class ProtectionUnmarked(Event):
    """Staff took a marking away that the organisation itself had set."""

    marking_id: UUID
    text: ClassVar = _("Tog bort markering om skyddade uppgifter")


EVENTS = (ProtectionMarked, ProtectionUnmarked)
