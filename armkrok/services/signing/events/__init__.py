"""What happens in Underskrift, for the audit log and for subscribers; a module per part of the service."""

from armkrok.services.signing.events import requests

EVENTS = (*requests.EVENTS,)
