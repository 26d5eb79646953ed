"""The page where a person chooses for whom she acts."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from armkrok.core import registry
from armkrok.core.access.actor import ActorRequest
from armkrok.core.access.routes import acting, permission
from armkrok.core.identity.loa import STRONG
from armkrok.core.mandates import actions, queries
from armkrok.core.mandates.errors import NoMandate, OwnLogInNeeded, RegisterDown, SourceSilent
from armkrok.core.mandates.models import Mandate
from armkrok.core.mandates.refreshing import refresh
from armkrok.kit.refusals import Refusal


@permission("person", own_transactions=True, for_others=True, for_bound=True)
def mandates(request: ActorRequest) -> HttpResponse:
    """For whom the person may act, by what right and until when; or for whom she acts just now."""
    actor = request.actor
    session = actor.session
    is_own = bool(session and session.organisation_id is None and session.strength >= STRONG)
    problem = "" if is_own else str(OwnLogInNeeded.text)
    if is_own and not actor.principal_id:
        try:
            refresh(actor.person_id)
        except SourceSilent:
            problem = str(RegisterDown.text)
    with acting(actor):
        rows = [] if actor.principal_id or problem else queries.held(actor.person_id)
        present = queries.acted_by(actor)
        context = {
            "present": _row(present) if present else None,
            "people": [_row(one) for one in rows if one.principal_id],
            "organisations": [_row(one) for one in rows if not one.principal_id],
            "problem": problem,
        }
        return render(request, "mandates/mandates.html", context)


def _row(one: Mandate) -> dict[str, Any]:
    named = (registry.find(key) for key in one.services)
    services = [str(service.name) for service in named if service]
    return {
        "id": one.pk,
        "name": one.principal.name if one.principal else one.principal_name,
        "number": one.principal_number,
        "role": queries.role(one),
        "until": one.valid_until,
        "limit": ", ".join(services) or (_("tjänster som inte finns här") if one.services else ""),
        "is_usable": not one.services or bool(services),
    }


@require_POST
@permission("person", own_transactions=True)
def begin(request: ActorRequest) -> HttpResponse:
    """Act for the one whose mandate is in the form; to her pages."""
    try:
        actions.begin(_wanted(request), by=request.actor)
    except Refusal as refusal:
        messages.warning(request, str(refusal.text))
        return redirect("mandates")
    return redirect("mina")


def _wanted(request: ActorRequest) -> UUID:
    try:
        return UUID(request.POST.get("mandate", ""))
    except ValueError as error:
        raise NoMandate from error


@require_POST
@permission("person", own_transactions=True, for_others=True)
def stop(request: ActorRequest) -> HttpResponse:
    """Act as oneself again."""
    actions.let_go(request.actor, "person")
    messages.success(request, _("Du agerar som dig själv igen."))
    return redirect("mina")
