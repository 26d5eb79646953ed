"""What happens with agreements and releases."""

from armkrok.core.events.recording import Event

EVENTS: tuple[type[Event], ...] = ()
