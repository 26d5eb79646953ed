"""What happens with protecting."""

from armkrok.core.events.recording import Event

EVENTS: tuple[type[Event], ...] = ()
