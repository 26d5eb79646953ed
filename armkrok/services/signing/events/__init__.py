"""What happens in Underskrift, for the audit log and for subscribers; a module per part of the service."""

from armkrok.services.signing.events import archive, importing, register, requests, stamping

EVENTS = (*requests.EVENTS, *archive.EVENTS, *importing.EVENTS, *register.EVENTS, *stamping.EVENTS)
