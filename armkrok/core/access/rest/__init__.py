"""OAuth 2 for systems, and the way in to every API operation."""

from armkrok.core.access.rest.entering import bearer, operation
from armkrok.core.access.rest.tokens import router
from armkrok.core.access.systems import LIFETIME, hashed

__all__ = ["LIFETIME", "bearer", "hashed", "operation", "router"]
