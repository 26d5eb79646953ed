"""Systems that use the API: which there are, and letting one in or shutting it out."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from armkrok.core.access.actor import ActorRequest
from armkrok.core.access.routes import permission
from armkrok.core.administration import access, client_queries, queries
from armkrok.core.administration.actions import clients as actions
from armkrok.core.administration.differences import differences
from armkrok.core.administration.forms.clients import ClientForm, ReturnsForm
from armkrok.core.administration.views.reviewing import Review, in_turn, reviewed, sent
from armkrok.core.administration.views.saving import address, done, status


@permission("administration.manage")
@in_turn
def clients(request: ActorRequest) -> HttpResponse:
    """Systems that are let in; a new one's secret is in the answer to the POST, and nowhere else."""
    form = ClientForm(sent(request))
    step = reviewed(
        request,
        form,
        lambda: Review(_("Ett nytt system får tillgång."), differences(form), button=_("Skapa")),
        lambda: actions.add_client(form.cleaned_data["name"], form.cleaned_data["scopes"], by=request.actor),
    )
    if step.page:
        return step.page
    if step.is_done:
        form = ClientForm()
    names = queries.permission_names()
    rows = [
        {
            "id": client.pk,
            "name": client.name,
            "client_id": client.client_id,
            "scopes_text": ", ".join(names.get(key, key) for key in client.scopes),
            "used_at": client.used_at,
            "advice": client_queries.advice(client),
        }
        for client in client_queries.clients()
    ]
    context = {
        "form": form,
        "clients": rows,
        "fresh": step.result,
        "documentation_url": reverse("api:openapi-json"),
    }
    return render(request, "administration/api_clients.html", context, status=status(form))


@permission("administration.manage")
@in_turn
def returns(request: ActorRequest, client_id: UUID) -> HttpResponse:
    """Where a system that sends people here to sign may have them sent back to."""
    row = access.client_for(client_id)
    form = ReturnsForm(sent(request), initial={"addresses": "\n".join(row.return_urls)})
    step = reviewed(
        request,
        form,
        lambda: Review(
            _("Vart {name} får skicka människor tillbaka ändras.").format(name=row.name), differences(form)
        ),
        lambda: actions.allow_returns(row, form.cleaned_data["addresses"], by=request.actor),
    )
    if step.is_done:
        text = step.told(_("Adresserna för {name} är sparade.").format(name=row.name))
        return done(request, text, "client", client_id=row.pk)
    context = {
        "form": form,
        "client": row,
        "back_url": address(request, "client", client_id=row.pk),
        "back_text": row.name,
    }
    return step.page or render(request, "administration/client_returns.html", context, status=status(form))


@require_POST
@permission("administration.manage")
@in_turn
def close(request: ActorRequest, client_id: UUID) -> HttpResponse:
    """Shut a system out."""
    row = access.client_for(client_id)
    heading = _("{name} släpps inte längre in.").format(name=row.name)
    effects = (_("Hemligheterna slutar gälla genast, och systemets biljetter med dem."),)
    step = reviewed(
        request,
        None,
        lambda: Review(heading, (), effects, button=_("Dra in"), is_danger=True),
        lambda: actions.close_client(row, by=request.actor),
        back_url=address(request, "client", client_id=row.pk),
    )
    if step.page:
        return step.page
    return done(request, _("{name} kommer inte längre in.").format(name=row.name), "clients")
