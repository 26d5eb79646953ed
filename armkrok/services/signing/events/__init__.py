"""What happens in Underskrift, for the audit log and for subscribers; a module per part of the service."""

from armkrok.services.signing.events import (
    archive,
    asking,
    choices,
    copies,
    handing,
    importing,
    keys,
    on_paper,
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
    *on_paper.EVENTS,
    *register.EVENTS,
    *stamping.EVENTS,
)
