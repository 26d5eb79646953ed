"""Addresses of the service's own pages."""

from typing import Any

from django.urls import reverse

from armkrok.core.access.actor import ActorRequest
from armkrok.core.administration.views.saving import slug


def at(request: ActorRequest, url_name: str, **kwargs: Any) -> str:
    """The address of a page of the service, in the same organisation."""
    return reverse(f"school:{url_name}", kwargs={"organisation": slug(request), **kwargs})
