"""The operator's page where two persons become one. Nothing here stands in an address."""

from typing import Any
from uuid import UUID

from django import forms
from django.core import signing
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from armkrok.core.access.actor import ActorRequest
from armkrok.core.access.routes import permission
from armkrok.core.administration.views.saving import slug, status, tried
from armkrok.core.identity.models import Person
from armkrok.core.me import joining, queries
from armkrok.core.me.actions import merging
from armkrok.core.me.forms import ReasonForm, TwoForm
from armkrok.core.me.models import Merger
from armkrok.core.reading.log import read
from armkrok.core.tenants.models import current_organisation
from armkrok.kit.refusals import NotFound

MERGE = "me.merge"
SALT = "me.merging"
LASTS = 1800


@permission(MERGE)
def persons(request: ActorRequest) -> HttpResponse:
    """Who is to be merged, and what waits for a second administrator; a POST looks two numbers up."""
    _demand_operator()
    form = TwoForm(request.POST or None)
    found: list[Person] = []
    if request.method == "POST" and tried(form, lambda: found.extend(_found(form, request))):
        return _compared(request, found[0], found[1], ReasonForm(initial={"two": _signed(*found)}))
    waiting = list(
        Merger.objects.filter(state=Merger.State.ASKED).select_related("kept", "other", "asked_by")
    )
    read(request.actor, {one for row in waiting for one in (row.kept_id, row.other_id)}, MERGE)
    context = {
        "form": form,
        "waiting": [_row(request, one) for one in waiting],
        "done": Merger.objects.exclude(state=Merger.State.ASKED).order_by("-decided_at")[:20],
    }
    return render(request, "me/persons.html", context, status=status(form))


def _found(form: forms.Form, request: ActorRequest) -> tuple[Person, Person]:
    given = form.cleaned_data
    return merging.two_by_number(given["kept"], given["other"], request.actor)


def _row(request: ActorRequest, merger: Merger) -> dict[str, Any]:
    return {
        "id": merger.pk,
        "kept": _person(merger.kept),
        "other": _person(merger.other),
        "reason": merger.reason,
        "reference": merger.reference,
        "asked_by": merger.asked_by.name,
        "asked_at": merger.asked_at,
        "is_own": merger.asked_by_id == request.actor.person_id,
    }


def _person(person: Person) -> dict[str, Any]:
    return {"name": person.name, "numbers": [one.masked() for one in queries.numbers(person.pk)]}


def _signed(kept: Person, other: Person) -> str:
    return signing.dumps([str(kept.pk), str(other.pk)], salt=SALT)


def _compared(
    request: ActorRequest, kept: Person, other: Person, form: ReasonForm, code: int = 200
) -> HttpResponse:
    """What each has, in numbers, and what stands in the way."""
    context = {
        "form": form,
        "kept": _person(kept),
        "other": _person(other),
        "holdings": joining.holdings(kept.pk, other.pk),
        "obstacles": joining.obstacles(kept.pk, other.pk),
        "back_url": _address(request),
        "back_text": _("Sammanför personer"),
    }
    return render(request, "me/compared.html", context, status=code)


@require_POST
@permission(MERGE)
def ask(request: ActorRequest) -> HttpResponse:
    """Ask that the two who were looked up be made one."""
    _demand_operator()
    form = ReasonForm(request.POST)
    kept_id, other_id = _unsigned(form.data.get("two", ""))
    if tried(form, lambda: _asked(form, kept_id, other_id, request)):
        return HttpResponseRedirect(_address(request))
    kept, other = (Person.objects.get(pk=one) for one in (kept_id, other_id))
    read(request.actor, [kept_id, other_id], MERGE)
    return _compared(request, kept, other, form, status(form))


def _asked(form: ReasonForm, kept_id: UUID, other_id: UUID, request: ActorRequest) -> None:
    given = form.cleaned_data
    merging.ask(kept_id, other_id, given["reason"], given["reference"], by=request.actor)


def _unsigned(text: str) -> tuple[UUID, UUID]:
    try:
        kept, other = signing.loads(text, salt=SALT, max_age=LASTS)
    except signing.BadSignature as error:
        raise NotFound from error
    return UUID(kept), UUID(other)


@require_POST
@permission(MERGE)
def decide(request: ActorRequest) -> HttpResponse:
    """Say yes or no to what another administrator has asked."""
    _demand_operator()
    try:
        merger_id = UUID(request.POST.get("merger", ""))
    except ValueError as error:
        raise NotFound from error
    if request.POST.get("answer") == "yes":
        merging.confirm(merger_id, by=request.actor)
    else:
        merging.reject(merger_id, by=request.actor)
    return HttpResponseRedirect(_address(request))


def _demand_operator() -> None:
    """Persons belong to no organisation: only who runs the platform may touch them."""
    if not current_organisation().is_operator:
        raise NotFound


def _address(request: ActorRequest) -> str:
    return reverse("me:persons", args=[slug(request)])
