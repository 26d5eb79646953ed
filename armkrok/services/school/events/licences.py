"""What happens with licences."""

from armkrok.core.events.recording import Event

EVENTS: tuple[type[Event], ...] = ()
