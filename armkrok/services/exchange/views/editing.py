"""A draft in short steps: the receiver, why, how much, exactly what, and for how long."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from armkrok.core.access.actor import ActorRequest
from armkrok.core.access.routes import permission
from armkrok.core.administration.views.saving import status
from armkrok.kit.refusals import Refusal
from armkrok.services.exchange import access
from armkrok.services.exchange.actions import agreements as actions
from armkrok.services.exchange.actions.documents import receive
from armkrok.services.exchange.errors import NotADraft
from armkrok.services.exchange.facts import PossibleReceiver
from armkrok.services.exchange.forms import (
    AttributesForm,
    DocumentForm,
    LevelForm,
    PurposeForm,
    ReceiverForm,
    TermsForm,
)
from armkrok.services.exchange.models import Agreement
from armkrok.services.exchange.queries import giving
from armkrok.services.exchange.views.leading import address, done

MANAGE = "exchange.manage"
STEPS = ("purpose", "level", "attributes", "terms")


@permission(MANAGE)
def new(request: ActorRequest) -> HttpResponse:
    """Whom is the agreement with? Those that have a draft are not offered."""
    drafts = set(Agreement.objects.filter(state=Agreement.State.DRAFT).values_list("receiver_id", flat=True))
    offered = {str(one.id): (key, one) for key, one in giving.possible() if one.id not in drafts}
    choices = [(key, one.name) for key, (_service, one) in offered.items()]
    chosen = request.GET.get("mottagare", "")
    form = ReceiverForm(request.POST or None, choices=choices, initial={"receiver": chosen})
    if form.is_valid():
        key, receiver = offered[form.cleaned_data["receiver"]]
        made = actions.draft(key, receiver, by=request.actor)
        return done(request, "", "edit-purpose", agreement_id=made.pk)
    context = {"form": form, "choices": choices, **_back(request, "agreements", _("Avtal"))}
    return render(request, "exchange/new.html", context, status=status(form))


def _back(request: ActorRequest, url_name: str, text: str, **kwargs: Any) -> dict[str, Any]:
    return {"back_url": address(request, url_name, **kwargs), "back_text": text}


@permission(MANAGE)
def edit(request: ActorRequest, agreement_id: UUID, step: str) -> HttpResponse:
    """One step of a draft; the next one follows while it is new, else the way leads back to the draft."""
    found = access.agreement_for(request.actor, agreement_id)
    if found.state != Agreement.State.DRAFT:
        raise NotADraft
    form = _FORMS[step](request, found)
    if form.is_valid():
        actions.rewrite(found, _words(step, form), by=request.actor)
        return _onwards(request, found, step)
    context = {
        "form": form,
        "one": found,
        "heading": _headings()[step],
        "steps": [
            {"name": name, "number": number, "current": key == step, "done": number <= STEPS.index(step)}
            for number, (key, name) in enumerate(_headings().items(), 1)
        ],
        "step": STEPS.index(step) + 1,
        "button": _("Spara och gå vidare") if _is_new(request) else _("Spara"),
        **_back(request, "agreement", found.receiver_name, agreement_id=found.pk),
    }
    return render(request, "exchange/edit.html", context, status=status(form))


def _is_new(request: ActorRequest) -> bool:
    return "andra" not in request.GET


def _onwards(request: ActorRequest, found: Agreement, step: str) -> HttpResponse:
    place = STEPS.index(step) + 1
    if _is_new(request) and place < len(STEPS):
        return done(request, "", f"edit-{STEPS[place]}", agreement_id=found.pk)
    return done(request, _("Utkastet är sparat."), "agreement", agreement_id=found.pk)


def _headings() -> dict[str, str]:
    return {
        "purpose": _("Ändamål och grund"),
        "level": _("Hur mycket"),
        "attributes": _("Precis vilka uppgifter"),
        "terms": _("Tid och villkor"),
    }


def _words(step: str, form: forms.Form) -> dict[str, Any]:
    return {"attributes": form.cleaned_data} if step == "attributes" else form.cleaned_data


def _initial(found: Agreement, names: Any) -> dict[str, Any]:
    return {name: getattr(found, name) for name in names}


def _purpose(request: ActorRequest, found: Agreement) -> forms.Form:
    return PurposeForm(request.POST or None, initial=_initial(found, PurposeForm.base_fields))


def _level(request: ActorRequest, found: Agreement) -> forms.Form:
    return LevelForm(
        request.POST or None,
        service_key=found.service_key,
        initial=_initial(found, LevelForm.base_fields),
    )


def _attributes(request: ActorRequest, found: Agreement) -> forms.Form:
    held = actions.allowed(found.service_key, found.level, None) or found.attributes
    return AttributesForm(
        request.POST if request.method == "POST" else None,
        service_key=found.service_key, held=held, initial=found.attributes,
    )  # fmt: skip


def _terms(request: ActorRequest, found: Agreement) -> forms.Form:
    return TermsForm(request.POST or None, initial=_initial(found, TermsForm.base_fields))


_FORMS: dict[str, Callable[[ActorRequest, Agreement], forms.Form]] = {
    "purpose": _purpose,
    "level": _level,
    "attributes": _attributes,
    "terms": _terms,
}


@permission(MANAGE)
def upload(request: ActorRequest, agreement_id: UUID) -> HttpResponseBase:
    """The document with its signatures, while the agreement is a draft."""
    found = access.agreement_for(request.actor, agreement_id)
    if found.state != Agreement.State.DRAFT:
        raise NotADraft
    form = DocumentForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            stored, name = receive(file.chunks(), file.name or "", settings.UPLOAD_LIMIT)
            actions.add_document(found, stored, name, by=request.actor)
            return done(request, _("Dokumentet är uppladdat."), "agreement", agreement_id=found.pk)
        except Refusal as refusal:
            form.add_error("file", str(refusal.text))
    context = {
        "form": form,
        "heading": _("Ladda upp det undertecknade avtalet"),
        "button": _("Ladda upp"),
        **_back(request, "agreement", found.receiver_name, agreement_id=found.pk),
    }
    return render(request, "ui/one_form.html", context, status=status(form))


@require_POST
@permission(MANAGE)
def discard(request: ActorRequest, agreement_id: UUID) -> HttpResponse:
    """Throw a draft away."""
    actions.discard(access.agreement_for(request.actor, agreement_id), by=request.actor)
    return done(request, _("Utkastet är kastat."), "agreements")


@require_POST
@permission(MANAGE)
def new_version(request: ActorRequest, agreement_id: UUID) -> HttpResponse:
    """A draft that begins with the words of the newest version."""
    found = access.agreement_for(request.actor, agreement_id)
    known = PossibleReceiver(found.receiver_id, found.receiver_name, found.receiver_number)
    service_key, receiver = giving.find(found.receiver_id) or (found.service_key, known)
    made = actions.draft(service_key, receiver, by=request.actor)
    return done(request, _("Här är utkastet till en ny version."), "agreement", agreement_id=made.pk)
