"""What happens with catalogue."""

from armkrok.core.events.recording import Event

EVENTS: tuple[type[Event], ...] = ()
