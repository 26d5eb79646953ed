"""The API of Underskrift: ask, follow, fetch, check. Everything is what the pages do, by the same actions."""

from armkrok.services.signing.rest import archive, documents, handing, register, requests, verifying
from armkrok.services.signing.rest.routing import router

__all__ = ["archive", "documents", "handing", "register", "requests", "router", "verifying"]
