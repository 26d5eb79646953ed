"""Telling the supplier that an order which it has is called off: by its system, by letter or by somebody."""

from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from armkrok.core.jobs import job
from armkrok.core.notifications import mail
from armkrok.core.tenants.scope import scope
from armkrok.services.school.models import Order, Supplier
from armkrok.services.school.transmitting import api
from armkrok.services.school.transmitting.document import document_of

BY_HAND = "by-hand"
"""Value of Order.trouble when somebody must tell the supplier herself."""
CALLING = "waiting"
"""Value of Order.trouble until the supplier's system has taken the cancellation."""


def tell_supplier(order: Order) -> None:
    """Tell the supplier of a cancelled order, in the caller's transaction; nothing when it never got it."""
    if order.ordered_at is None:
        return
    if is_told_by_hand(order):
        order.trouble = BY_HAND
    elif order.supplier.order_by == Supplier.Transmit.EMAIL:
        _post(order)
    else:
        order.trouble = CALLING
        call_off.defer(organisation_id=str(order.organisation_id), order_id=str(order.pk))
    order.save(update_fields=["trouble"])


def is_told_by_hand(order: Order) -> bool:
    """Whether the supplier takes orders in no way in which the platform can call one off."""
    supplier = order.supplier
    by_letter = supplier.order_by == Supplier.Transmit.EMAIL and bool(supplier.order_email)
    by_api = supplier.order_by == Supplier.Transmit.API and bool(order.reference)
    return not by_letter and not by_api


def _post(order: Order) -> None:
    with override(settings.LANGUAGE_CODE):
        document = document_of(order)
        number, name = document["number"], document["buyer"]["name"]
        subject = _("Avbeställning av {number} från {name}").format(number=number, name=name)
        words = _(
            "Hej!\n\nVi avbeställer {number}. Leverera inget av den.\n\n"
            "Bekräfta avbeställningen till {email}."
        )
        body = words.format(number=number, email=document["contact"]["email"])
        mail.send(order.supplier.order_email, subject, body)


@job("school.order-call-off", tries=30)
def call_off(organisation_id: str, order_id: str) -> None:
    """Tell the supplier's system that an order which it has is called off; harmless to run twice."""
    with scope(UUID(organisation_id)):
        order = Order.objects.select_related("supplier").filter(pk=order_id, trouble=CALLING).first()
        if order is None or order.state != Order.State.CANCELLED:
            return
        access = api.access_to(order.supplier)
    trouble = ""
    try:
        api.call_off(access, order.reference)
    except api.Refused as error:
        trouble = error.why
    with scope(UUID(organisation_id)):
        Order.objects.filter(pk=order.pk).update(trouble=trouble)
