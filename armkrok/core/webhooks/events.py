"""What happens to receivers, for the audit log."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from armkrok.core.events.recording import Event


@dataclass(frozen=True)
class ReceiverAdded(Event):
    """A system is to be told of events."""

    text = _("Lade till en mottagare av aviseringar")


@dataclass(frozen=True)
class ReceiverChanged(Event):
    """Another name, address or choice of events."""

    text = _("Ändrade en mottagare av aviseringar")


@dataclass(frozen=True)
class ReceiverRemoved(Event):
    """A system is told no more."""

    text = _("Tog bort en mottagare av aviseringar")


@dataclass(frozen=True)
class SecretRotated(Event):
    """A receiver got a new secret; the former one holds for a day."""

    text = _("Bytte hemlighet för en mottagare av aviseringar")


@dataclass(frozen=True)
class ReceiverPaused(Event):
    """Nothing is sent until somebody resumes."""

    text = _("Pausade en mottagare av aviseringar")


@dataclass(frozen=True)
class ReceiverResumed(Event):
    """What waited is sent."""

    text = _("Återupptog en mottagare av aviseringar")


@dataclass(frozen=True)
class TestMessageSent(Event):
    """A message was sent to see whether it arrives."""

    text = _("Skickade en avisering på prov")


@dataclass(frozen=True)
class MessagesReplayed(Event):
    """Messages are sent again."""

    text = _("Skickade aviseringar igen")
    messages: int


EVENTS = (
    ReceiverAdded, ReceiverChanged, ReceiverRemoved, SecretRotated, ReceiverPaused, ReceiverResumed,
    TestMessageSent, MessagesReplayed,
)  # fmt: skip
