"""Addresses of the service's own pages, and the way on after a deed."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from armkrok.core.access.actor import ActorRequest


def address(request: ActorRequest, url_name: str, **kwargs: Any) -> str:
    """The address of a page of the service in the same organisation."""
    place = request.actor.organisation
    return reverse(f"exchange:{url_name}", kwargs={"organisation": place.slug if place else "", **kwargs})


def done(request: ActorRequest, text: str, url_name: str, **kwargs: Any) -> HttpResponse:
    """Say what was done, and lead on."""
    if text:
        messages.success(request, text)
    return HttpResponseRedirect(address(request, url_name, **kwargs))


def status(form: forms.Form) -> int:
    """422 for a page with errors, so that machines see it too."""
    return 422 if form.errors else 200
