"""Protected pupils: what is decided, where they have been, and who has confirmed erasure."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from armkrok.core.access.actor import ActorRequest
from armkrok.core.access.routes import permission
from armkrok.core.administration.paging import page_of
from armkrok.core.administration.views.saving import status, tried
from armkrok.core.identity.guarding import look_at
from armkrok.core.reading.log import read
from armkrok.services.school.access import protecting as access
from armkrok.services.school.actions import protecting as actions
from armkrok.services.school.forms.protecting import DecisionForm
from armkrok.services.school.models import Alias, Erasure, RosterPerson
from armkrok.services.school.views.leading import at

PROTECTED = "school.protected"


@permission(PROTECTED)
def people(request: ActorRequest) -> HttpResponse:
    """Everybody in the roster who is protected, and what is decided."""
    page = page_of(request, access.protected_people())
    ids = [one.pk for one in page.rows]
    read(request.actor, ids, "school.protected")
    look_at(ids)
    decided: dict[UUID, list[str]] = {}
    for one in Alias.objects.filter(subject__in=ids, ended_at=None).select_related("receiver"):
        decided.setdefault(one.subject_id, []).append(_decision(one))
    waiting = set(
        Erasure.objects.filter(subject__in=ids, confirmed_at=None).values_list("subject_id", flat=True)
    )
    rows = [
        {
            "name": one.name,
            "url": at(request, "protected", protected_id=one.pk),
            "marking": one.get_marking_display(),
            "decisions": decided.get(one.pk),
            "waits": one.pk in waiting,
        }
        for one in page.rows
    ]
    context = {"rows": rows, "total": page.total, **page.context}
    return render(request, "school/protected_people.html", context)


def _decision(one: Alias) -> str:
    where = one.receiver.name if one.receiver else _("alla mottagare")
    return f"{one.get_policy_display()}, {where}"


@permission(PROTECTED)
def person(request: ActorRequest, protected_id: UUID) -> HttpResponse:
    """One protected person: decide, end a decision, note that a supplier has erased."""
    row = access.protected_for(protected_id)
    read(request.actor, [row.pk], "school.protected")
    form = DecisionForm(request.POST or None, initial={"policy": Alias.Policy.WITHHOLD})
    if request.method == "POST" and tried(form, lambda: _decide(form, row, request)):
        messages.success(request, _("Beslutet gäller från och med nu."))
        return HttpResponseRedirect(at(request, "protected", protected_id=protected_id))
    context = {
        "name": row.name,
        "marking": row.get_marking_display(),
        "form": form,
        "decisions": _decisions(request, row),
        "erasures": _erasures(request, row),
        "back_url": at(request, "protected-people"),
        "back_text": _("Skyddade elever"),
    }
    return render(request, "school/protected_person.html", context, status=status(form))


def _decide(form: DecisionForm, row: RosterPerson, request: ActorRequest) -> None:
    given = form.cleaned_data
    instead = actions.Instead(given["given_name"], given["surname"], given["eppn"], given["email"])
    policy = Alias.Policy(given["policy"])
    if policy != Alias.Policy.ALIAS:
        instead = actions.Instead()
    actions.decide(
        row, policy, given["reason"], receiver=given["receiver"], instead=instead, by=request.actor
    )


def _decisions(request: ActorRequest, row: RosterPerson) -> list[dict[str, Any]]:
    rows = Alias.objects.filter(subject=row).select_related("receiver").order_by("-decided_at")
    return [
        {
            "words": _decision(one),
            "reason": one.reason,
            "at": one.decided_at,
            "ended_at": one.ended_at,
            "end_url": "" if one.ended_at else at(request, "protected-end", decision_id=one.pk),
        }
        for one in rows
    ]


def _erasures(request: ActorRequest, row: RosterPerson) -> list[dict[str, Any]]:
    rows = Erasure.objects.filter(subject=row).select_related("receiver__supplier").order_by("-asked_at")
    return [
        {
            "receiver": f"{one.receiver.name}, {one.receiver.supplier.name}",
            "asked_at": one.asked_at,
            "removed_at": one.removed_at,
            "confirmed_at": one.confirmed_at,
            "confirm_url": "" if one.confirmed_at else at(request, "protected-erased", erasure_id=one.pk),
        }
        for one in rows
    ]


@require_POST
@permission(PROTECTED)
def end(request: ActorRequest, decision_id: UUID) -> HttpResponse:
    """A decision holds no more."""
    row = access.decision_for(decision_id)
    actions.end_decision(row, by=request.actor)
    messages.success(request, _("Beslutet gäller inte längre. Inget lämnas ut."))
    return HttpResponseRedirect(at(request, "protected", protected_id=row.subject_id))


@require_POST
@permission(PROTECTED)
def erased(request: ActorRequest, erasure_id: UUID) -> HttpResponse:
    """The supplier has confirmed that it has erased everything."""
    row = access.erasure_for(erasure_id)
    actions.confirm_erased(row, by=request.actor)
    messages.success(request, _("Raderingen är antecknad."))
    return HttpResponseRedirect(at(request, "protected", protected_id=row.subject_id))
