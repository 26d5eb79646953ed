"""Boards and units."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from armkrok.core.access.actor import ActorRequest
from armkrok.core.access.routes import permission
from armkrok.core.administration import access, queries
from armkrok.core.administration.actions import structure as actions
from armkrok.core.administration.differences import differences
from armkrok.core.administration.forms.structure import NameForm, UnitForm
from armkrok.core.administration.views.reviewing import Review, in_turn, reviewed, sent
from armkrok.core.administration.views.saving import address, done, status


@permission("administration.manage")
def structure(request: ActorRequest) -> HttpResponse:
    """Boards with their units; units without a board last."""
    under: dict[UUID | None, list[dict[str, str]]] = {}
    for row in queries.units():
        line = {"name": row.name, "url": address(request, "unit", unit_id=row.pk)}
        under.setdefault(row.board_id, []).append(line)
    boards = [
        {
            "name": row.name,
            "url": address(request, "board", board_id=row.pk),
            "units": under.get(row.pk, []),
        }
        for row in queries.boards()
    ]
    context = {"boards": boards, "loose_units": under.get(None, [])}
    return render(request, "administration/structure.html", context)


@permission("administration.manage")
@in_turn
def new_board(request: ActorRequest) -> HttpResponse:
    """Add a board."""
    form = NameForm(sent(request))
    return _page(
        request, form, _("Vad heter nämnden?"),
        lambda: actions.save_board(form.cleaned_data["name"], by=request.actor),
    )  # fmt: skip


@permission("administration.manage")
@in_turn
def board(request: ActorRequest, board_id: UUID) -> HttpResponse:
    """Give a board another name."""
    row = access.board_for(board_id)
    form = NameForm(sent(request), initial={"name": row.name})
    return _page(
        request, form, row.name,
        lambda: actions.save_board(form.cleaned_data["name"], board=row, by=request.actor),
    )  # fmt: skip


@permission("administration.manage")
@in_turn
def new_unit(request: ActorRequest) -> HttpResponse:
    """Add a unit."""
    form = UnitForm(sent(request))
    return _page(
        request, form, _("Vad heter enheten?"),
        lambda: actions.save_unit(form.cleaned_data["name"], form.cleaned_data["board"], by=request.actor),
    )  # fmt: skip


@permission("administration.manage")
@in_turn
def unit(request: ActorRequest, unit_id: UUID) -> HttpResponse:
    """Give a unit another name or board."""
    row = access.unit_for(unit_id)
    form = UnitForm(sent(request), initial={"name": row.name, "board": row.board_id})
    return _page(
        request, form, row.name,
        lambda: actions.save_unit(
            form.cleaned_data["name"], form.cleaned_data["board"], unit=row, by=request.actor
        ),
    )  # fmt: skip


def _page(request: ActorRequest, form: NameForm, heading: str, deed: Callable[[], Any]) -> HttpResponse:
    step = reviewed(request, form, lambda: _review(form), deed)
    if step.is_done:
        text = _("{name} är sparad.").format(name=form.cleaned_data["name"])
        return done(request, step.told(text), "structure")
    if step.page:
        return step.page
    context = {
        "form": form,
        "heading": heading,
        "button": _("Granska"),
        "back_url": address(request, "structure"),
        "back_text": _("Nämnder och enheter"),
    }
    return render(request, "ui/one_form.html", context, status=status(form))


def _review(form: NameForm) -> Review:
    name = form.initial.get("name", "")
    is_unit = isinstance(form, UnitForm)
    if not name:
        text = _("En ny enhet läggs till.") if is_unit else _("En ny nämnd läggs till.")
        return Review(text, differences(form))
    effects = []
    if is_unit and "board" in form.changed_data:
        effects.append(_("Det som hör till enheten kommer att höra till den andra nämnden."))
    return Review(_("{name} ändras.").format(name=name), differences(form), tuple(effects))
