"""Boards and units."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from armkrok.core.access.actor import ActorRequest
from armkrok.core.access.routes import permission
from armkrok.core.administration import access, queries
from armkrok.core.administration.actions import structure as actions
from armkrok.core.administration.forms import NameForm, UnitForm
from armkrok.core.administration.views.saving import done, slug, status, tried


@permission("administration.manage")
def structure(request: ActorRequest) -> HttpResponse:
    """Boards with their units; units without a board last."""
    under: dict[UUID | None, list[dict[str, str]]] = {}
    for row in queries.units():
        address = reverse("administration:unit", args=[slug(request), row.pk])
        under.setdefault(row.board_id, []).append({"name": row.name, "url": address})
    boards = [
        {
            "name": row.name,
            "url": reverse("administration:board", args=[slug(request), row.pk]),
            "units": under.get(row.pk, []),
        }
        for row in queries.boards()
    ]
    context = {"boards": boards, "loose_units": under.get(None, [])}
    return render(request, "administration/structure.html", context)


@permission("administration.manage")
def new_board(request: ActorRequest) -> HttpResponse:
    """Add a board."""
    form = NameForm(request.POST or None)
    return _page(
        request, form, _("Vad heter nämnden?"),
        lambda: actions.save_board(form.cleaned_data["name"], by=request.actor),
    )  # fmt: skip


@permission("administration.manage")
def board(request: ActorRequest, board_id: UUID) -> HttpResponse:
    """Give a board another name."""
    row = access.board_for(board_id)
    form = NameForm(request.POST or None, initial={"name": row.name})
    return _page(
        request, form, row.name,
        lambda: actions.save_board(form.cleaned_data["name"], board=row, by=request.actor),
    )  # fmt: skip


@permission("administration.manage")
def new_unit(request: ActorRequest) -> HttpResponse:
    """Add a unit."""
    form = UnitForm(request.POST or None)
    return _page(
        request, form, _("Vad heter enheten?"),
        lambda: actions.save_unit(form.cleaned_data["name"], form.cleaned_data["board"], by=request.actor),
    )  # fmt: skip


@permission("administration.manage")
def unit(request: ActorRequest, unit_id: UUID) -> HttpResponse:
    """Give a unit another name or board."""
    row = access.unit_for(unit_id)
    form = UnitForm(request.POST or None, initial={"name": row.name, "board": row.board_id})
    return _page(
        request, form, row.name,
        lambda: actions.save_unit(
            form.cleaned_data["name"], form.cleaned_data["board"], unit=row, by=request.actor
        ),
    )  # fmt: skip


def _page(request: ActorRequest, form: NameForm, heading: str, deed: Callable[[], Any]) -> HttpResponse:
    if request.method == "POST" and tried(form, deed):
        return done(request, _("{name} är sparad.").format(name=form.cleaned_data["name"]), "structure")
    context = {
        "form": form,
        "heading": heading,
        "back_url": reverse("administration:structure", args=[slug(request)]),
        "back_text": _("Nämnder och enheter"),
    }
    return render(request, "administration/name_form.html", context, status=status(form))
