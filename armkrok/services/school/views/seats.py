"""Seats that are given, moved and returned by hand."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from armkrok.core.access.actor import ActorRequest
from armkrok.core.access.routes import permission
from armkrok.core.administration.views.saving import status, tried
from armkrok.core.identity.protection import visible
from armkrok.core.reading.log import read
from armkrok.kit.days import today
from armkrok.kit.ids import read_uuid
from armkrok.kit.refusals import existing
from armkrok.services.school.access import licences as access
from armkrok.services.school.access.roster import group_for, groups_for
from armkrok.services.school.actions import seats as actions
from armkrok.services.school.forms.licences import HolderForm
from armkrok.services.school.models import Licence, LineGroup, RosterPerson, Seat
from armkrok.services.school.models.class_order import youngest_first
from armkrok.services.school.models.days import running
from armkrok.services.school.queries import seats as queries
from armkrok.services.school.queries.roster import pupils_in
from armkrok.services.school.views.leading import at

USE = "school.order"


@permission(USE)
def give(request: ActorRequest, licence_id: UUID) -> HttpResponse:
    """Choose who gets a free seat, or the rest of somebody's: first the class, then the person."""
    row = access.licence_for(request.actor, licence_id)
    seat = _seat(request, row)
    form = HolderForm(request.POST or None)
    back = at(request, "licence", licence_id=row.pk)
    holder = access.holder_for(request.actor, row, form.cleaned_data["person"]) if form.is_valid() else None
    if holder is not None and tried(form, lambda: _given(request, row, seat, holder)):
        messages.success(request, _("Licensen är flyttad.") if seat else _("Licensen är utdelad."))
        return HttpResponseRedirect(back)
    group_id = request.GET.get("grupp", "")
    people, groups = _candidates(request, row, group_id), _groups(request, row, group_id)
    read(request.actor, [one.pk for one in people], "school.licence", about=row.pk)
    context = {
        "form": form,
        "licence": row,
        "from_name": seat.holder.name if seat else "",
        "from_id": str(seat.pk) if seat else "",
        "groups": groups,
        "has_others": not all(one["is_own"] or one["current"] for one in groups),
        "has_chosen": bool(group_id),
        "people": people,
        "back_url": back,
        "back_text": row.title.name,
    }
    return render(request, "school/seat_give.html", context, status=status(form))


def _groups(request: ActorRequest, row: Licence, chosen: str) -> list[dict[str, Any]]:
    """The actor's running classes at the licence's school; `is_own`: the licence was bought for it."""
    found = groups_for(request.actor).filter(running(today())).order_by(*youngest_first(), "pk")
    found = found.filter(unit=row.unit_id) if row.unit_id else found
    bought_for = set(LineGroup.objects.filter(line=row.line_id).values_list("group_id", flat=True))
    return [
        {
            "id": str(one.pk),
            "name": one.name,
            "current": str(one.pk) == chosen,
            "is_own": not bought_for or one.pk in bought_for,
        }
        for one in found
    ]


def _seat(request: ActorRequest, row: Licence) -> Seat | None:
    """The seat whose rest is to be moved, if the address names one."""
    asked = request.GET.get("fran", "")
    if not asked:
        return None
    seat = access.seat_for(request.actor, existing(read_uuid(asked)))
    return seat if seat.licence_id == row.pk else None


def _candidates(request: ActorRequest, row: Licence, group_id: str) -> list[RosterPerson]:
    """Those of the chosen class who have no seat of the title; those who wait, when none is chosen."""
    having = queries.holders(row.title, queries.day_of(row, today()))
    if row.title.scope == row.title.Scope.TEACHER:
        found = access.people_of(request.actor, row).order_by("sort_key", "pk")
    elif group_id:
        group = group_for(request.actor, existing(read_uuid(group_id)))
        found = pupils_in([group.pk], today())
    else:
        return []
    return [one for one in visible(found, "")[:200] if one.pk not in having]


def _given(request: ActorRequest, row: Licence, seat: Seat | None, holder: RosterPerson) -> None:
    if seat is not None:
        actions.move(seat, holder, by=request.actor)
    else:
        actions.give(row, holder, by=request.actor)


@require_POST
@permission(USE)
def give_back(request: ActorRequest, seat_id: UUID) -> HttpResponse:
    """Return somebody's seat."""
    seat = access.seat_for(request.actor, seat_id)
    done = actions.give_back(seat, by=request.actor)
    said = (
        _("Licensen är tillbaka, men förbrukad. Ingen annan kan få den.")
        if done.is_used_up
        else _("Licensen är tillbaka. Den som behöver den kan få tiden som är kvar.")
    )
    messages.success(request, said)
    return HttpResponseRedirect(at(request, "licence", licence_id=seat.licence_id))
