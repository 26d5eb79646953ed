"""What happens with the catalogue."""

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from armkrok.core.events.recording import Event


@dataclass(frozen=True)
class TitleSaved(Event):
    """A title was added or changed."""

    text = _("Sparade ett läromedel")
    is_new: bool
    changed: tuple[str, ...] = ()


@dataclass(frozen=True)
class TitleWithdrawn(Event):
    """A title can no longer be ordered."""

    text = _("Slutade erbjuda ett läromedel")


@dataclass(frozen=True)
class TitleOfferedAgain(Event):
    """A title that was withdrawn can be ordered again."""

    text = _("Erbjöd ett läromedel igen")


@dataclass(frozen=True)
class TitleListTaken(Event):
    """A list of titles was brought, to be looked at."""

    text = _("Tog emot en lista med läromedel")
    size_bytes: int


@dataclass(frozen=True)
class TitleListDiscarded(Event):
    """A list was thrown away; nothing was changed."""

    text = _("Kastade en lista med läromedel")


@dataclass(frozen=True)
class TitlesImported(Event):
    """A list of titles was read into the catalogue."""

    text = _("Läste in läromedel")
    added: int
    changed: int
    suppliers: tuple[UUID, ...] = ()


EVENTS: tuple[type[Event], ...] = (
    TitleSaved,
    TitleWithdrawn,
    TitleOfferedAgain,
    TitleListTaken,
    TitleListDiscarded,
    TitlesImported,
)
