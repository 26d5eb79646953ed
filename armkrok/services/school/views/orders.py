"""Orders that have been submitted: the list, one order and the questions about it."""

from typing import Any
from uuid import UUID

from django.db.models import Sum
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from armkrok.core.access.actor import ActorRequest
from armkrok.core.access.routes import permission
from armkrok.core.administration.paging import page_of
from armkrok.core.administration.views.saving import status, tried
from armkrok.core.identity.models import Person
from armkrok.services.school.access import ordering as access
from armkrok.services.school.actions import approving as actions
from armkrok.services.school.forms.ordering import RemarkForm
from armkrok.services.school.models import Order, OrderMove, OrderRemark, Supplier
from armkrok.services.school.queries.giving_away import given_by
from armkrok.services.school.queries.ordering import OrderView, basket, view_of
from armkrok.services.school.queries.ways_of_orders import way_ahead
from armkrok.services.school.views.leading import at

State = Order.State
SHAPES = {
    State.SUBMITTED: "wait", State.APPROVED: "wait", State.REJECTED: "stop", State.ORDERED: "wait",
    State.CONFIRMED: "wait", State.PARTLY: "look", State.DELIVERED: "done", State.ACTIVE: "done",
    State.EXPIRED: "draft", State.CANCELLED: "draft", State.RETURNED: "draft",
}  # fmt: skip
VIEWS = {
    "oppna": (State.SUBMITTED, State.APPROVED, State.ORDERED, State.CONFIRMED, State.PARTLY),
    "levererade": (State.DELIVERED, State.ACTIVE),
    "avslutade": (State.REJECTED, State.EXPIRED, State.CANCELLED, State.RETURNED),
}


@permission("school.order")
def orders(request: ActorRequest) -> HttpResponse:
    """The actor's own orders and her schools', and what she has begun."""
    chosen = request.GET.get("visa", "oppna")
    chosen = chosen if chosen in VIEWS else "oppna"
    seen = access.seen_orders(request.actor).select_related("supplier", "unit", "orderer")
    found = seen.filter(state__in=VIEWS[chosen]).annotate(number_of=Sum("lines__quantity"))
    page = page_of(request, found.prefetch_related("lines__title").order_by("-number"))
    names = {"oppna": _("På gång"), "levererade": _("Levererade"), "avslutade": _("Avslutade")}
    context = {
        "drafts": basket(request.actor).drafts,
        "rows": [_row(request, one) for one in page.rows],
        "views": [
            {"name": name, "url": f"?visa={key}", "current": key == chosen, "count": None}
            for key, name in names.items()
        ],
        "can_manage": "school.manage" in request.actor.permissions,
        **page.context,
    }
    return render(request, "school/orders.html", context)


def _row(request: ActorRequest, one: Any) -> dict[str, Any]:
    return {
        "order": one,
        "url": at(request, "order", order_id=one.pk),
        "name": ", ".join(line.title.name for line in one.lines.all()),
        "quantity": one.number_of or 0,
        "shape": "stop" if one.trouble and one.state == State.APPROVED else SHAPES[State(one.state)],
        "words": _("Kom inte fram")
        if one.trouble and one.state == State.APPROVED
        else one.get_state_display(),
    }


@permission("school.order")
def order(request: ActorRequest, order_id: UUID) -> HttpResponse:
    """One order: where it is, what it holds, and what can be done."""
    row = access.order_for(request.actor, order_id)
    view = view_of(row)
    context = {
        "view": view,
        "order": row,
        "shape": SHAPES[State(row.state)],
        "given": given_by(view),
        "way": way_ahead(view) if row.state == State.SUBMITTED else None,
        "moves": moves_of(row),
        "remarks": OrderRemark.objects.filter(order=row).count(),
        "deeds": _deeds(request, view),
        "difference": row.settled - row.total if row.settled is not None else None,
        "off_by": abs(row.settled - row.total) if row.settled is not None else None,
        "is_own": row.orderer_id == request.actor.person_id,
        "back_url": at(request, "orders"),
        "back_text": _("Beställningar"),
    }
    return render(request, "school/order.html", context)


def moves_of(row: Order) -> list[dict[str, Any]]:
    """What has happened to the order, the newest first, with the names of those who did it."""
    moves = list(OrderMove.objects.filter(order=row).order_by("-at", "-pk"))
    people = Person.objects.in_bulk({one.by_id for one in moves if one.by_id})
    return [
        {
            "at": one.at,
            "words": one.get_state_display(),
            "name": people[one.by_id].name if one.by_id in people else "",
            "note": one.note,
            "is_stop": one.state in {State.REJECTED, State.CANCELLED, State.RETURNED},
        }
        for one in moves
    ]


def _deeds(request: ActorRequest, view: OrderView) -> dict[str, str]:
    """Addresses of what the actor can do with the order now."""
    row, may = view.order, "school.manage" in request.actor.permissions
    is_own = row.orderer_id == request.actor.person_id
    found = {
        name.removeprefix("order-").replace("-", "_"): at(request, name, order_id=row.pk)
        for name, is_allowed in _allowed(view, may=may, is_own=is_own).items()
        if is_allowed
    }
    if may and row.decided_at and row.state not in {State.REJECTED, State.CANCELLED}:
        kinds = ("csv", "json", "pdf")
        found |= {one: at(request, "order-file", order_id=row.pk, file_kind=one) for one in kinds}
    return found


def _allowed(view: OrderView, *, may: bool, is_own: bool) -> dict[str, bool]:
    """Which deeds the order's state lets somebody do who manages orders, or whose it is."""
    row = view.order
    return {
        "order-thread": row.state == State.SUBMITTED,
        "order-cancel": row.may_become(State.CANCELLED)
        and (may or (is_own and row.state == State.SUBMITTED)),
        "order-mark-sent": may
        and row.state == State.APPROVED
        and row.supplier.order_by == Supplier.Transmit.FILE,
        "order-send-again": may and row.state == State.APPROVED and bool(row.trouble),
        "order-confirm": may and row.may_become(State.CONFIRMED),
        "order-deliver": may and view.is_awaited,
        "order-close-rest": may and view.is_short,
        "order-again": is_own and row.state == State.REJECTED,
        "order-return": may and row.may_become(State.RETURNED),
        "order-invoice": may and row.money in {Order.Money.COMMITTED, Order.Money.SETTLED},
    }


@permission("school.order")
def thread(request: ActorRequest, order_id: UUID) -> HttpResponse:
    """Questions about an order that waits, and the orderer's answers."""
    return _thread(request, access.order_for(request.actor, order_id), "order")


@permission("school.approve")
def approval_thread(request: ActorRequest, order_id: UUID) -> HttpResponse:
    """The same for who is to decide, and perhaps never orders."""
    return _thread(request, access.order_to_decide(request.actor, order_id), "approval")


def _thread(request: ActorRequest, row: Order, page: str) -> HttpResponse:
    is_open = row.state == State.SUBMITTED
    form = RemarkForm(request.POST or None) if is_open else None
    if (
        form
        and request.method == "POST"
        and tried(form, lambda: actions.remark_on(row, form.cleaned_data["text"], by=request.actor))
    ):
        return HttpResponseRedirect(request.path)
    is_own = row.orderer_id == request.actor.person_id
    context = {
        "order": row,
        "form": form,
        "remarks": OrderRemark.objects.filter(order=row).select_related("author").order_by("at", "pk"),
        "me": request.actor.person_id,
        "is_own": is_own,
        "back_url": at(request, page, order_id=row.pk),
        "back_text": _("Beställning {number}").format(number=row.number),
    }
    return render(request, "school/order_thread.html", context, status=status(form) if form else 200)
