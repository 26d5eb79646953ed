"""Identity providers of an organisation."""

import json
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from armkrok.core.access.actor import ActorRequest
from armkrok.core.access.routes import acting, permission
from armkrok.core.administration import access, queries
from armkrok.core.administration.actions import providers as actions
from armkrok.core.administration.differences import Change, differences, in_words
from armkrok.core.administration.forms.providers import ProviderForm
from armkrok.core.administration.provider_presets import Beginning, asks_of, beginnings
from armkrok.core.administration.views.reviewing import Review, in_turn, reviewed, sent
from armkrok.core.administration.views.saving import address, done, status
from armkrok.core.eid import elsewhere, protocols, ways
from armkrok.core.eid.models import EidOrder, Provider
from armkrok.core.identity.oidc import ClientAuth, ConfigFault, public_jwks
from armkrok.core.identity.proof import Unavailable
from armkrok.core.identity.saml.errors import ConfigFault as SamlFault
from armkrok.core.policies.reading import policy_of
from armkrok.core.tenants.models import current_organisation
from armkrok.kit.refusals import NotFound
from armkrok.ui import words


@permission("administration.manage")
def providers(request: ActorRequest) -> HttpResponse:
    """Own providers in their order, and those that everybody shares."""
    place = current_organisation()
    policy = policy_of(place.pk)
    down = queries.outages()
    shared = [
        {
            "name": way.name,
            "text": way.text,
            "is_closed": policy.is_closed(way.key),
            "down": _down(way.down_since),
        }
        for way in ways.ways(None, EidOrder.Purpose.LOGIN)
    ]
    context = {
        "rows": [
            {
                "id": row.pk,
                "name": row.name,
                "url": address(request, "provider", provider_id=row.pk),
                "kind": row.get_kind_display(),
                "uses": _uses(row),
                "is_open": row.is_open,
                "down": _down(down.get(str(row.pk))),
            }
            for row in Provider.objects.order_by("position", "name")
        ],
        "shared": shared,
        "is_operator": place.is_operator,
        "policies_url": address(request, "policies"),
        "beginnings": [
            {"name": one.name, "text": one.text, "url": f"{address(request, 'provider-new')}?mall={one.key}"}
            for one in beginnings().values()
        ],
    }
    return render(request, "administration/providers.html", context)


def _down(since: Any) -> str:
    return _("Svarar inte sedan {moment}").format(moment=words.moment(since)) if since else ""


def _uses(row: Provider) -> str:
    found = [*([_("logga in")] if row.for_login else []), *([_("skriva under")] if row.for_signing else [])]
    return ", ".join(found).capitalize()


@permission("administration.manage")
@in_turn
def new(request: ActorRequest) -> HttpResponse:
    """Add a provider, from what is known of its kind."""
    beginning = beginnings().get(request.GET.get("mall", ""))
    if beginning is None:
        return HttpResponseRedirect(address(request, "providers"))
    initial = {"name": _short(beginning), "settings": dict(beginning.settings), "for_login": True}
    form = ProviderForm(sent(request), asks=beginning.asks, initial=initial, has_secret=False)
    step = reviewed(
        request, form, lambda: _newcomer(form),
        lambda: actions.add_provider(beginning.kind, beginning.key, form.facts(), by=request.actor),
    )  # fmt: skip
    if step.is_done:
        text = _("{name} är tillagd, men stängd. Prova den och öppna den sedan.")
        told = text.format(name=form.cleaned_data["name"])
        return done(request, told, "provider", provider_id=step.result.pk)
    if step.page:
        return step.page
    context = {"form": form, "heading": beginning.name, "lead": beginning.text, **_back(request)}
    return render(request, "administration/provider_form.html", context, status=status(form))


def _short(beginning: Beginning) -> str:
    return str(beginning.name).partition(" (")[0]


def _newcomer(form: ProviderForm) -> Review:
    effects = [_("Den är stängd tills du öppnar den.")]
    if not form.cleaned_data["secret"]:
        effects.append(_("Vi gör en egen nyckel. Den publika delen visas sedan här."))
    shown = ("name", "text", *form.asks, "for_login", "for_signing")
    changes = [_fact(form, name) for name in shown if name in form.fields]
    heading = _("En ny inloggningstjänst läggs till.")
    return Review(heading, tuple(one for one in changes if one.now), (*effects, *_believed()))


def _fact(form: ProviderForm, name: str) -> Change:
    field = form.fields[name]
    return Change(str(field.label), "", _cut(in_words(field, form.cleaned_data[name])))


@permission("administration.manage")
@in_turn
def provider(request: ActorRequest, provider_id: UUID) -> HttpResponse:
    """A provider's settings, and what it needs to know of us."""
    row = access.provider_for(provider_id)
    known = ("name", "text", "settings", "for_login", "for_signing")
    initial = {name: getattr(row, name) for name in known}
    form = ProviderForm(sent(request), asks=asks_of(row), initial=initial, has_secret=bool(row.secret))
    step = reviewed(
        request, form, lambda: _changed(form, row),
        lambda: actions.change_provider(row, form.facts(), by=request.actor),
    )  # fmt: skip
    if step.is_done:
        text = step.told(_("{name} är sparad.").format(name=row.name))
        return done(request, text, "provider", provider_id=provider_id)
    if step.page:
        return step.page
    context = {"form": form, "row": row, "heading": row.name, **_ours(request, row), **_back(request)}
    return render(request, "administration/provider_form.html", context, status=status(form))


def _changed(form: ProviderForm, row: Provider) -> Review:
    apart = {str(form.fields[name].label) for name in ("advanced", "secret")}
    told = [one for one in differences(form) if one.name not in apart]
    changes = [Change(one.name, _cut(one.was), _cut(one.now)) for one in told]
    was, now = row.settings, form.settings()
    others = sorted({*was, *now} - set(form.asks))
    changes += [
        Change(name, _as_text(was.get(name)), _as_text(now.get(name)))
        for name in others
        if was.get(name) != now.get(name)
    ]
    if form.cleaned_data["secret"]:
        label = str(form.fields["secret"].label)
        changes.append(Change(label, _("En hemlighet"), _("En annan hemlighet")))
    effects = [_("Ändringen gäller från nästa inloggning.")] if row.is_open else []
    return Review(_("{name} ändras.").format(name=row.name), tuple(changes), (*effects, *_believed()))


def _believed() -> list[str]:
    if current_organisation().is_operator:
        return [_("Den gäller i alla organisationer.")]
    return [_("Den gäller bara hos er.")]


def _as_text(value: Any) -> str:
    return "" if value is None else _cut(json.dumps(value, ensure_ascii=False))


def _cut(text: Any) -> str:
    told = str(text)
    return told if len(told) <= actions.SHORT else told[: actions.SHORT] + "…"


def _ours(request: ActorRequest, row: Provider) -> dict[str, Any]:
    """What the provider must know of us."""
    facts = [{"name": _("Adress att skicka tillbaka till"), "value": elsewhere.answer_address(row)}]
    if row.kind == Provider.Kind.SAML:
        facts.append({"name": _("Vårt entity-id"), "value": row.settings.get("sp_entity_id", "")})
    elif row.settings.get("client_auth") == ClientAuth.PRIVATE_KEY:
        facts.append({"name": _("Vår publika nyckel (JWKS)"), "value": _jwks(row)})
    metadata_url = address(request, "provider-metadata", provider_id=row.pk)
    is_saml = row.kind == Provider.Kind.SAML
    return {"ours": facts, "metadata_url": metadata_url if is_saml else "", "believed": _believed()[0]}


def _jwks(row: Provider) -> str:
    try:
        return json.dumps(public_jwks(row.secret_in_clear()))
    except ConfigFault:
        return ""


@require_POST
@permission("administration.manage")
@in_turn
def switch(request: ActorRequest, provider_id: UUID) -> HttpResponse:
    """Open or close a provider."""
    row = access.provider_for(provider_id)
    opens = request.POST.get("state") == "open"
    step = reviewed(
        request, None, lambda: _switched(row, opens),
        lambda: actions.switch_provider(row, is_open=opens, by=request.actor),
        back_url=address(request, "provider", provider_id=provider_id),
    )  # fmt: skip
    text = _("{name} är öppen.") if opens else _("{name} är stängd.")
    return step.page or done(request, text.format(name=row.name), "providers")


def _switched(row: Provider, opens: bool) -> Review:
    on, off = _("Öppen"), _("Stängd")
    change = Change(row.name, on if row.is_open else off, on if opens else off)
    if opens:
        heading, button = _("{name} öppnas.").format(name=row.name), _("Öppna")
        return Review(heading, (change,), tuple(_believed()), button)
    effects = (_("Ingen kan logga in eller skriva under med den. Den som redan är inloggad är kvar."),)
    return Review(_("{name} stängs.").format(name=row.name), (change,), effects, _("Stäng"), is_danger=True)


@require_POST
@permission("administration.manage")
def move_up(request: ActorRequest, provider_id: UUID) -> HttpResponse:
    """One step up in the list; as easily put back, so it is not reviewed first."""
    actions.move_provider_up(access.provider_for(provider_id), by=request.actor)
    return done(request, _("Ordningen är ändrad."), "providers")


@require_POST
@permission("administration.manage", own_transactions=True)
def test(request: ActorRequest, provider_id: UUID) -> HttpResponse:
    """Ask the provider whether it is there."""
    with acting(request.actor):
        row = access.provider_for(provider_id)
        name, back = row.name, address(request, "provider", provider_id=provider_id)
    try:
        answers = actions.reach(row)
    except (ConfigFault, SamlFault) as fault:
        messages.error(request, str(fault.text))
        return HttpResponseRedirect(back)
    if answers:
        messages.success(request, _("{name} svarar som den ska.").format(name=name))
    else:
        text = _("{name} svarar inte, eller svarar fel. Kontrollera adressen, och fråga leverantören.")
        messages.error(request, text.format(name=name))
    return HttpResponseRedirect(back)


@permission("administration.manage")
def metadata(request: ActorRequest, provider_id: UUID) -> HttpResponse:
    """Our SAML metadata, also before the provider is opened."""
    row = access.provider_for(provider_id)
    if row.kind != Provider.Kind.SAML:
        raise NotFound
    try:
        content = protocols.metadata(row, elsewhere.answer_address(row))
    except (Unavailable, SamlFault) as error:
        raise NotFound from error
    response = HttpResponse(content, content_type="application/samlmetadata+xml")
    response["Content-Disposition"] = 'attachment; filename="armkrok-metadata.xml"'
    return response


def _back(request: ActorRequest) -> dict[str, str]:
    return {"back_url": address(request, "providers"), "back_text": _("Inloggning")}
