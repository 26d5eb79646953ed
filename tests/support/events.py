"""An event for tests of what every event goes through."""

from dataclasses import dataclass

from armkrok.core.events.recording import Event


@dataclass(frozen=True)
class BellRang(Event):
    """A fact that no service announces."""

    text = "Klockan ringde"
    times: int
