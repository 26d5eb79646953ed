"""What those who manage orders do with one: files, confirmation, delivery, return, invoice."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from armkrok.core.access.actor import ActorRequest
from armkrok.core.access.routes import permission
from armkrok.core.administration.views.saving import status, tried
from armkrok.kit.refusals import NotFound
from armkrok.services.school.access import ordering as access
from armkrok.services.school.actions import order_progress as actions
from armkrok.services.school.actions import transmitting
from armkrok.services.school.actions.calling_off import is_told_by_hand
from armkrok.services.school.forms.ordering import ConfirmationForm, DeliveryForm, InvoiceForm, ReasonForm
from armkrok.services.school.models import Order, Supplier
from armkrok.services.school.queries.ordering import ordered_on, view_of
from armkrok.services.school.transmitting.document import document_of
from armkrok.services.school.transmitting.letter import PDF, letter_of
from armkrok.services.school.transmitting.table import as_csv, as_json
from armkrok.services.school.views.leading import at

MANAGE = "school.manage"


def deed_page(
    request: ActorRequest, order: Order, form: forms.Form, deed: Callable[[], Any], *, said: str, **words: Any
) -> HttpResponse:
    """A form about one order, and the way back to it after the deed. `words` are heading and button."""
    back = words.pop("back", None) or at(request, "order", order_id=order.pk)
    if request.method == "POST" and tried(form, deed):
        messages.success(request, said)
        return HttpResponseRedirect(back)
    number = _("Beställning {number}").format(number=order.number)
    context = {"form": form, "back_url": back, "back_text": number, **words}
    return render(request, "ui/one_form.html", context, status=status(form))


@permission("school.order")
def cancel(request: ActorRequest, order_id: UUID) -> HttpResponse:
    """Call an order off: one's own while it waits; any, for those who manage, until something has come."""
    order = access.order_for(request.actor, order_id)
    waits = order.state == Order.State.SUBMITTED and order.orderer_id == request.actor.person_id
    if not waits and MANAGE not in request.actor.permissions:
        raise NotFound
    form = ReasonForm(request.POST or None)
    return deed_page(
        request, order, form, said=_("Beställningen är avbeställd."), is_danger=True,
        deed=lambda: actions.cancel(order, form.cleaned_data["reason"], by=request.actor),
        heading=_("Vill du avbeställa?"), button=_("Avbeställ"), lead=_what_follows(order),
    )  # fmt: skip


def _what_follows(order: Order) -> str:
    """What becomes of it, and who tells the supplier."""
    if order.ordered_at is None:
        return _("Pengarna blir fria igen.")
    if is_told_by_hand(order):
        return _("Pengarna blir fria igen. Leverantören får inte veta det av plattformen. Kontakta den.")
    return _("Pengarna blir fria igen, och leverantören får besked.")


@permission(MANAGE)
def download(request: ActorRequest, order_id: UUID, file_kind: str) -> HttpResponse:
    """The order as a file: csv, json or pdf."""
    order = access.managed_order(order_id)
    if order.decided_at is None or file_kind not in {"csv", "json", "pdf"}:
        raise NotFound
    document = document_of(order)
    if file_kind == "pdf":
        body, media_type = letter_of(document, order.supplier.name), PDF
    elif file_kind == "csv":
        body, media_type = as_csv(document), "text/csv; charset=utf-8"
    else:
        body, media_type = as_json(document), "application/json"
    name = f"bestallning-{document['number']}.{file_kind}"
    return HttpResponse(
        body, content_type=media_type,
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "X-Content-Type-Options": "nosniff", "Cache-Control": "private, no-store",
        },
    )  # fmt: skip


@require_POST
@permission(MANAGE)
def mark_sent(request: ActorRequest, order_id: UUID) -> HttpResponse:
    """The file has been handed to the supplier by somebody."""
    order = access.managed_order(order_id)
    actions.transmitted(order, Supplier.Transmit.FILE, by=request.actor)
    messages.success(request, _("Beställningen är antecknad som skickad."))
    return HttpResponseRedirect(at(request, "order", order_id=order.pk))


@require_POST
@permission(MANAGE)
def send_again(request: ActorRequest, order_id: UUID) -> HttpResponse:
    """Try once more to reach the supplier."""
    order = access.managed_order(order_id)
    transmitting.send_again(order)
    messages.success(request, _("Vi försöker igen. Leverantören får aldrig samma beställning två gånger."))
    return HttpResponseRedirect(at(request, "order", order_id=order.pk))


@permission(MANAGE)
def confirm(request: ActorRequest, order_id: UUID) -> HttpResponse:
    """The supplier has confirmed by letter or telephone."""
    order = access.managed_order(order_id)
    form = ConfirmationForm(request.POST or None)
    return deed_page(
        request, order, form, said=_("Bekräftelsen är antecknad."), heading=_("Har leverantören bekräftat?"),
        deed=lambda: actions.confirm(order, reference=form.cleaned_data["reference"], by=request.actor),
        button=_("Anteckna bekräftelsen"),
    )  # fmt: skip


@permission(MANAGE)
def deliver(request: ActorRequest, order_id: UUID) -> HttpResponse:
    """Licences have come."""
    order = access.managed_order(order_id)
    form = DeliveryForm(view_of(order).lines, ordered_on(order), request.POST or None)
    return deed_page(
        request, order, form, said=_("Leveransen är antecknad och licenserna utdelade."),
        deed=lambda: actions.deliver(
            order, form.numbers(), on=form.cleaned_data["on"], reference=form.cleaned_data["reference"],
            by=request.actor,
        ),
        heading=_("Vad har kommit?"), button=_("Anteckna leveransen"),
        lead=_("Licenserna delas ut i klasserna. Är något kvar väntar beställningen på resten."),
    )  # fmt: skip


@permission(MANAGE)
def close_rest(request: ActorRequest, order_id: UUID) -> HttpResponse:
    """What has not come will not come."""
    order = access.managed_order(order_id)
    form, left = ReasonForm(request.POST or None), view_of(order).left
    return deed_page(
        request, order, form, said=_("Beställningen gäller det som har kommit."), is_danger=True,
        deed=lambda: actions.close_rest(order, form.cleaned_data["reason"], by=request.actor),
        heading=_("Kommer resten inte?"), button=_("Resten kommer inte"),
        lead=ngettext(
            "{count} licens är kvar att leverera. Pengarna för den blir fria. "
            "Kom överens med leverantören först.",
            "{count} licenser är kvar att leverera. Pengarna för dem blir fria. "
            "Kom överens med leverantören först.",
            left,
        ).format(count=left),
    )  # fmt: skip


@permission(MANAGE)
def give_back(request: ActorRequest, order_id: UUID) -> HttpResponse:
    """Return what was delivered."""
    order = access.managed_order(order_id)
    form = ReasonForm(request.POST or None)
    return deed_page(
        request, order, form, said=_("Beställningen är återlämnad."), is_danger=True,
        deed=lambda: actions.give_back(order, form.cleaned_data["reason"], by=request.actor),
        heading=_("Vill du återlämna det som har levererats?"), button=_("Återlämna"),
    )  # fmt: skip


@permission(MANAGE)
def settle(request: ActorRequest, order_id: UUID) -> HttpResponse:
    """Enter the invoice; the difference against the order is shown."""
    order = access.managed_order(order_id)
    shown = order.total if order.settled is None else order.settled
    form = InvoiceForm(request.POST or None, initial={"invoice": order.invoice, "amount": shown})
    return deed_page(
        request, order, form, said=_("Fakturan är införd."), heading=_("Vad står det på fakturan?"),
        deed=lambda: actions.settle(
            order, form.cleaned_data["amount"], form.cleaned_data["invoice"], by=request.actor
        ),
        button=_("För in fakturan"),
        lead=_("Beställt för {sum} kr utan moms.").format(
            sum=number_format(order.total, 2, force_grouping=True)
        ),
    )  # fmt: skip
