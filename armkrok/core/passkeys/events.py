"""What happens to passkeys, for the log."""

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from armkrok.core.events.recording import Event


@dataclass(frozen=True)
class BreakGlassOpened(Event):
    """The organisation lets people in by passkey; the reason is in the row."""

    text = _("Slog på inloggning med nyckel")


@dataclass(frozen=True)
class BreakGlassClosed(Event):
    """The organisation lets nobody in by passkey any more."""

    text = _("Stängde av inloggning med nyckel")
    sessions: int


@dataclass(frozen=True)
class BreakGlassUsed(Event):
    """Somebody logged in without an e-ID."""

    text = _("NÖDINLOGGNING: loggade in med nyckel")
    person_id: UUID
    session_id: UUID


@dataclass(frozen=True)
class PasskeyInvited(Event):
    """A person may add a passkey, once, within a day."""

    text = _("Bjöd in någon att lägga till en nyckel")
    person_id: UUID


@dataclass(frozen=True)
class PasskeyInvitationWithdrawn(Event):
    """The link does not hold any more."""

    text = _("Tog tillbaka en inbjudan att lägga till en nyckel")
    person_id: UUID


@dataclass(frozen=True)
class PasskeyAdded(Event):
    """A person can log in by a new passkey."""

    text = _("Lade till en nyckel")
    person_id: UUID
    by_invitation: bool


@dataclass(frozen=True)
class PasskeyRemoved(Event):
    """The passkey opens nothing any more."""

    text = _("Tog bort en nyckel")
    person_id: UUID
    sessions: int


@dataclass(frozen=True)
class PasskeySuspected(Event):
    """The passkey's counter went back: there may be a copy of it. It opens nothing any more."""

    text = _("VARNING: en nyckel kan vara kopierad och har spärrats")
    person_id: UUID


@dataclass(frozen=True)
class OperatorIntroduced(Event):
    """The command line made somebody the operator's administrator."""

    text = _("Lade till en administratör från kommandoraden")
    person_id: UUID


EVENTS = (
    BreakGlassOpened, BreakGlassClosed, BreakGlassUsed, PasskeyInvited, PasskeyInvitationWithdrawn,
    PasskeyAdded, PasskeyRemoved, PasskeySuspected, OperatorIntroduced,
)  # fmt: skip
