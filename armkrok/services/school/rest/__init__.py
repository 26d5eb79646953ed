"""The API of Elever och läromedel: the roster by SS 12000, for the organisation's own systems."""

from armkrok.services.school.rest import ss12000
from armkrok.services.school.rest.routing import router

__all__ = ["router", "ss12000"]
