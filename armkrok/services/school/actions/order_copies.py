"""A new draft of what an order that was turned down held."""

from django.db import transaction

from armkrok.core.access.actor import Actor
from armkrok.services.school.actions.ordering import describe_order, pick_groups, start_order
from armkrok.services.school.errors.orders import MoveNotAllowed, NotOffered
from armkrok.services.school.models import LineGroup, Order, OrderLine
from armkrok.services.school.queries.ordering import usual_day


@transaction.atomic
def order_again(order: Order, *, by: Actor) -> Order:
    """Put the titles and groups of a rejected order in the actor's draft to the same supplier.

    Titles that are not offered any more are left out. What the draft already held stays. Raises
    MoveNotAllowed when the order was not rejected, NotOffered when no title is left, NoSchool and
    SeveralSchools.
    """
    if order.state != Order.State.REJECTED:
        raise MoveNotAllowed
    lines = OrderLine.objects.filter(order=order, title__is_offered=True).select_related("title__supplier")
    draft = None
    for line in lines.order_by("pk"):
        draft = start_order(line.title, by=by)
        new = OrderLine.objects.get(order=draft, title=line.title)
        both = LineGroup.objects.filter(line__in=[line, new]).values_list("group_id", flat=True)
        draft = pick_groups(draft, {new.pk: list(both)}, by=by)
    if draft is None:
        raise NotOffered
    day = max(order.wanted_on or usual_day(), usual_day())
    motive, cost_centre = draft.motive or order.motive, draft.cost_centre or order.cost_centre
    return describe_order(
        draft, wanted_on=day, motive=motive, cost_centre=cost_centre, unit=draft.unit or order.unit
    )
