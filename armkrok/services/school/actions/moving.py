"""The one way in which an order changes its state."""

from armkrok.core.events.recording import Doer, Event, record
from armkrok.services.school.errors.orders import MoveNotAllowed
from armkrok.services.school.models import Order, OrderMove


def locked(order: Order) -> Order:
    """The order as it is now, locked until the transaction ends."""
    rows = Order.objects.select_related("supplier", "unit", "orderer").select_for_update(of=("self",))
    return rows.get(pk=order.pk)


def still(order: Order, state: Order.State) -> Order:
    """The order, locked until the transaction ends, if it may go to `state`; raises MoveNotAllowed."""
    found = locked(order)
    if not found.may_become(state):
        raise MoveNotAllowed
    return found


def moved(order: Order, state: Order.State, event: Event, *, by: Doer | None, note: str = "") -> None:
    """Put a locked order in a state, and say so; raises MoveNotAllowed. Saves the whole order."""
    if not order.may_become(state):
        raise MoveNotAllowed
    order.state = state
    noted(order, event, by=by, note=note)


def noted(order: Order, event: Event, *, by: Doer | None, note: str = "") -> None:
    """Say what was done with a locked order, in the state that it is in. Saves the whole order."""
    order.save()
    person_id = by.doer_id if by and by.doer_kind == "person" else None
    OrderMove.objects.create(order=order, state=order.state, by_id=person_id, note=note[:500])
    record(event, about=order, by=by)
