"""What happens in Underskrift, for the audit log and for subscribers; a module per part of the service."""

from armkrok.services.signing.events import archive, asking, importing, keys, register, requests, stamping

EVENTS = (
    *requests.EVENTS,
    *archive.EVENTS,
    *asking.EVENTS,
    *importing.EVENTS,
    *keys.EVENTS,
    *register.EVENTS,
    *stamping.EVENTS,
)
