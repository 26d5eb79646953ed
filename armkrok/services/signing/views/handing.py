"""Coming here from a business system to sign, and going back."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from armkrok.core.access.actor import ActorRequest
from armkrok.core.access.models import ApiClient
from armkrok.core.access.routes import permission
from armkrok.services.signing import access, handing
from armkrok.services.signing.actions import handing as actions
from armkrok.services.signing.models import Party
from armkrok.services.signing.views.drafting import town


@permission("person", service="signing")
def arrive(request: ActorRequest, ticket: str) -> HttpResponse:
    """By the link, once; whoever is not logged in identifies herself first."""
    found = actions.arrive(ticket, by=request.actor)
    return redirect("signing:sign", town(request).slug, found.party.request_id)


@permission("person", service="signing")
def leave(request: ActorRequest, request_id: UUID) -> HttpResponse:
    """A page that leads back by itself at once, and has a link for browsers that do not."""
    one = access.party(request.actor, request_id)
    found = handing.present(one)
    if found is None:
        return redirect("signing:done", town(request).slug, request_id)
    found.party = one
    name = ApiClient.objects.filter(pk=found.client_id).values_list("name", flat=True).first() or ""
    context = {"address": actions.leave(found, by=request.actor), "system": name, "signing": one.request}
    return render(request, "signing/leave.html", context)


def way_back(request: ActorRequest, one: Party) -> str:
    """Where somebody who came from a system goes to be sent back; empty for everybody else."""
    if handing.present(one) is None:
        return ""
    return reverse("signing:leave", args=[town(request).slug, one.request_id])
