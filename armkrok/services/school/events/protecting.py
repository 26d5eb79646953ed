"""What happens with protected pupils."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from armkrok.core.events.recording import Event


@dataclass(frozen=True)
class PupilBecameProtected(Event):
    """The roster, or the population register, marked a person; she leaves every receiver at once."""

    text = _("Tog emot en skyddsmarkering i elevregistret")
    receivers: int


@dataclass(frozen=True)
class ProtectionDecided(Event):
    """What receivers get about a protected person: nothing, an alias, or the ordinary."""

    text = _("Beslutade vad leverantörer får om en skyddad elev")
    policy: str


@dataclass(frozen=True)
class ProtectionDecisionEnded(Event):
    """A decision no longer holds; the person is withheld."""

    text = _("Avslutade ett beslut om en skyddad elev")


@dataclass(frozen=True)
class ErasureConfirmed(Event):
    """A supplier has confirmed that it has erased what it had about a person."""

    text = _("Antecknade att en leverantör har raderat uppgifter")


EVENTS: tuple[type[Event], ...] = (
    PupilBecameProtected,
    ProtectionDecided,
    ProtectionDecisionEnded,
    ErasureConfirmed,
)
