"""Being asked: read, and sign, approve or confirm; or say no, pass it on."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from armkrok.core.access.actor import Actor, ActorRequest
from armkrok.core.access.routes import permission
from armkrok.core.eid import ways
from armkrok.core.identity.guarding import is_protected
from armkrok.kit.refusals import NotFound, Refusal
from armkrok.services.signing import access, queries
from armkrok.services.signing.actions import (
    declining,
    external_signing,
    finishing,
    handing_over,
    representing,
    signing,
)
from armkrok.services.signing.errors import NoLongerAsked
from armkrok.services.signing.forms import ReasonForm
from armkrok.services.signing.models import Document, Party
from armkrok.services.signing.views.deeds import closed, decline_words, deed, last_day_text
from armkrok.services.signing.views.drafting import town
from armkrok.services.signing.views.handing import way_back
from armkrok.services.signing.views.substitutes import chosen, substitute_forms

asked_route = permission("person", service="signing", for_others=True)
own_route = permission("person", service="signing")


@asked_route
def sign(request: ActorRequest, request_id: UUID) -> HttpResponse:
    """The documents, and the button."""
    try:
        one = access.party(request.actor, request_id)
    except NotFound:
        if not access.is_replaced(request.actor, request_id):
            raise
        messages.info(request, str(NoLongerAsked.text))
        return redirect("mina")
    if one.request.is_open:
        signing.opened(one, by=request.actor)
    return sign_page(request, one)


def sign_page(request: ActorRequest, one: Party, problem: str = "", *, unsure: bool = False) -> HttpResponse:
    """The page for each role, with what stopped the last attempt.

    `unsure`: the register did not confirm her right to sign for an organisation, and she has now been told.
    """
    found, slug = one.request, town(request).slug
    people = queries.people_of(found)
    documents = queries.documents_of(found)
    back_url, back_text = _way_back(request, one)
    context = {
        "signing": queries.summary(found, people, documents),
        "people": queries.people_rows(people, request.actor.for_id),
        "shown": [_pictures(request, one) for one in documents],
        "deed": deed(one, slug, sum(document.pages for document in documents))
        | representing.words(request.actor, one)
        | {"unsure": unsure},
        "last_day_text": last_day_text(one),
        "closed": closed(one, slug),
        "own_message": one.message,
        "may_forward": found.may_forward and not request.actor.principal_id,
        "may_ask": not request.actor.principal_id
        and found.sender_id is not None
        and found.sender_id != one.person_id,
        "remark_count": queries.remark_count(found),
        "names_protected": one.role == Party.Role.SIGNER and is_protected(one.person_id),
        "problem": problem,
        "ways": external_signing.ways(),
        "providers": ways.signing_providers(request.actor.organisation),
        "back_url": back_url,
        "back_text": back_text,
    }
    return render(request, "signing/sign.html", context, status=409 if problem else 200)


def _way_back(request: ActorRequest, one: Party) -> tuple[str, str]:
    """To the system that the person came from, the list that she chose from, or her own pages."""
    if system := way_back(request, one):
        return system, _("Tillbaka utan att skriva under")
    if "flera" in request.GET:
        return reverse("signing:batch", args=[town(request).slug]), _("Skriv under flera")
    return reverse("mina"), _("Mina sidor")


def _pictures(request: ActorRequest, document: Document) -> dict[str, Any]:
    """Its first pages, or those from `fran` when the address points out this document."""
    chosen = request.GET.get("dokument", "1") == str(document.position)
    text = request.GET.get("fran", "")
    start = int(text) - 1 if chosen and text.isdecimal() and len(text) < 6 else 0
    return queries.page_pictures(document, town(request), max(0, min(start, document.pages - 1)))


Finish = Callable[[Party, Actor], None]


def _finished(request: ActorRequest, request_id: UUID, finish: Finish) -> HttpResponse:
    one = access.party(request.actor, request_id)
    try:
        finish(one, request.actor)
    except Refusal as refusal:
        one = access.party(request.actor, request_id)
        return sign_page(request, one, str(refusal.text))
    return redirect("signing:done", town(request).slug, request_id)


@require_POST
@asked_route
def approve(request: ActorRequest, request_id: UUID) -> HttpResponse:
    """Approve; the log keeps it, the file gets no signature."""
    return _finished(request, request_id, lambda one, by: finishing.approve(one, by=by))


@require_POST
@asked_route
def confirm_read(request: ActorRequest, request_id: UUID) -> HttpResponse:
    """Confirm having read."""
    return _finished(request, request_id, lambda one, by: finishing.confirm_read(one, by=by))


@asked_route
def decline(request: ActorRequest, request_id: UUID) -> HttpResponse:
    """Say no, with a reason."""
    one = access.party(request.actor, request_id)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        declining.decline(one, form.cleaned_data["reason"], by=request.actor)
        messages.success(request, _("Ditt svar är skickat."))
        return redirect(way_back(request, one) or "mina")
    context = {"signing": queries.summary(one.request, queries.people_of(one.request)), "form": form}
    return render(request, "signing/decline.html", context | decline_words(one))


@own_route
def forward(request: ActorRequest, request_id: UUID) -> HttpResponse:
    """Pass the request on to the right person."""
    one = access.party(request.actor, request_id)
    forms, problem = substitute_forms(request), ""
    if (to := chosen(request, forms)) is not None:
        try:
            new = handing_over.forward(one, to.substitute, to.why, by=request.actor)
            text = _("{name} är nu tillfrågad. Du behöver inte göra något mer.")
            messages.success(request, text.format(name=new.name))
            return redirect("mina")
        except Refusal as refusal:
            problem = str(refusal.text)
    context = {
        "signing": queries.summary(one.request, queries.people_of(one.request)),
        "heading": _("Vem är rätt person?"),
        "lead": _("Personen blir tillfrågad i stället för dig. {name} får veta det.").format(
            name=one.request.sender.name if one.request.sender else town(request).name
        ),
        "button": _("Skicka vidare"),
        "back_url": reverse("signing:sign", args=[town(request).slug, request_id]),
        "problem": problem,
        **forms.context,
    }
    return render(request, "signing/substitute.html", context, status=409 if problem else 200)
