"""Receivers: where they are, how they are trusted, whom they get."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from armkrok.core.access.actor import ActorRequest
from armkrok.core.access.routes import permission
from armkrok.core.administration.views.saving import status, tried
from armkrok.services.school.access import suppliers as access
from armkrok.services.school.actions import suppliers as actions
from armkrok.services.school.forms.suppliers import ReceiverForm, SelectionForm
from armkrok.services.school.models import Receiver, SendRun, Supplier
from armkrok.services.school.queries.agreements import standings_of, told
from armkrok.services.school.queries.sending import newest_runs
from armkrok.services.school.views.leading import at

SEND = "school.send"
PLAIN = (
    "name", "trust", "entity_id", "url", "key_header", "pseudonymous", "id_mode", "media_type", "connections",
    "per_second", "limit_count", "limit_percent", "at_hours",
)  # fmt: skip
GROUPS_FIRST = [
    "Organisation", "SchoolUnitGroup", "SchoolUnit", "StudentGroup", "Student", "Teacher", "Employment",
    "Activity",
]  # fmt: skip
"""Some receivers want groups before the people in them."""
RUN = {
    SendRun.State.WAITING: "wait",
    SendRun.State.RUNNING: "wait",
    SendRun.State.STOPPED: "late",
    SendRun.State.DONE: "done",
    SendRun.State.PARTLY: "look",
    SendRun.State.ABORTED: "stop",
}


@permission(SEND)
def receivers(request: ActorRequest) -> HttpResponse:
    """Every receiver: is there an agreement, and how did it go last?"""
    found = list(Receiver.objects.select_related("supplier").order_by("supplier__name", "name"))
    known, newest = standings_of([one.pk for one in found]), newest_runs(found)
    rows = [
        {
            "name": one.name,
            "supplier": one.supplier.name,
            "url": at(request, "receiver", school_receiver_id=one.pk),
            "is_open": one.is_open,
            "standing": told(*known[one.pk]),
            "run": newest.get(one.pk),
            "run_shape": RUN[SendRun.State(newest[one.pk].state)] if one.pk in newest else "",
        }
        for one in found
    ]
    context = {
        "rows": rows,
        "suppliers": [
            {"name": one.name, "url": at(request, "receiver-new", supplier_id=one.pk)}
            for one in Supplier.objects.order_by("name")
        ],
        "federation_url": at(request, "federation"),
    }
    return render(request, "school/receivers.html", context)


@permission(SEND)
def new(request: ActorRequest, supplier_id: UUID) -> HttpResponse:
    """Add a receiver of the supplier."""
    supplier = access.supplier_for(supplier_id)
    blank = Receiver(supplier=supplier)
    form = ReceiverForm(request.POST or None, initial=_initial(blank))
    if request.method == "POST" and tried(form, lambda: _saved(form, blank, request)):
        messages.success(request, _("{name} är tillagd, men stängd.").format(name=blank.name))
        return HttpResponseRedirect(at(request, "receiver", school_receiver_id=blank.pk))
    context = {
        "form": form,
        "heading": _("Ny mottagare hos {name}").format(name=supplier.name),
        "back_url": at(request, "receivers"),
        "back_text": _("Mottagare"),
    }
    return render(request, "school/receiver_form.html", context, status=status(form))


def _initial(receiver: Receiver) -> dict[str, Any]:
    known = {name: getattr(receiver, name) for name in PLAIN}
    return {
        **known,
        "tags": ", ".join(receiver.tags),
        "key": bool(receiver.key_sealed),
        "groups_first": receiver.order == GROUPS_FIRST,
    }


def _saved(form: forms.Form, receiver: Receiver, request: ActorRequest) -> None:
    given = form.cleaned_data
    facts = {name: given[name] for name in PLAIN}
    facts |= {
        "tags": given["tags"],
        "key": given["key"],
        "order": GROUPS_FIRST if given["groups_first"] else [],
    }
    facts["key_header"] = facts["key_header"] or "X-API-Key"
    actions.save_receiver(receiver, facts, by=request.actor)


@permission(SEND)
def settings(request: ActorRequest, school_receiver_id: UUID) -> HttpResponse:
    """Change where a receiver is and how it wants things."""
    row = access.receiver_for(school_receiver_id)
    back = _back(request, row)
    form = ReceiverForm(request.POST or None, initial=_initial(row))
    if request.method == "POST" and tried(form, lambda: _saved(form, row, request)):
        messages.success(request, _("{name} är sparad.").format(name=row.name))
        return HttpResponseRedirect(back["back_url"])
    context = {"form": form, "heading": _("Inställningar för {name}").format(name=back["back_text"]), **back}
    return render(request, "school/receiver_form.html", context, status=status(form))


@permission(SEND)
def selection(request: ActorRequest, school_receiver_id: UUID) -> HttpResponse:
    """Rules, and whom the receiver never gets."""
    row = access.receiver_for(school_receiver_id)
    initial = {"selection": row.selection, "block": row.block}
    form = SelectionForm(request.POST or None, initial=initial)
    if request.method == "POST" and tried(
        form,
        lambda: actions.save_selection(
            row, form.cleaned_data["selection"], form.cleaned_data["block"], by=request.actor
        ),
    ):
        messages.success(request, _("Urvalet är sparat. Provkör innan ni skickar."))
        return HttpResponseRedirect(at(request, "receiver", school_receiver_id=school_receiver_id))
    context = {"form": form, "heading": _("Regler för {name}").format(name=row.name), **_back(request, row)}
    return render(request, "school/receiver_form.html", context, status=status(form))


@require_POST
@permission(SEND)
def switch(request: ActorRequest, school_receiver_id: UUID) -> HttpResponse:
    """Open or close a receiver."""
    row = access.receiver_for(school_receiver_id)
    is_open = request.POST.get("state") == "open"
    actions.switch_receiver(row, is_open=is_open, by=request.actor)
    messages.success(request, _("Mottagaren är öppen.") if is_open else _("Mottagaren är stängd."))
    return HttpResponseRedirect(at(request, "receiver", school_receiver_id=school_receiver_id))


def _back(request: ActorRequest, row: Receiver) -> dict[str, str]:
    return {"back_url": at(request, "receiver", school_receiver_id=row.pk), "back_text": row.name}
