"""Deciding on orders: one with all its facts, or many at once, each judged for itself."""

from collections import defaultdict
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from armkrok.core.access.actor import ActorRequest
from armkrok.core.access.decide import holders
from armkrok.core.access.routes import permission
from armkrok.core.administration.views.saving import status, tried
from armkrok.services.school.access import budgets as budget_access
from armkrok.services.school.access import ordering as access
from armkrok.services.school.actions import approving as actions
from armkrok.services.school.actions import buying_rights
from armkrok.services.school.errors.orders import NoRight, OwnOrder
from armkrok.services.school.forms.buying import LendForm
from armkrok.services.school.forms.ordering import DecisionForm
from armkrok.services.school.models import BuyingRight, Order
from armkrok.services.school.queries import buying
from armkrok.services.school.queries.budgets import Standing, standing_of
from armkrok.services.school.queries.giving_away import given_by
from armkrok.services.school.queries.ordering import view_of
from armkrok.services.school.queries.people import colleague
from armkrok.services.school.queries.waiting import waiting_for
from armkrok.services.school.queries.ways_of_orders import way_ahead
from armkrok.services.school.views.leading import at
from armkrok.services.school.views.orders import SHAPES, moves_of

APPROVE = "school.approve"
State = Order.State


@permission(APPROVE)
def approval(request: ActorRequest, order_id: UUID) -> HttpResponse:
    """One order with all that a decision rests on."""
    row = access.order_to_decide(request.actor, order_id)
    waits = row.state == State.SUBMITTED
    way = way_ahead(view := view_of(row))
    rights = buying.rights_at(row.unit_id, BuyingRight.Deed.APPROVE)
    case = buying.case_of(row, is_over=way.standing.is_over)
    obstacle = buying.why_not(request.actor.person_id, case, rights) if waits else None
    form = DecisionForm(request.POST or None)
    if waits and request.method == "POST" and tried(form, lambda: _decide(row, form, request)):
        messages.success(request, _("Beslutet är skickat till {name}.").format(name=row.orderer.name))
        return HttpResponseRedirect(at(request, "approvals"))
    context = {
        "order": row,
        "view": view,
        "way": way,
        "given": given_by(view),
        "form": form if waits and not (obstacle and obstacle in {OwnOrder, NoRight}) else None,
        "obstacle": obstacle.text if obstacle else "",
        "shape": SHAPES[State(row.state)],
        "moves": moves_of(row),
        "thread_url": at(request, "approval-thread", order_id=row.pk),
        "back_url": at(request, "approvals"),
        "back_text": _("Att godkänna"),
    }
    return render(request, "school/approval.html", context, status=status(form))


def _decide(row: Order, form: DecisionForm, request: ActorRequest) -> None:
    if form.cleaned_data["decision"] == DecisionForm.YES:
        actions.approve(row, by=request.actor)
    else:
        actions.reject(row, form.cleaned_data["reason"], by=request.actor)


@permission(APPROVE)
def queue(request: ActorRequest) -> HttpResponse:
    """What waits for the actor. Ticked orders are reviewed together, and approved by one button."""
    rows = waiting_for(request.actor)
    chosen = set(request.POST.getlist("order"))
    picked = [row for row in rows if str(row.order.pk) in chosen and row.refusal is None]
    if request.method == "POST" and picked:
        if "seen" in request.POST:
            return _approve(request, [row.order for row in picked])
        return render(
            request, "school/approvals_review.html", _review(request, [row.order for row in picked])
        )
    problem = _("Kryssa i minst en beställning") if request.method == "POST" else ""
    context = {
        "rows": rows,
        "is_all": "alla" in request.GET,
        "own": sum(row.refusal is None for row in rows),
        "asked": sum(row.refusal is None and not row.others for row in rows),
        "loans": _loans(request),
        "away_url": at(request, "approvals-away"),
        "problem": problem,
    }
    return render(request, "school/approvals.html", context, status=422 if problem else 200)


def _review(request: ActorRequest, orders: list[Order]) -> dict[str, Any]:
    """The sum of the chosen against each budget."""
    by_budget: dict[UUID | None, list[Order]] = defaultdict(list)
    for one in orders:
        by_budget[one.budget_id].append(one)
    return {
        "groups": [
            {"standing": _together(group), "rows": [(one, view_of(one)) for one in group]}
            for group in by_budget.values()
        ],
        "orders": orders,
        "total": sum((one.total for one in orders), Decimal(0)),
        "back_url": at(request, "approvals"),
        "back_text": _("Att godkänna"),
    }


def _together(orders: list[Order]) -> Standing:
    """The chosen as if they were one: what the last of them sees, and all of them as this."""
    last = max(orders, key=lambda one: one.number or 0)
    total = sum((one.total for one in orders), Decimal(0))
    alone = standing_of(last, last.budget)
    return Standing(alone.budget, max(Decimal(0), alone.used - total + last.total), total)


def _approve(request: ActorRequest, orders: list[Order]) -> HttpResponse:
    judged = actions.approve_all(orders, by=request.actor)
    approved = [one for one in judged if one.refusal is None]
    if approved:
        said = ngettext("En beställning är godkänd.", "{count} beställningar är godkända.", len(approved))
        messages.success(request, said.format(count=len(approved)))
    for one in judged:
        if one.refusal is not None:
            words = _("Beställning {number} är inte godkänd. {why}")
            messages.warning(request, words.format(number=one.order.number, why=one.refusal.text))
    return HttpResponseRedirect(at(request, "approvals"))


def _loans(request: ActorRequest) -> list[dict[str, Any]]:
    lent = BuyingRight.objects.filter(stands_in_for=request.actor.person_id).select_related("person", "unit")
    rows = list(lent.order_by("starts_on", "pk"))
    able = holders(APPROVE)
    return [
        {
            "right": one,
            "lacks_role": one.person_id not in able,
            "end_url": at(request, "approvals-away-end", right_id=one.pk),
        }
        for one in rows
    ]


@permission(APPROVE)
def lend(request: ActorRequest) -> HttpResponse:
    """Let a colleague decide while one is away."""
    form = LendForm(request.POST or None)

    def deed() -> None:
        given = form.cleaned_data
        person_id = colleague(given["person"])
        buying_rights.lend_right(person_id, given["starts_on"], given["ends_on"], by=request.actor)

    if request.method == "POST" and tried(form, deed):
        _tell_lent(request, colleague(form.cleaned_data["person"]))
        return HttpResponseRedirect(at(request, "approvals"))
    context = {
        "form": form,
        "heading": _("Vem godkänner när du är borta?"),
        "lead": _("Kollegan får samma gränser som du, men aldrig besluta om det ni själva har beställt."),
        "button": _("Låna ut rätten"),
        "back_url": at(request, "approvals"),
        "back_text": _("Att godkänna"),
    }
    return render(request, "ui/one_form.html", context, status=status(form))


def _tell_lent(request: ActorRequest, person_id: UUID) -> None:
    """That it is done, and whether the colleague also has a role to use it with."""
    if person_id in holders(APPROVE):
        messages.success(request, _("Kollegan kan godkänna i ditt ställe de dagarna."))
        return
    said = _(
        "Rätten är utlånad, men kollegan har inte rollen rektor och kan inte godkänna än. "
        "Be en administratör ge den rollen, eller välj någon annan."
    )
    messages.warning(request, said)


@require_POST
@permission(APPROVE)
def end_loan(request: ActorRequest, right_id: UUID) -> HttpResponse:
    """Take a lent right back."""
    buying_rights.end_right(budget_access.lent_by(request.actor, right_id), by=request.actor)
    messages.success(request, _("Rätten är din ensam igen."))
    return HttpResponseRedirect(at(request, "approvals"))
