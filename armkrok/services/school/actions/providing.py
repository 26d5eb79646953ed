"""What an approved order gives its receivers: which groups, from when and until when."""

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from armkrok.core.events.recording import Doer
from armkrok.kit.days import today
from armkrok.services.school.actions import sending
from armkrok.services.school.models import LineGroup, Order, OrderLine, PupilGroup, Receiver, SendRun

AHEAD = timedelta(days=7)
"""Accounts are there this long before the first day."""


def provide(order: Order, *, by: Doer | None) -> None:
    """Let each title's receiver have the line's groups a week before the first day, until the last."""
    due: dict[UUID, Receiver] = {}
    for line in OrderLine.objects.filter(order=order).select_related("title__receiver"):
        rows = LineGroup.objects.filter(line=line).select_related("group")
        due |= _want(line, [one.group for one in rows], by)
    _ask(due)


def provide_more(line: OrderLine, groups: Collection[PupilGroup], *, by: Doer | None) -> None:
    """Let the title's receiver have more groups for as long as those that the line was ordered for."""
    _ask(_want(line, groups, by))


def _want(line: OrderLine, groups: Collection[PupilGroup], by: Doer | None) -> dict[UUID, Receiver]:
    """The receiver that is to be brought up to date today, if there is one."""
    receiver = line.title.receiver
    if not groups or receiver is None or line.starts_on is None:
        return {}
    starts_on = max(today(), line.starts_on - AHEAD)
    sending.want(receiver, groups, starts_on=starts_on, ends_on=line.ends_on, order_id=line.order_id, by=by)
    return {receiver.pk: receiver} if starts_on <= today() and receiver.is_open else {}


def _ask(due: dict[UUID, Receiver]) -> None:
    for receiver in due.values():
        sending.ask(receiver, SendRun.How.USUAL)


def provide_no_more(order: Order, *, by: Doer | None) -> None:
    """The order was called off or given back: its groups are wanted no more because of it."""
    sending.unwant_order(order.pk, by=by)
