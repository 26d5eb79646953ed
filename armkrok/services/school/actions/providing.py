"""What an approved order gives its receivers: which groups, from when and until when."""

from datetime import timedelta

from armkrok.core.events.recording import Doer
from armkrok.kit.days import today
from armkrok.services.school.actions import sending
from armkrok.services.school.models import LineGroup, Order, OrderLine, SendRun

AHEAD = timedelta(days=7)
"""Accounts are there this long before the first day."""


def provide(order: Order, *, by: Doer | None) -> None:
    """Let each title's receiver have the line's groups a week before the first day, until the last."""
    lines = OrderLine.objects.filter(order=order, title__receiver__isnull=False)
    due = {}
    for line in lines.select_related("title__receiver"):
        rows = LineGroup.objects.filter(line=line).select_related("group")
        groups, receiver = [one.group for one in rows], line.title.receiver
        if not groups or receiver is None or line.starts_on is None:
            continue
        starts_on = max(today(), line.starts_on - AHEAD)
        sending.want(receiver, groups, starts_on=starts_on, ends_on=line.ends_on, order_id=order.pk, by=by)
        if starts_on <= today() and receiver.is_open:
            due[receiver.pk] = receiver
    for receiver in due.values():
        sending.ask(receiver, SendRun.How.USUAL)


def provide_no_more(order: Order, *, by: Doer | None) -> None:
    """The order was called off or given back: its groups are wanted no more because of it."""
    sending.unwant_order(order.pk, by=by)
