"""One system: how it uses the API, its secrets and keys, and from where and how often it may call."""

import json
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from armkrok.core.access.actor import ActorRequest
from armkrok.core.access.models import ApiClient
from armkrok.core.access.routes import permission
from armkrok.core.administration import access, client_queries, queries
from armkrok.core.administration.actions import clients as actions
from armkrok.core.administration.differences import differences
from armkrok.core.administration.forms.clients import KeysForm, LimitsForm, SecretForm
from armkrok.core.administration.views.reviewing import Review, Step, in_turn, reviewed, sent
from armkrok.core.administration.views.saving import address, done, status


@permission("administration.manage")
def client(request: ActorRequest, client_id: UUID) -> HttpResponse:
    """What is known of a system, and thirty days of its calls."""
    return _page(request, access.client_for(client_id))


def _page(request: ActorRequest, row: ApiClient, fresh: actions.Credentials | None = None) -> HttpResponse:
    names, use = queries.permission_names(), client_queries.use_of(row)
    secrets = client_queries.secrets_of(row)
    context = {
        "client": row,
        "scopes": [names.get(key, key) for key in row.scopes],
        "secrets": [_secret(request, row, one, many=len(secrets) > 1) for one in secrets],
        "advice": client_queries.advice(row),
        "keys": len(row.keys),
        "tokens": client_queries.tokens_in_force(row),
        "addresses": client_queries.addresses_of(row),
        "use": use,
        "most": max(calls.total for _day, calls in use.days),
        "fresh": fresh,
        "back_url": address(request, "clients"),
        "back_text": _("System"),
    }
    return render(request, "administration/client.html", context)


def _secret(request: ActorRequest, row: ApiClient, one: Any, *, many: bool) -> dict[str, Any]:
    closing = address(request, "client-secret-close", client_id=row.pk, secret_id=one.pk) if many else ""
    return {
        "created_at": one.created_at,
        "expires_at": one.expires_at,
        "used_at": one.used_at,
        "close_url": closing,
    }


@permission("administration.manage")
@in_turn
def secret(request: ActorRequest, client_id: UUID) -> HttpResponse:
    """Change the secret; the new one is in the answer to the last POST, and nowhere else."""
    row = access.client_for(client_id)
    form = SecretForm(sent(request))
    heading = _("{name} får en ny hemlighet.").format(name=row.name)
    step = reviewed(
        request,
        form,
        lambda: Review(heading, differences(form), button=_("Byt hemlighet")),
        lambda: actions.change_secret(row, form.cleaned_data["overlap"], by=request.actor),
    )
    if step.is_done:
        return _page(request, row, step.result)
    return _form(request, row, form, step, _("Byt hemlighet för {name}"), _("Byt hemlighet"))


@require_POST
@permission("administration.manage")
@in_turn
def close_secret(request: ActorRequest, client_id: UUID, secret_id: UUID) -> HttpResponse:
    """End the old secret before its time."""
    row = access.client_for(client_id)
    old = client_queries.secret_of(row, secret_id)
    heading = _("En av hemligheterna för {name} slutar gälla.").format(name=row.name)
    effects = (_("Den slutar gälla genast, och systemets biljetter med den."),)
    step = reviewed(
        request,
        None,
        lambda: Review(heading, (), effects, button=_("Stäng hemligheten"), is_danger=True),
        lambda: actions.close_secret(old, by=request.actor),
        back_url=address(request, "client", client_id=row.pk),
    )
    return step.page or done(request, _("Hemligheten är stängd."), "client", client_id=row.pk)


@permission("administration.manage")
@in_turn
def limits(request: ActorRequest, client_id: UUID) -> HttpResponse:
    """From which networks, and how often."""
    row = access.client_for(client_id)
    known = {"networks": "\n".join(row.networks), "per_minute": row.per_minute}
    form = LimitsForm(sent(request), initial=known)
    heading = _("Varifrån och hur ofta {name} får anropa ändras.").format(name=row.name)
    step = reviewed(
        request,
        form,
        lambda: Review(heading, differences(form)),
        lambda: actions.limit_client(
            row, form.cleaned_data["networks"].split(), form.cleaned_data["per_minute"], by=request.actor
        ),
    )
    if step.is_done:
        return done(request, step.told(_("Gränserna är sparade.")), "client", client_id=row.pk)
    return _form(request, row, form, step, _("Varifrån och hur ofta får {name} anropa?"), _("Spara"))


@permission("administration.manage")
@in_turn
def keys(request: ActorRequest, client_id: UUID) -> HttpResponse:
    """The system's own public keys."""
    row = access.client_for(client_id)
    known = {"keys": json.dumps({"keys": row.keys}, indent=2) if row.keys else ""}
    form = KeysForm(sent(request), initial=known)
    heading = _("Nycklarna för {name} ändras.").format(name=row.name)
    step = reviewed(
        request,
        form,
        lambda: Review(heading, differences(form)),
        lambda: actions.set_keys(row, form.found(), by=request.actor),
    )
    if step.is_done:
        return done(request, step.told(_("Nycklarna är sparade.")), "client", client_id=row.pk)
    return _form(request, row, form, step, _("Med vilka nycklar loggar {name} in?"), _("Spara"))


def _form(
    request: ActorRequest, row: ApiClient, form: Any, step: Step, heading: str, button: str
) -> HttpResponse:
    context = {
        "form": form,
        "heading": heading.format(name=row.name),
        "button": button,
        "back_url": address(request, "client", client_id=row.pk),
        "back_text": row.name,
    }
    return step.page or render(request, "ui/one_form.html", context, status=status(form))
