"""Systems that use the API."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from armkrok.core.access.actor import ActorRequest
from armkrok.core.access.routes import permission
from armkrok.core.administration import access, queries
from armkrok.core.administration.actions import clients as actions
from armkrok.core.administration.forms.clients import ClientForm, ReturnsForm
from armkrok.core.administration.views.saving import done, slug, status, tried


@permission("administration.manage")
def clients(request: ActorRequest) -> HttpResponse:
    """Systems that are let in; a new one's secret is in the answer to the POST, and nowhere else."""
    form = ClientForm(request.POST or None)
    fresh: list[actions.Credentials] = []
    if request.method == "POST" and tried(form, lambda: fresh.append(_add(form, request))):
        form = ClientForm()
    names = queries.permission_names()
    rows = [
        {
            "id": client.pk,
            "name": client.name,
            "client_id": client.client_id,
            "scopes_text": ", ".join(names.get(key, key) for key in client.scopes),
            "created_at": client.created_at,
            "used_at": used_at,
        }
        for client, used_at in queries.clients_with_use()
    ]
    context = {
        "form": form,
        "clients": rows,
        "fresh": fresh[0] if fresh else None,
        "documentation_url": reverse("api:openapi-json"),
    }
    return render(request, "administration/api_clients.html", context, status=status(form))


def _add(form: ClientForm, request: ActorRequest) -> actions.Credentials:
    data = form.cleaned_data
    return actions.add_client(data["name"], data["scopes"], by=request.actor)


@permission("administration.manage")
def returns(request: ActorRequest, client_id: UUID) -> HttpResponse:
    """Where a system that sends people here to sign may have them sent back to."""
    row = access.client_for(client_id)
    form = ReturnsForm(request.POST or None, initial={"addresses": "\n".join(row.return_urls)})
    if request.method == "POST" and tried(
        form, lambda: actions.allow_returns(row, form.cleaned_data["addresses"], by=request.actor)
    ):
        return done(request, _("Adresserna för {name} är sparade.").format(name=row.name), "clients")
    context = {
        "form": form,
        "client": row,
        "back_url": reverse("administration:clients", args=[slug(request)]),
        "back_text": _("System"),
    }
    return render(request, "administration/client_returns.html", context, status=status(form))


@require_POST
@permission("administration.manage")
def close(request: ActorRequest, client_id: UUID) -> HttpResponse:
    """Shut a system out."""
    row = access.client_for(client_id)
    actions.close_client(row, by=request.actor)
    return done(request, _("{name} kommer inte längre in.").format(name=row.name), "clients")
