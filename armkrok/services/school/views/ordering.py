"""A teacher's order in three steps: the title, the classes and wishes, the review."""

from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from armkrok.core.access.actor import ActorRequest
from armkrok.core.access.routes import permission
from armkrok.core.administration.views.saving import status
from armkrok.kit.ids import read_uuid
from armkrok.kit.refusals import Refusal
from armkrok.services.school.access import ordering as access
from armkrok.services.school.actions import ordering as actions
from armkrok.services.school.actions.order_copies import order_again
from armkrok.services.school.errors.orders import NothingToBuy, SumHasChanged
from armkrok.services.school.forms.ordering import BudgetChoiceForm, UnitForm, WishesForm
from armkrok.services.school.models import Order
from armkrok.services.school.queries.budgets import budget_of, budgets_for
from armkrok.services.school.queries.choosing_groups import choices_for
from armkrok.services.school.queries.giving_away import given_by
from armkrok.services.school.queries.ordering import OrderView, view_of
from armkrok.services.school.queries.ways_of_orders import way_ahead
from armkrok.services.school.views.leading import at

ORDER = "school.order"
DRAFT = Order.State.DRAFT
SEVERAL = 2


@require_POST
@permission(ORDER)
def add(request: ActorRequest, title_id: UUID) -> HttpResponse:
    """Put a title in the draft to its supplier, and go back to the catalogue or on to the classes."""
    title = access.title_for(title_id)
    order = actions.start_order(title, by=request.actor)
    back = request.POST.get("next", "")
    if back.startswith("/") and url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        messages.success(request, _("{name} ligger i din beställning.").format(name=title.name))
        return HttpResponseRedirect(back)
    return HttpResponseRedirect(at(request, "order-groups", order_id=order.pk))


@require_POST
@permission(ORDER)
def again(request: ActorRequest, order_id: UUID) -> HttpResponse:
    """A new draft of an own order that was turned down, to change and send."""
    order = access.own_draft(request.actor, order_id)
    draft = order_again(order, by=request.actor)
    return HttpResponseRedirect(at(request, "order-groups", order_id=draft.pk))


@permission(ORDER)
def groups(request: ActorRequest, order_id: UUID) -> HttpResponse:
    """Which classes each title is for, when it is wanted and why."""
    order = access.own_draft(request.actor, order_id)
    if order.state != DRAFT:
        return HttpResponseRedirect(at(request, "order", order_id=order.pk))
    initial = {name: getattr(order, name) for name in ("wanted_on", "motive", "cost_centre")}
    form = WishesForm(request.POST or None, initial=initial)
    problem = ""
    if request.method == "POST":
        try:
            actions.pick_groups(order, _chosen(order, request.POST), by=request.actor)
            if form.is_valid():
                actions.describe_order(order, **form.cleaned_data, unit=_unit(request))
            _demand_groups(order)
            if form.is_valid():
                return HttpResponseRedirect(at(request, "order-review", order_id=order.pk))
        except Refusal as refusal:
            problem = str(refusal.text)
    context = {**_groups_context(request, order), "form": form, "problem": problem}
    return render(request, "school/order_groups.html", context, status=422 if problem else status(form))


def _demand_groups(order: Order) -> None:
    """Raise NothingToBuy when no class has been chosen for a title that needs some."""
    if not view_of(Order.objects.get(pk=order.pk)).has_groups:
        raise NothingToBuy


def _chosen(order: Order, sent: QueryDict) -> dict[UUID, list[UUID]]:
    """The classes that were ticked, by line; what is no id is no class."""
    ids = order.lines.values_list("pk", flat=True)
    return {one: [*filter(None, map(read_uuid, sent.getlist(f"klass-{one}")))] for one in ids}


def _unit(request: ActorRequest) -> Any:
    """The school, when it is asked for."""
    if "unit" not in request.POST:
        return None
    form = UnitForm(access.orderable_units(request.actor), request.POST)
    return form.cleaned_data["unit"] if form.is_valid() else None


def _groups_context(request: ActorRequest, order: Order) -> dict[str, Any]:
    order = access.own_draft(request.actor, order.pk)
    view = view_of(order)
    units = access.orderable_units(request.actor)
    needs_unit = any(not one.groups for one in view.lines) and len(units[:2]) > 1
    return {
        "view": view,
        "choices": choices_for(request.actor, view),
        "unit_form": UnitForm(units, initial={"unit": order.unit_id}) if needs_unit else None,
        "sum_url": at(request, "order-sum", order_id=order.pk),
        "removals": [
            (one.title.name, at(request, "order-remove-line", line_id=one.id)) for one in view.lines
        ],
        "back_url": at(request, "catalogue"),
        "back_text": _("Läromedel"),
    }


@require_POST
@permission(ORDER)
def sum_of(request: ActorRequest, order_id: UUID) -> HttpResponse:
    """The sum for the classes that are ticked now, for the page that is open. The draft keeps them."""
    order = access.own_draft(request.actor, order_id)
    problem = ""
    try:
        actions.pick_groups(order, _chosen(order, request.POST), by=request.actor)
    except Refusal as refusal:
        problem = str(refusal.text)
    view = view_of(access.own_draft(request.actor, order_id))
    return render(request, "school/parts/order_sum_live.html", {"view": view, "problem": problem})


@require_POST
@permission(ORDER)
def remove_line(request: ActorRequest, line_id: UUID) -> HttpResponse:
    """Take a title out of the draft."""
    line = access.own_line(request.actor, line_id)
    order_id = line.order_id
    actions.remove_line(line)
    messages.success(request, _("Läromedlet är borttaget ur beställningen."))
    left = Order.objects.filter(pk=order_id).exists()
    return HttpResponseRedirect(
        at(request, "order-groups", order_id=order_id) if left else at(request, "catalogue")
    )


@permission(ORDER)
def review(request: ActorRequest, order_id: UUID) -> HttpResponse:
    """Check the answers, and submit."""
    order = access.own_draft(request.actor, order_id)
    if order.state != DRAFT:
        return HttpResponseRedirect(at(request, "order", order_id=order.pk))
    budget_form, problem = _budget_form(request, order), ""
    if request.method == "POST" and "budget" in request.POST:
        if budget_form and budget_form.is_valid():
            actions.choose_budget(order, budget_form.cleaned_data["budget"].pk)
        return HttpResponseRedirect(at(request, "order-review", order_id=order.pk))
    if request.method == "POST":
        try:
            actions.submit(order, seen_total=_seen(request), by=request.actor)
        except Refusal as refusal:
            problem = str(refusal.text)
        else:
            messages.success(request, _("Beställningen är skickad för godkännande."))
            return HttpResponseRedirect(at(request, "order", order_id=order.pk))
    context = _review_context(request, view_of(order), problem) | {"budget_form": budget_form}
    return render(request, "school/order_review.html", context, status=422 if problem else 200)


def _budget_form(request: ActorRequest, order: Order) -> BudgetChoiceForm | None:
    """A choice, where there is one."""
    found = budgets_for(order)
    if len(found) < SEVERAL:
        return None
    sent = request.POST if "budget" in request.POST else None
    return BudgetChoiceForm(found, sent, initial={"budget": budget_of(order)})


def _seen(request: ActorRequest) -> Decimal:
    try:
        seen = Decimal(request.POST.get("seen_total", ""))
    except InvalidOperation as error:
        raise SumHasChanged from error
    if not seen.is_finite():  # a signalling NaN cannot even be compared
        raise SumHasChanged
    return seen


def _review_context(request: ActorRequest, view: OrderView, problem: str) -> dict[str, Any]:
    return {
        "view": view,
        "order": view.order,
        "given": given_by(view),
        "way": way_ahead(view),
        "problem": problem,
        "groups_url": at(request, "order-groups", order_id=view.order.pk),
        "back_url": at(request, "order-groups", order_id=view.order.pk),
        "back_text": _("Klasser och önskemål"),
    }
