"""The pages of a supplier's contact: her supplier's orders and what data comes, never who the pupils are."""

from uuid import UUID

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import Sum, Value
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from armkrok.core.access.actor import ActorRequest
from armkrok.core.access.routes import permission
from armkrok.core.administration.paging import page_of
from armkrok.core.tenants.models import current_organisation
from armkrok.services.school.access import supplier_pages as access
from armkrok.services.school.actions import order_progress as actions
from armkrok.services.school.forms.ordering import ConfirmationForm, DeliveryForm, ReasonForm
from armkrok.services.school.models import Order
from armkrok.services.school.queries.giving_away import attributes_of
from armkrok.services.school.queries.levels import attribute_words
from armkrok.services.school.queries.ordering import ordered_on, view_of
from armkrok.services.school.transmitting.document import buyer, number_of
from armkrok.services.school.views.leading import at
from armkrok.services.school.views.order_deeds import deed_page
from armkrok.services.school.views.orders import SHAPES

State = Order.State


@permission("person", service="school")
def orders(request: ActorRequest) -> HttpResponse:
    """The orders of the contact's suppliers here, the newest first."""
    names = [one.name for one in access.suppliers_of(request.actor)]
    found = access.supplied_orders(request.actor).annotate(
        number_of=Sum("lines__quantity"),
        titles=StringAgg("lines__title__name", Value(", "), order_by="lines__title__name"),
    )
    page = page_of(request, found.select_related("supplier", "unit").order_by("-number"))
    place = current_organisation()
    rows = [
        {
            "order": one,
            "number": number_of(one, place),
            "titles": one.titles or "",
            "quantity": one.number_of or 0,
            "url": at(request, "supplier-order", order_id=one.pk),
            "shape": SHAPES[State(one.state)],
        }
        for one in page.rows
    ]
    context = {"rows": rows, "names": names, "place": place.name, **page.context}
    return render(request, "school/supplier_orders.html", context)


@permission("person", service="school")
def order(request: ActorRequest, order_id: UUID) -> HttpResponse:
    """One order: its lines, what data comes, and the way to confirm, deliver or refuse it."""
    row = access.supplied_order(request.actor, order_id)
    place, view = current_organisation(), view_of(row)
    may = {
        "confirm": row.may_become(State.CONFIRMED),
        "deliver": view.is_awaited,
        "refuse": row.may_become(State.CANCELLED),
    }
    context = {
        "order": row,
        "view": view,
        "number": number_of(row, place),
        "buyer": buyer(place),
        "attributes": [(name, attribute_words(names), names) for name, names in attributes_of(row)],
        "shape": SHAPES[State(row.state)],
        "deeds": {
            key: at(request, f"supplier-{key}", order_id=row.pk) for key, allowed in may.items() if allowed
        },
        "back_url": at(request, "supplier-orders"),
        "back_text": _("Beställningar"),
    }
    return render(request, "school/supplier_order.html", context)


def _back(request: ActorRequest, row: Order) -> str:
    return at(request, "supplier-order", order_id=row.pk)


@permission("person", service="school")
def confirm(request: ActorRequest, order_id: UUID) -> HttpResponse:
    """Say yes to an order."""
    row = access.supplied_order(request.actor, order_id)
    form = ConfirmationForm(request.POST or None)
    return deed_page(
        request, row, form, said=_("Tack. Beställningen är bekräftad."), back=_back(request, row),
        deed=lambda: actions.confirm(row, reference=form.cleaned_data["reference"], by=request.actor),
        heading=_("Vill ni bekräfta beställningen?"), button=_("Bekräfta beställningen"),
    )  # fmt: skip


@permission("person", service="school")
def deliver(request: ActorRequest, order_id: UUID) -> HttpResponse:
    """Say what has been delivered."""
    row = access.supplied_order(request.actor, order_id)
    form = DeliveryForm(view_of(row).lines, ordered_on(row), request.POST or None)
    return deed_page(
        request, row, form, deed=lambda: actions.deliver(
            row, form.numbers(), on=form.cleaned_data["on"], reference=form.cleaned_data["reference"],
            by=request.actor,
        ),
        said=_("Tack. Leveransen är antecknad."), back=_back(request, row),
        heading=_("Vad har ni levererat?"), button=_("Anteckna leveransen"),
    )  # fmt: skip


@permission("person", service="school")
def refuse(request: ActorRequest, order_id: UUID) -> HttpResponse:
    """Say no to an order, and why."""
    row = access.supplied_order(request.actor, order_id)
    form = ReasonForm(request.POST or None)
    return deed_page(
        request, row, form, said=_("Beställningen är avböjd, och den som beställde får veta varför."),
        deed=lambda: actions.cancel(row, form.cleaned_data["reason"], by=request.actor, is_suppliers=True),
        back=_back(request, row), heading=_("Varför kan ni inte leverera?"), button=_("Avböj beställningen"),
        is_danger=True,
    )  # fmt: skip
