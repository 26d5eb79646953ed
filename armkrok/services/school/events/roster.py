"""What happens with the roster and its sources."""

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from armkrok.core.events.recording import Event


@dataclass(frozen=True)
class SourceAdded(Event):
    """A source of the roster was written down."""

    text = _("Lade till en källa för elevregistret")
    kind: str


@dataclass(frozen=True)
class SourceChanged(Event):
    """A source's settings, hours or limits were changed; what a secret is, is never told."""

    text = _("Ändrade en källa för elevregistret")
    is_open: bool
    has_new_secret: bool


@dataclass(frozen=True)
class ImportAsked(Event):
    """Somebody, or the clock, wanted a source read."""

    text = _("Hämtade från en källa för elevregistret")


@dataclass(frozen=True)
class RosterImported(Event):
    """What a source told is in the roster."""

    text = _("Elevregistret uppdaterades från en källa")
    source_id: UUID
    is_delta: bool


@dataclass(frozen=True)
class ImportStopped(Event):
    """Too much would have been gone; an officer is to decide."""

    text = _("En uppdatering av elevregistret stannade vid en gräns")
    kinds: int


@dataclass(frozen=True)
class ImportPassed(Event):
    """An officer let a stopped import pass, once."""

    text = _("Släppte en uppdatering av elevregistret förbi gränsen")


@dataclass(frozen=True)
class ImportDiscarded(Event):
    """An officer threw a stopped import away, or nobody decided in time."""

    text = _("Kastade en uppdatering av elevregistret")


EVENTS: tuple[type[Event], ...] = (
    SourceAdded,
    SourceChanged,
    ImportAsked,
    RosterImported,
    ImportStopped,
    ImportPassed,
    ImportDiscarded,
)
