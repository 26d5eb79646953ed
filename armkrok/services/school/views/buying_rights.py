"""Who may order and approve, and what orders say of the buyer."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from armkrok.core.access.actor import ActorRequest
from armkrok.core.access.decide import holders
from armkrok.core.access.routes import permission
from armkrok.core.administration.paging import page_of
from armkrok.core.administration.views.saving import status, tried
from armkrok.core.identity.models import Person
from armkrok.kit.days import today
from armkrok.services.school.access import budgets as access
from armkrok.services.school.access.roster import units_of
from armkrok.services.school.actions import buying_rights as actions
from armkrok.services.school.forms.buying import BuyerForm, RightForm
from armkrok.services.school.models import Buyer, BuyingRight
from armkrok.services.school.queries.buying import APPROVE
from armkrok.services.school.queries.people import colleague
from armkrok.services.school.queries.subjects import named, subjects
from armkrok.services.school.views.leading import at

MANAGE = "school.manage"
TERMS = ("deed", "unit", "limit", "subjects", "starts_on", "ends_on", "is_over_budget")


@permission(MANAGE)
def rights(request: ActorRequest) -> HttpResponse:
    """Every right to buy, and whether its holder can use it."""
    found = BuyingRight.objects.select_related("person", "unit").order_by("person__sort_key", "deed", "pk")
    page = page_of(request, found)
    lenders = Person.objects.in_bulk({one.stands_in_for for one in page.rows if one.stands_in_for})
    able = holders(APPROVE)
    context = {
        "rows": [_row(request, one, lenders, able) for one in page.rows],
        "new_url": at(request, "buying-right-new"),
        "buyer_url": at(request, "buyer"),
        "back_url": at(request, "budgets"),
        "back_text": _("Budget"),
        **page.context,
    }
    return render(request, "school/buying_rights.html", context)


def _row(
    request: ActorRequest, one: BuyingRight, lenders: dict[UUID, Person], able: set[UUID]
) -> dict[str, Any]:
    day, lender = today(), lenders.get(one.stands_in_for) if one.stands_in_for else None
    approves = one.deed == BuyingRight.Deed.APPROVE
    return {
        "right": one,
        "lender": lender.name if lender else "",
        "subjects": sorted(named(one.subjects)),
        "is_over": one.ends_on is not None and one.ends_on < day,
        "is_coming": one.starts_on is not None and one.starts_on > day,
        "lacks_role": approves and one.person_id not in able,
        "url": "" if one.stands_in_for else at(request, "buying-right", right_id=one.pk),
        "end_url": at(request, "buying-right-end", right_id=one.pk),
    }


@permission(MANAGE)
def new(request: ActorRequest) -> HttpResponse:
    """Give somebody a right."""
    form = RightForm(units_of(request.actor), request.POST or None)

    def deed() -> None:
        actions.give_right(colleague(form.cleaned_data["person"]), _terms(form), by=request.actor)

    if request.method == "POST" and tried(form, deed):
        messages.success(request, _("Köprätten är given."))
        return HttpResponseRedirect(at(request, "buying-rights"))
    return _page(request, form, _("Ny köprätt"), _("Ge köprätten"))


@permission(MANAGE)
def change(request: ActorRequest, right_id: UUID) -> HttpResponse:
    """Change how far a right reaches."""
    row = access.right_for(right_id)
    initial = {name: getattr(row, name) for name in TERMS}
    chosen = named(row.subjects)
    initial["subjects"] = [key for key, name in subjects().items() if name in chosen]
    form = RightForm(units_of(request.actor), request.POST or None, initial=initial, is_new=False)
    if request.method == "POST" and tried(
        form, lambda: actions.change_right(row, _terms(form), by=request.actor)
    ):
        messages.success(request, _("Köprätten är ändrad."))
        return HttpResponseRedirect(at(request, "buying-rights"))
    return _page(request, form, row.person.name, _("Spara köprätten"))


def _terms(form: RightForm) -> actions.Terms:
    return actions.Terms(**{name: form.cleaned_data[name] for name in TERMS})


def _page(request: ActorRequest, form: Any, heading: str, button: str) -> HttpResponse:
    context = {
        "form": form,
        "heading": heading,
        "button": button,
        "back_url": at(request, "buying-rights"),
        "back_text": _("Köprätter"),
    }
    return render(request, "school/buying_right.html", context, status=status(form))


@require_POST
@permission(MANAGE)
def end(request: ActorRequest, right_id: UUID) -> HttpResponse:
    """Take a right back."""
    actions.end_right(access.right_for(right_id), by=request.actor)
    messages.success(request, _("Köprätten är avslutad."))
    return HttpResponseRedirect(at(request, "buying-rights"))


@permission(MANAGE)
def buyer(request: ActorRequest) -> HttpResponse:
    """GLN, VAT number and whom suppliers ask."""
    row = Buyer.objects.first() or Buyer()
    initial = {name: getattr(row, name) for name in ("gln", "vat_number", "email")}
    form = BuyerForm(request.POST or None, initial=initial)
    if request.method == "POST" and tried(
        form, lambda: actions.describe_buyer(**form.cleaned_data, by=request.actor)
    ):
        messages.success(request, _("Uppgifterna är sparade."))
        return HttpResponseRedirect(at(request, "buying-rights"))
    return _page(request, form, _("Vad ska stå om köparen?"), _("Spara uppgifterna"))
