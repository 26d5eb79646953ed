"""What happens in Underskrift, for the audit log and for subscribers; a module per part of the service."""

from armkrok.services.signing.events import (
    archive,
    asking,
    choices,
    copies,
    handing,
    importing,
    keys,
    register,
    requests,
    stamping,
)

EVENTS = (
    *requests.EVENTS,
    *archive.EVENTS,
    *asking.EVENTS,
    *choices.EVENTS,
    *copies.EVENTS,
    *handing.EVENTS,
    *importing.EVENTS,
    *keys.EVENTS,
    *register.EVENTS,
    *stamping.EVENTS,
)
