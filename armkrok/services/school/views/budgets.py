"""Budgets for learning materials: what is used, what is left, and by which orders."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from armkrok.core.access.actor import ActorRequest
from armkrok.core.access.routes import permission
from armkrok.core.administration.paging import page_of
from armkrok.core.administration.views.saving import status, tried
from armkrok.services.school.access import budgets as access
from armkrok.services.school.access.roster import units_of
from armkrok.services.school.actions import buying_rights as actions
from armkrok.services.school.forms.buying import BudgetForm
from armkrok.services.school.models import Budget, Order
from armkrok.services.school.queries import budgets as queries
from armkrok.services.school.views.leading import at

MANAGE = "school.manage"


@permission("school.order")
def budgets(request: ActorRequest) -> HttpResponse:
    """Budgets of the schools that the actor sees, each with its meter."""
    seen = access.seen_budgets(request.actor).order_by().values("pk")
    page = page_of(request, queries.budgets().filter(pk__in=seen))
    may = MANAGE in request.actor.permissions
    context = {
        "rows": [_row(request, one) for one in page.rows],
        "new_url": at(request, "budget-new") if may else "",
        "rights_url": at(request, "buying-rights") if may else "",
        **page.context,
    }
    return render(request, "school/budgets.html", context)


def _row(request: ActorRequest, one: Any) -> dict[str, Any]:
    """Reserved money is drawn as "this": it is asked for, not decided."""
    standing = queries.Standing(one, one.committed + one.paid, one.reserved)
    return {
        "budget": one,
        "standing": standing,
        "decided": one.committed + one.paid,
        "url": at(request, "budget", budget_id=one.pk),
    }


@permission("school.order")
def budget(request: ActorRequest, budget_id: UUID) -> HttpResponse:
    """One budget and the orders that use it."""
    row = access.budget_seen_by(request.actor, budget_id)
    one = queries.budgets().get(pk=row.pk)
    found = Order.objects.filter(budget=row).exclude(money=Order.Money.NONE)
    page = page_of(request, found.select_related("supplier", "orderer").order_by("-number"))
    may = MANAGE in request.actor.permissions
    context = {
        **_row(request, one),
        "orders": [
            {
                "order": order,
                "url": at(request, "order", order_id=order.pk),
                "difference": None if order.settled is None else order.settled - order.total,
            }
            for order in page.rows
        ],
        "change_url": at(request, "budget-change", budget_id=row.pk) if may else "",
        "back_url": at(request, "budgets"),
        "back_text": _("Budget"),
        **page.context,
    }
    return render(request, "school/budget.html", context)


@permission(MANAGE)
def new(request: ActorRequest) -> HttpResponse:
    """Make a budget."""
    return _form(request, None)


@permission(MANAGE)
def change(request: ActorRequest, budget_id: UUID) -> HttpResponse:
    """Change a budget."""
    return _form(request, access.budget_for(budget_id))


def _form(request: ActorRequest, row: Budget | None) -> HttpResponse:
    names = ("unit", "name", "year", "amount")
    initial = {name: getattr(row, name) for name in names} if row else {}
    form = BudgetForm(units_of(request.actor), request.POST or None, initial=initial)
    if request.method == "POST" and tried(
        form, lambda: actions.save_budget(**form.cleaned_data, by=request.actor, budget=row)
    ):
        messages.success(request, _("Budgeten är sparad."))
        return HttpResponseRedirect(at(request, "budgets"))
    context = {
        "form": form,
        "heading": row.name if row else _("Ny budget"),
        "button": _("Spara budgeten"),
        "back_url": at(request, "budget", budget_id=row.pk) if row else at(request, "budgets"),
        "back_text": row.name if row else _("Budget"),
    }
    return render(request, "ui/one_form.html", context, status=status(form))
