"""What happens at the door."""

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from armkrok.core.events.recording import Event


@dataclass(frozen=True)
class LoggedIn(Event):
    """A person logged in."""

    text = _("Loggade in")
    session_id: UUID
    method: str


@dataclass(frozen=True)
class LoggedOut(Event):
    """A person logged out."""

    text = _("Loggade ut")


@dataclass(frozen=True)
class LoginRefused(Event):
    """An e-ID's answer was not believed."""

    text = _("Inloggning nekades")
    reason: str
