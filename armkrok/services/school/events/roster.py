"""What happens with roster."""

from armkrok.core.events.recording import Event

EVENTS: tuple[type[Event], ...] = ()
