"""Which groups a receiver gets, and when it is brought up to date."""

from collections.abc import Collection, Iterable
from datetime import date
from uuid import UUID

from django.db import transaction

from armkrok.core.events.recording import Doer, record
from armkrok.core.jobs import job
from armkrok.kit.days import today
from armkrok.services.school.events.sending import GroupsUnwanted, GroupsWanted, SendAsked, SendLimitPassed
from armkrok.services.school.models import PupilGroup, Receiver, SendRun, Wanted
from armkrok.services.school.sending import one_object, run


@job("school.send", tries=20)
def send(organisation_id: str, run_id: str) -> None:
    """Carry out a run, or go on with one that was cut short."""
    run.perform(UUID(organisation_id), UUID(run_id))


@transaction.atomic
def ask(
    receiver: Receiver,
    how: SendRun.How,
    *,
    by: Doer | None = None,
    only: Iterable[UUID] = (),
    passed: bool = False,
) -> SendRun:
    """Have the receiver brought up to date as soon as this transaction is committed.

    `only` are sent ids, or the subjects' when urgent. With `passed` the limits do not stop the run.
    """
    made = run.begin(receiver, how, by=by, only=only, passed=passed)
    if made.how != SendRun.How.USUAL or by is not None:
        record(SendAsked(how=str(how)), about=made, by=by)
    if passed:
        record(SendLimitPassed(), about=made, by=by)
    send.defer(organisation_id=str(made.organisation_id), run_id=str(made.pk))
    return made


@transaction.atomic
def send_one(receiver: Receiver, known_as: UUID, *, by: Doer) -> SendRun:
    """Have one object sent anew, or removed if it no longer is to be there; raises ObjectUnknown."""
    return ask(receiver, SendRun.How.FORCED, by=by, only=one_object.ids_of(receiver, known_as))


@transaction.atomic
def want(
    receiver: Receiver, groups: Collection[PupilGroup], *, starts_on: date, ends_on: date | None,
    order_id: UUID | None = None, by: Doer | None = None,
) -> None:  # fmt: skip
    """Let the receiver have the groups from a day to a day, inclusive; for the same order, once."""
    rows = Wanted.objects.filter(receiver=receiver, order_id=order_id)
    known = set(rows.values_list("group_id", "starts_on", "ends_on"))
    new = [one for one in groups if (one.pk, starts_on, ends_on) not in known]
    Wanted.objects.bulk_create(
        Wanted(receiver=receiver, group=one, order_id=order_id, starts_on=starts_on, ends_on=ends_on)
        for one in new
    )
    if new:
        record(GroupsWanted(groups=len(new)), about=receiver, by=by)


@transaction.atomic
def unwant(receiver: Receiver, groups: Collection[PupilGroup], *, by: Doer | None = None) -> None:
    """Take groups that were chosen by hand away from the receiver; those of orders end with them."""
    ended, _each = Wanted.objects.filter(receiver=receiver, group__in=groups, order_id=None).delete()
    if ended:
        record(GroupsUnwanted(groups=ended), about=receiver, by=by)


@transaction.atomic
def unwant_order(order_id: UUID, *, by: Doer | None = None) -> None:
    """An order was cancelled or returned: its groups are no longer wanted because of it.

    Receivers that may have them already are brought up to date, and others have nothing to give back.
    """
    rows = Wanted.objects.filter(order_id=order_id).select_related("receiver")
    receivers = {one.receiver_id: one.receiver for one in rows}
    begun = {one.receiver_id for one in rows if one.starts_on <= today()}
    ended, _each = rows.delete()
    for key, receiver in receivers.items():
        record(GroupsUnwanted(groups=ended), about=receiver, by=by)
        if key in begun and receiver.is_open:
            ask(receiver, SendRun.How.USUAL)
