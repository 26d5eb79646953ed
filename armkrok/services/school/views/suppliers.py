"""Suppliers and their contacts."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from armkrok.core.access.actor import ActorRequest
from armkrok.core.access.routes import permission
from armkrok.core.administration.views.saving import status, tried
from armkrok.services.school.access import suppliers as access
from armkrok.services.school.actions import suppliers as actions
from armkrok.services.school.forms.suppliers import ContactForm, SupplierForm
from armkrok.services.school.models import Receiver, Supplier, SupplierContact
from armkrok.services.school.views.catalogue import back
from armkrok.services.school.views.leading import at

MANAGE = "school.manage"
FACTS = ("name", "number", "gln", "vat_number", "order_by", "order_email", "order_url")


@permission(MANAGE)
def suppliers(request: ActorRequest) -> HttpResponse:
    """Every supplier, how it takes orders and what of it receives data."""
    receivers = Prefetch("receivers", Receiver.objects.order_by("name"))
    rows = [
        {
            "name": one.name,
            "url": at(request, "supplier", supplier_id=one.pk),
            "way": one.get_order_by_display(),
            "receivers": [receiver.name for receiver in one.receivers.all()],
        }
        for one in Supplier.objects.prefetch_related(receivers).order_by("name")
    ]
    context = {
        "rows": rows,
        "new_url": at(request, "supplier-new"),
        **back(request),
    }
    return render(request, "school/suppliers.html", context)


@permission(MANAGE)
def new(request: ActorRequest) -> HttpResponse:
    """Add a supplier."""
    form = SupplierForm(request.POST or None, initial={"order_by": Supplier.Transmit.EMAIL})
    made = Supplier()
    if request.method == "POST" and tried(
        form, lambda: actions.save_supplier(made, dict(form.cleaned_data), by=request.actor)
    ):
        messages.success(request, _("{name} är tillagd.").format(name=made.name))
        return HttpResponseRedirect(at(request, "supplier", supplier_id=made.pk))
    context = {"form": form, "heading": _("Ny leverantör"), **_back(request)}
    return render(request, "school/supplier.html", context, status=status(form))


@permission(MANAGE)
def supplier(request: ActorRequest, supplier_id: UUID) -> HttpResponse:
    """What is known of a supplier, and who there may see its orders."""
    row = access.supplier_for(supplier_id)
    heading = row.name
    initial = {name: getattr(row, name) for name in FACTS} | {"order_secret": bool(row.order_secret)}
    form = SupplierForm(request.POST or None, initial=initial)
    if request.method == "POST" and tried(
        form, lambda: actions.save_supplier(row, dict(form.cleaned_data), by=request.actor)
    ):
        messages.success(request, _("{name} är sparad.").format(name=row.name))
        return HttpResponseRedirect(at(request, "supplier", supplier_id=row.pk))
    context = {
        "form": form,
        "heading": heading,
        "contacts": _contacts(request, supplier_id),
        "contact_url": at(request, "supplier-contact", supplier_id=supplier_id),
        **_back(request),
    }
    return render(request, "school/supplier.html", context, status=status(form))


def _contacts(request: ActorRequest, supplier_id: UUID) -> list[dict[str, Any]]:
    rows = SupplierContact.objects.filter(supplier_id=supplier_id, until=None).select_related("person")
    return [
        {
            "name": one.person.name,
            "since": one.since,
            "end_url": at(request, "supplier-contact-end", contact_id=one.pk),
        }
        for one in rows.order_by("person__sort_key")
    ]


@permission(MANAGE)
def contact(request: ActorRequest, supplier_id: UUID) -> HttpResponse:
    """Let somebody at the supplier in."""
    row = access.supplier_for(supplier_id)
    form = ContactForm(request.POST or None)
    if request.method == "POST" and tried(form, lambda: _add_contact(row, form, request)):
        messages.success(
            request, _("{name} är tillagd, och får ett brev.").format(name=form.cleaned_data["name"])
        )
        return HttpResponseRedirect(at(request, "supplier", supplier_id=supplier_id))
    context = {
        "form": form,
        "supplier": row.name,
        "back_url": at(request, "supplier", supplier_id=supplier_id),
        "back_text": row.name,
    }
    return render(request, "school/supplier_contact.html", context, status=status(form))


def _add_contact(row: Supplier, form: ContactForm, request: ActorRequest) -> None:
    given = form.cleaned_data
    actions.add_contact(row, given["number"], given["name"], given["email"], by=request.actor)


@require_POST
@permission(MANAGE)
def end_contact(request: ActorRequest, contact_id: UUID) -> HttpResponse:
    """Let the contact in no more."""
    row = access.contact_for(contact_id)
    actions.end_contact(row, by=request.actor)
    messages.success(request, _("Kontakten är borttagen och ser inget mer."))
    return HttpResponseRedirect(at(request, "supplier", supplier_id=row.supplier_id))


def _back(request: ActorRequest) -> dict[str, str]:
    return {"back_url": at(request, "suppliers"), "back_text": _("Leverantörer")}
