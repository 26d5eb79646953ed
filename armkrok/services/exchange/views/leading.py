"""Addresses of the service's own pages, and the way on after a deed."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from armkrok.core.access.actor import ActorRequest
from armkrok.core.administration.views.saving import slug


def address(request: ActorRequest, url_name: str, **kwargs: Any) -> str:
    """The address of a page of the service in the same organisation."""
    return reverse(f"exchange:{url_name}", kwargs={"organisation": slug(request), **kwargs})


def done(request: ActorRequest, text: str, url_name: str, **kwargs: Any) -> HttpResponse:
    """Say what was done, and lead on."""
    if text:
        messages.success(request, text)
    return HttpResponseRedirect(address(request, url_name, **kwargs))
