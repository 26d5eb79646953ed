"""What administrators have changed about a system."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from armkrok.core.events.recording import Event


@dataclass(frozen=True)
class SecretChanged(Event):
    """A system got a new secret; the old one holds for so many days more."""

    text = _("Bytte ett systems hemlighet")
    overlap: int


@dataclass(frozen=True)
class SecretClosed(Event):
    """A system's old secret was ended before its time."""

    text = _("Stängde ett systems gamla hemlighet")


@dataclass(frozen=True)
class ClientLimited(Event):
    """A system may call from other networks, or another number of times, than before."""

    text = _("Ändrade varifrån och hur ofta ett system får anropa")
    networks: int
    per_minute: int


@dataclass(frozen=True)
class KeysChanged(Event):
    """A system may show who it is with other keys than before."""

    text = _("Ändrade ett systems nycklar")
    keys: int


EVENTS = (SecretChanged, SecretClosed, ClientLimited, KeysChanged)
