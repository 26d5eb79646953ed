"""Bodies whose minutes are adjusted, each with the paragraph that says how."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from armkrok.core.access.actor import ActorRequest
from armkrok.core.access.routes import permission
from armkrok.services.signing import access
from armkrok.services.signing.actions import register as actions
from armkrok.services.signing.forms.minutes import BodyForm
from armkrok.services.signing.models import Body
from armkrok.services.signing.register_errors import BodyTaken
from armkrok.services.signing.views.drafting import town
from armkrok.services.signing.views.types import POLICY


@permission(POLICY)
def bodies(request: ActorRequest) -> HttpResponse:
    """Every body, and whether it may adjust electronically."""
    slug = town(request).slug
    rows = [
        {
            "name": one.name,
            "kind": one.get_kind_display(),
            "url": reverse("signing:body", args=[slug, one.pk]),
            "rule": one.rule_reference or one.rule[:80],
            "adjusters": one.adjusters,
            "chip": "draft" if not one.is_active else "done" if one.rule else "look",
            "chip_text": _body_state(one),
        }
        for one in Body.objects.all()
    ]
    return render(request, "signing/bodies.html", {"rows": rows})


def _body_state(one: Body) -> str:
    if not one.is_active:
        return _("Används inte")
    return _("Får justera här") if one.rule else _("Paragraf saknas")


@permission(POLICY)
def new_body(request: ActorRequest) -> HttpResponse:
    """Add a body."""
    return _body(request, None)


@permission(POLICY)
def body(request: ActorRequest, body_id: UUID) -> HttpResponse:
    """Change a body."""
    return _body(request, access.body(body_id))


def _body(request: ActorRequest, found: Body | None) -> HttpResponse:
    name = found.name if found else ""
    form = BodyForm(found, request.POST or None)
    if form.is_valid() and _saved(request, form, found):
        messages.success(request, _("{name} är sparat.").format(name=form.cleaned_data["name"]))
        return redirect("signing:bodies", town(request).slug)
    context: dict[str, Any] = {
        "form": form,
        "heading": name or _("Nytt organ"),
        "back_url": reverse("signing:bodies", args=[town(request).slug]),
        "back_text": _("Organ"),
    }
    return render(request, "signing/body.html", context, status=422 if form.errors else 200)


def _saved(request: ActorRequest, form: BodyForm, found: Body | None) -> bool:
    try:
        actions.save_body(form.cleaned_data, by=request.actor, body=found)
    except BodyTaken as refusal:
        form.add_error("name", str(refusal.text))
        return False
    return True
