"""What happens to the register of types, and to minutes when they are adjusted."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from armkrok.core.events.recording import Event


@dataclass(frozen=True)
class TypeChanged(Event):
    """The organisation has its own version of a type from a day; `fields` are those that differ."""

    text = _("Ändrade en dokumenttyp")
    type_key: str
    valid_from: str
    fields: list[str]


@dataclass(frozen=True)
class TypeSwitchedOff(Event):
    """A type is not used from a day on."""

    text = _("Stängde av en dokumenttyp")
    type_key: str
    valid_from: str


@dataclass(frozen=True)
class TypeRestored(Event):
    """A type follows the starting set again from a day on."""

    text = _("Återställde en dokumenttyp")
    type_key: str
    valid_from: str


@dataclass(frozen=True)
class BodySaved(Event):
    """A body was added or changed."""

    text = _("Sparade ett organ som justerar protokoll")
    fields: list[str]


@dataclass(frozen=True)
class MinutesAdjusted(Event):
    """The last has signed: the minutes are adjusted, and are to be announced by a day."""

    text = _("Protokollet är justerat")
    day: str
    announce_by: str


@dataclass(frozen=True)
class AnnouncementPutUp(Event):
    """A person says that the announcement was put up on a day; the time for appeal runs from it."""

    text = _("Anslog justeringen")
    day: str
    appeal_by: str


@dataclass(frozen=True)
class AnnouncementTakenDown(Event):
    """A person says that the announcement was taken down on a day."""

    text = _("Tog ner anslaget")
    day: str


@dataclass(frozen=True)
class PublicationCopyMade(Event):
    """A copy for publication was fetched; `sha256` is the copy's, and of its original."""

    text = _("Hämtade en kopia för publicering")
    sha256: str
    original_sha256: str
    covered: int


EVENTS = (
    TypeChanged, TypeSwitchedOff, TypeRestored, BodySaved, MinutesAdjusted, AnnouncementPutUp,
    AnnouncementTakenDown, PublicationCopyMade,
)  # fmt: skip
