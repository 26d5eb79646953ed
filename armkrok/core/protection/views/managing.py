"""Protected persons, for those who are named to see them. Every look is logged by the fields themselves."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from armkrok.core.access.actor import ActorRequest
from armkrok.core.access.routes import permission
from armkrok.core.administration.paging import page_of
from armkrok.core.administration.views.saving import slug, status, tried
from armkrok.core.protection import access, actions, queries
from armkrok.core.protection.forms import MarkForm
from armkrok.core.protection.models import Marking
from armkrok.core.protection.watch import SEE


@permission(SEE)
def people(request: ActorRequest) -> HttpResponse:
    """Those who are protected here, and by whom."""
    page = page_of(request, queries.present())
    context = {"rows": [_row(request, one) for one in page.rows], "total": page.total, **page.context}
    return render(request, "protection/people.html", context)


def _row(request: ActorRequest, marking: Marking) -> dict[str, Any]:
    by_hand = marking.source == Marking.Source.HAND
    return {
        "name": marking.person.name,
        "kind": marking.get_kind_display(),
        "source": _("Er organisation") if by_hand else _("Folkbokföringen"),
        "since": marking.since,
        "checked_at": None if by_hand else marking.checked_at,
        "why": marking.why if by_hand else "",
        "remove_url": reverse("protection:unmark", args=[slug(request), marking.pk]) if by_hand else "",
        "ended_at": marking.ended_at,
    }


@permission(SEE)
def mark(request: ActorRequest) -> HttpResponse:
    """Mark a person by number; the number is in the body alone."""
    form = MarkForm(request.POST or None)
    if request.method == "POST" and tried(form, lambda: _mark(form, request)):
        return _done(request, _("Personen är markerad och döljs från och med nu."))
    return render(request, "protection/mark.html", {"form": form, **_back(request)}, status=status(form))


def _mark(form: MarkForm, request: ActorRequest) -> None:
    given = form.cleaned_data
    actions.mark(given["number"], given["kind"], given["reason"], by=request.actor)


@permission(SEE)
def unmark(request: ActorRequest, marking_id: UUID) -> HttpResponse:
    """Ask once, then take the organisation's own marking away."""
    marking = access.marking_for(marking_id)
    if request.method == "POST":
        actions.unmark(marking, by=request.actor)
        return _done(request, _("Markeringen är borttagen."))
    return render(request, "protection/unmark.html", {"row": _row(request, marking), **_back(request)})


@permission(SEE)
def history(request: ActorRequest) -> HttpResponse:
    """What the organisation has set and taken away."""
    page = page_of(request, queries.history())
    rows = [_row(request, one) for one in page.rows]
    return render(request, "protection/history.html", {"rows": rows, **page.context, **_back(request)})


def _done(request: ActorRequest, text: str) -> HttpResponse:
    messages.success(request, text)
    return HttpResponseRedirect(reverse("protection:people", args=[slug(request)]))


def _back(request: ActorRequest) -> dict[str, str]:
    return {
        "back_url": reverse("protection:people", args=[slug(request)]),
        "back_text": _("Skyddade uppgifter"),
    }
