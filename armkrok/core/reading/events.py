"""What has happened to the read log itself."""

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from armkrok.core.events.recording import Event


@dataclass(frozen=True)
class ReadLogSealed(Event):
    """The newest link of the read log was written here, where the night's time stamp covers it."""

    text = _("Skrev in läsloggens slut i händelseloggen")
    sequence: int
    digest: str


@dataclass(frozen=True)
class ReadsCulled(Event):
    """Reads older than the organisation keeps were removed, to and including the link that is named."""

    text = _("Gallrade läsloggen")
    rows: int
    sequence: int
    digest: str
    years: int
    decision: str


@dataclass(frozen=True)
class ReadsExported(Event):
    """Somebody took a part of the read log as a file."""

    text = _("Hämtade läsloggen som fil")
    lines: int
    person_id: UUID | None


@dataclass(frozen=True)
class ReadLogChecked(Event):
    """Somebody had the chain of the read log walked."""

    text = _("Kontrollerade läsloggen")
    rows: int
    faults: int


@dataclass(frozen=True)
class ReadPolicyChanged(Event):
    """How long reads are kept, by which decision they are culled, or whether readers are named."""

    text = _("Ändrade hur läsloggen sköts")
    years: int
    decision: str
    names_readers: bool


EVENTS = (ReadLogSealed, ReadsCulled, ReadsExported, ReadLogChecked, ReadPolicyChanged)
