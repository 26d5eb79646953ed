"""What happens with suppliers."""

from armkrok.core.events.recording import Event

EVENTS: tuple[type[Event], ...] = ()
