"""What a person does with her own data, and what is done with persons."""

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from armkrok.core.events.recording import Event


@dataclass(frozen=True)
class OwnSessionsEnded(Event):
    """A person ended her own log-ins on other devices."""

    text = _("Avslutade egna inloggningar")
    sessions: int


@dataclass(frozen=True)
class DataExportAsked(Event):
    """A person asked for a copy of her data (dataskyddsförordningen art. 15 and 20)."""

    text = _("Bad om en kopia av sina uppgifter")


@dataclass(frozen=True)
class DataExported(Event):
    """What the organisation has of a person was put into her copy."""

    text = _("Lämnade ut uppgifter till den de gäller")
    export_id: UUID
    areas: int


@dataclass(frozen=True)
class DataExportFetched(Event):
    """The copy was fetched."""

    text = _("Hämtade en kopia av sina uppgifter")


@dataclass(frozen=True)
class NumberAdded(Event):
    """A person showed one more e-ID, and its number was added to her."""

    text = _("Lade till en e-legitimation")
    kinds: str


@dataclass(frozen=True)
class NumberNotAdded(Event):
    """A person showed one more e-ID, and its number could not be added; by which rule."""

    text = _("Kunde inte lägga till en e-legitimation")
    reason: str


@dataclass(frozen=True)
class MergerAsked(Event):
    """An administrator asked that two persons be made one."""

    text = _("Bad att få sammanföra två personer")
    kept_id: UUID
    other_id: UUID
    reference: str


@dataclass(frozen=True)
class MergerRejected(Event):
    """Another administrator said no."""

    text = _("Avslog att två personer sammanförs")
    kept_id: UUID
    other_id: UUID


@dataclass(frozen=True)
class PersonsMerged(Event):
    """Two persons were made one; how many rows of the organisation were given to the one who is kept."""

    text = _("Sammanförde två personer till en")
    kept_id: UUID
    other_id: UUID
    rows: int


EVENTS = (
    OwnSessionsEnded, DataExportAsked, DataExported, DataExportFetched, NumberAdded, NumberNotAdded,
    MergerAsked, MergerRejected, PersonsMerged,
)  # fmt: skip
