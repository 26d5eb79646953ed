"""What happens with sending."""

from armkrok.core.events.recording import Event

EVENTS: tuple[type[Event], ...] = ()
