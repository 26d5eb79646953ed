"""Who is asked while one is away."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from armkrok.core.access.actor import ActorRequest
from armkrok.core.access.routes import permission
from armkrok.kit.refusals import Refusal
from armkrok.services.signing import access, queries
from armkrok.services.signing.actions import standing_in
from armkrok.services.signing.forms.asking import StandInForm
from armkrok.services.signing.views.drafting import town

stand_in_route = permission("person", service="signing")


@stand_in_route
def stand_ins(request: ActorRequest) -> HttpResponse:
    """The days one is away and who is asked then; for those who work in the organisation."""
    access.member(request.actor)
    form = StandInForm(request.POST or None)
    if form.is_valid() and _named(request, form):
        return redirect("signing:stand-ins", town(request).slug)
    context: dict[str, Any] = {
        "rows": queries.stand_ins_of(request.actor.person_id),
        "form": form,
        "back_url": reverse("mina"),
        "back_text": _("Mina sidor"),
    }
    return render(request, "signing/stand_ins.html", context, status=422 if form.errors else 200)


def _named(request: ActorRequest, form: forms.Form) -> bool:
    given = form.cleaned_data
    try:
        made = standing_in.name_stand_in(
            given["member"], from_on=given["from_on"], until_on=given["until_on"], by=request.actor
        )
    except Refusal as refusal:
        form.add_error(None, str(refusal.text))
        return False
    text = _("{name} blir tillfrågad när du är borta, och har fått ett mejl.")
    messages.success(request, text.format(name=made.name))
    return True


@require_POST
@stand_in_route
def remove(request: ActorRequest, stand_in_id: UUID) -> HttpResponse:
    """Back again."""
    standing_in.remove_stand_in(access.stand_in(request.actor, stand_in_id), by=request.actor)
    messages.success(request, _("Ersättaren är borttagen."))
    return redirect("signing:stand-ins", town(request).slug)
