"""What happens with orders."""

from armkrok.core.events.recording import Event

EVENTS: tuple[type[Event], ...] = ()
