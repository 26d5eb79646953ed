"""Approved orders on their way to the supplier, once each, and what suppliers' systems say of them."""

import logging
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import override

from armkrok.core.events.recording import record
from armkrok.core.jobs import job
from armkrok.core.notifications import mail
from armkrok.core.tenants.scope import scope
from armkrok.kit.days import now, today
from armkrok.services.school.actions import order_progress as progress
from armkrok.services.school.actions.calling_off import tell_supplier
from armkrok.services.school.events.orders import OrderNotTransmitted
from armkrok.services.school.models import Order, OrderLine, Supplier
from armkrok.services.school.queries.ordering import ordered_on
from armkrok.services.school.transmitting import api
from armkrok.services.school.transmitting.document import document_of
from armkrok.services.school.transmitting.letter import stored_letter

log = logging.getLogger(__name__)
State, Transmit = Order.State, Supplier.Transmit
WAITING = "waiting"
"""Value of Order.trouble while the supplier's system does not answer."""


@job("school.transmit")
def transmit(organisation_id: str, order_id: str) -> None:
    """Get an approved order to its supplier. Harmless to run twice: the number is the same order there.

    Between the call and its note nothing is locked; killed there, the next run sends the same number and is
    told what came of it. A file is fetched by a person instead.
    """
    with scope(UUID(organisation_id)):
        order = Order.objects.select_related("supplier").filter(pk=order_id, state=State.APPROVED).first()
        if order is None or order.supplier.order_by == Transmit.FILE:
            return
        if order.supplier.order_by == Transmit.EMAIL:
            _post(order)
            return
        access, document = api.access_to(order.supplier), document_of(order)
    try:
        answer = api.send(access, document)
    except (api.NoAnswer, api.Refused) as error:
        with scope(UUID(organisation_id)):
            _note(order, error)
        if isinstance(error, api.NoAnswer):
            raise
        return
    with scope(UUID(organisation_id)):
        _taken(order, answer)


def _note(order: Order, error: Exception) -> None:
    """Write down why the order is still here. A refusal is told once; it is not tried again by itself."""
    why = error.why if isinstance(error, api.Refused) else WAITING
    changed = Order.objects.filter(pk=order.pk, state=State.APPROVED).exclude(trouble=why).update(trouble=why)
    if changed and isinstance(error, api.Refused):
        record(OrderNotTransmitted(why=why), about=order)
    log.warning("order not transmitted", extra={"order": str(order.pk), "why": str(error)})


@transaction.atomic
def _taken(order: Order, answer: api.Answer) -> None:
    """The supplier has it. A run beside this one may have noted so already.

    Called off while it was on its way, it is called off there too.
    """
    order = Order.objects.locked(order)
    if order.state == State.CANCELLED and order.ordered_at is None:
        order.ordered_at, order.reference = now(), answer.reference
        order.save(update_fields=["ordered_at", "reference"])
        tell_supplier(order)
        return
    if order.state == State.APPROVED:
        progress.transmitted(order, Transmit.API, reference=answer.reference)
    follow(order, answer)


@transaction.atomic
def _post(order: Order) -> None:
    """Send the letter with its PDF; the mail's outbox and the order's state are one transaction."""
    order = Order.objects.select_related("supplier", "unit", "orderer").get(pk=Order.objects.locked(order).pk)
    if order.state != State.APPROVED:
        return
    if not order.supplier.order_email:
        _note(order, api.Refused("no-address"))
        return
    with override(settings.LANGUAGE_CODE):
        document = document_of(order)
        order.letter = stored_letter(document, order.supplier.name)
        order.save(update_fields=["letter"])
        subject = _("Beställning {number} från {name}").format(
            number=document["number"], name=document["buyer"]["name"]
        )
        body = _("Hej!\n\nHär kommer en beställning. Bekräfta den till {email}.").format(
            email=document["contact"]["email"]
        )
        name = _("bestallning-{number}.pdf").format(number=document["number"])
        mail.send(order.supplier.order_email, subject, body, (order.letter, name))
    progress.transmitted(order, Transmit.EMAIL)


@job("school.order-look")
def look(organisation_id: str, order_id: str) -> None:
    """Ask the supplier's system what has come of an order."""
    with scope(UUID(organisation_id)):
        order = awaited().select_related("supplier").filter(pk=order_id).first()
        if order is None or order.supplier.order_by != Transmit.API:
            return
        access = api.access_to(order.supplier)
    try:
        answer = api.look(access, order.reference)
    except (api.NoAnswer, api.Refused) as error:
        log.warning("no word of an order", extra={"order": str(order.pk), "why": str(error)})
        return
    with scope(UUID(organisation_id)):
        follow(Order.objects.locked(order), answer)


AWAITED = (State.ORDERED, State.CONFIRMED, State.PARTLY, State.ACTIVE)


def awaited() -> QuerySet[Order]:
    """Orders in scope of which the supplier has more to deliver."""
    left = OrderLine.objects.filter(order=OuterRef("pk"), delivered__lt=F("quantity"))
    return Order.objects.filter(Exists(left), state__in=AWAITED)


def follow(order: Order, answer: api.Answer) -> None:
    """Go as far as the supplier says that the order has come; told twice, it is done once."""
    if order.state not in AWAITED:
        return
    if answer.status in {"refused", "cancelled"} and order.may_become(State.CANCELLED):
        why = answer.reason or _("Leverantören tog inte emot beställningen.")
        progress.cancel(order, why, by=None, is_suppliers=True)
        return
    if answer.status not in {"received", "refused", "cancelled"} and order.state == State.ORDERED:
        order = progress.confirm(order, reference=answer.reference)
    known = {one.pk: one for one in order.lines.all()}
    told = [one for one in answer.lines if one.line_id in known]
    new = {one.line_id: _new_of(known[one.line_id], one.number) for one in told}
    came = {line_id: number for line_id, number in new.items() if number > 0}
    if came:
        reference = next((one.licence for one in told if one.licence), "")
        day = min((one.on for one in told if one.on), default=today())
        progress.deliver(order, came, on=min(max(day, ordered_on(order)), today()), reference=reference)


def _new_of(line: OrderLine, number: int) -> int:
    """How many more have come. Never more than was ordered, whatever the supplier says."""
    return min(number, line.quantity) - line.delivered


@transaction.atomic
def send_again(order: Order) -> None:
    """Try once more to get an approved order to its supplier, at the wish of somebody who manages orders."""
    Order.objects.filter(pk=order.pk, state=State.APPROVED).update(trouble="")
    transmit.defer(organisation_id=str(order.organisation_id), order_id=str(order.pk))
