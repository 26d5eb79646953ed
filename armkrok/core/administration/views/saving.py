"""From a form to a deed: a refusal becomes an error at the form, and everything typed is kept."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import Promise

from armkrok.core.access.actor import ActorRequest
from armkrok.kit.refusals import Refusal

INVALID = 422


def tried(form: forms.Form, deed: Callable[[], Any]) -> bool:
    """Whether the form was right and the deed done. A refusal is added to the form; the deed undid itself."""
    if not form.is_valid():
        return False
    try:
        deed()
    except Refusal as refusal:
        form.add_error(None, str(refusal.text))
        return False
    return True


def done(request: ActorRequest, text: "str | Promise", url_name: str, **kwargs: Any) -> HttpResponse:
    """Say what was done, and lead on to a page of the same organisation."""
    messages.success(request, str(text))
    return HttpResponseRedirect(address(request, url_name, **kwargs))


def address(request: ActorRequest, url_name: str, **kwargs: Any) -> str:
    """The address of a page of the same organisation's settings."""
    return reverse(f"administration:{url_name}", kwargs={"organisation": slug(request), **kwargs})


def slug(request: ActorRequest) -> str:
    """The organisation in the address."""
    place = request.actor.organisation
    return place.slug if place else ""


def status(form: forms.Form) -> int:
    """422 for a page with errors, so that machines see it too."""
    return INVALID if form.errors else 200
