"""Who is told of an order: those who can decide, the orderer, and those who manage what went wrong."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec
from uuid import UUID

from django.conf import settings
from django.template.defaultfilters import floatformat
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from armkrok.core.identity.guarding import without_names
from armkrok.core.members.models import Member
from armkrok.core.notifications import mail, tasks
from armkrok.core.notifications.models import Task
from armkrok.core.tenants.models import current_organisation
from armkrok.services.school.models import Order, OrderRemark
from armkrok.services.school.queries import buying
from armkrok.services.school.queries.budgets import standing_of
from armkrok.services.school.queries.ordering import OrderView, view_of

KEY = "school"
P = ParamSpec("P")


def quietly(function: Callable[P, None]) -> Callable[P, None]:
    """In Swedish, and naming nobody who is protected: others read this than the one who does the deed."""

    @wraps(function)
    def told(*args: P.args, **kwargs: P.kwargs) -> None:
        with override(settings.LANGUAGE_CODE):
            without_names(function)(*args, **kwargs)

    return told


def path(name: str, order: Order) -> str:
    """One of the order's pages, as it stands in a task."""
    return reverse(f"school:{name}", args=[current_organisation().slug, order.pk])


def deciders(order: Order) -> list[UUID]:
    """People whose right reaches to the order."""
    case = buying.case_of(order, is_over=standing_of(order, order.budget).is_over)
    return [one.person_id for one in buying.approvers_of(case)]


@quietly
def ask_approvers(order: Order, view: OrderView) -> None:
    """Put the order on the list of each who can decide; the orderer follows it on hers."""
    title = _("Godkänn {what}").format(what=_what(view))
    text = _("{name} har beställt för {sum} kr.").format(
        name=order.orderer.name, sum=floatformat(order.total, "-2g")
    )
    for person_id in deciders(order):
        tasks.ask(
            person_id, service_key=KEY, about_id=order.pk, title=title[:300], text=text,
            button=_("Läs och besluta"), url=path("approval", order), due=order.wanted_on,
        )  # fmt: skip
    tasks.follow(
        order.orderer_id, service_key=KEY, about_id=order.pk, title=_what(view)[:300],
        text=_("Väntar på godkännande."), url=path("order", order),
    )  # fmt: skip


def _what(view: OrderView) -> str:
    return ngettext("{count} licens till {name}", "{count} licenser till {name}", view.quantity).format(
        count=view.quantity, name=view.name
    )


@quietly
def tell_decision(order: Order) -> None:
    """The orderer reads the decision; it waits for nobody any more."""
    tasks.done(order.pk)
    view = view_of(order)
    if order.state == Order.State.APPROVED:
        subject = _("Godkänd: {what}").format(what=_what(view))
        said = _("Din beställning {number} är godkänd och på väg till leverantören.")
    else:
        subject = _("Nekad: {what}").format(what=_what(view))
        said = _("Din beställning {number} blev inte godkänd.")
        tasks.done(order.pk, kind=Task.Kind.FOLLOWING)
    lines = [said.format(number=order.number), *([order.reason] if order.reason else [])]
    _write(order.orderer_id, subject, lines, order)


def _write(person_id: UUID, subject: str, lines: list[str], order: Order, page: str = "order") -> None:
    """A letter to somebody who works here; who has left gets none."""
    member = Member.objects.filter(person_id=person_id, left_at=None).first()
    if member is not None:
        url = settings.BASE_URL + path(page, order)
        mail.send(member.email, subject, "\n\n".join([_("Hej!"), *lines, url]))


@quietly
def tell_cancelled(order: Order) -> None:
    """The order was called off: it waits for nobody, and the orderer reads why."""
    tasks.done(order.pk)
    tasks.done(order.pk, kind=Task.Kind.FOLLOWING)
    subject = _("Avbeställd: {what}").format(what=_what(view_of(order)))
    said = _("Beställning {number} är avbeställd.").format(number=order.number)
    _write(order.orderer_id, subject, [said, order.reason], order)


@quietly
def tell_delivery(order: Order) -> None:
    """The orderer reads that licences have come."""
    view = view_of(order)
    whole = not view.left
    subject = (_("Levererad: {what}") if whole else _("Delvis levererad: {what}")).format(what=_what(view))
    day = min(one.starts_on for one in view.lines)
    said = _("Licenserna gäller från {day}.").format(day=date_format(day, "j F Y"))
    _write(order.orderer_id, subject, [said], order)
    if whole:
        tasks.done(order.pk, kind=Task.Kind.FOLLOWING)


@quietly
def tell_shortened(order: Order, note: str) -> None:
    """The orderer reads that the rest will not come; it waits for nothing more."""
    subject = _("Resten kommer inte: {what}").format(what=_what(view_of(order)))
    _write(order.orderer_id, subject, [note], order)
    tasks.done(order.pk, kind=Task.Kind.FOLLOWING)


@quietly
def tell_remark(order: Order, remark: OrderRemark) -> None:
    """A question reaches the orderer; her answer reaches those who asked, or can decide."""
    is_answer = remark.author_id == order.orderer_id
    askers = {one.author_id for one in order.remarks.all()} - {order.orderer_id}
    readers = (askers or set(deciders(order))) if is_answer else {order.orderer_id}
    subject = _("Svar om beställning {number}") if is_answer else _("Fråga om beställning {number}")
    for person_id in readers:
        page = "approval" if is_answer else "order-thread"
        _write(person_id, subject.format(number=order.number), [remark.text], order, page)


@quietly
def remind(order: Order) -> None:
    """Those who can decide get a letter, and the task anew if somebody else can decide since."""
    view = view_of(order)
    ask_approvers(order, view)
    subject = _("Påminnelse. Godkänn {what}").format(what=_what(view))
    said = _("En beställning har väntat sedan {day}.").format(
        day=date_format(order.submitted_at or order.created_at, "j F")
    )
    for person_id in deciders(order):
        _write(person_id, subject, [said], order, "approval")
