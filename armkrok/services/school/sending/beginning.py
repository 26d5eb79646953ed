"""Asking for a run: a row that waits until a worker takes it."""

from collections.abc import Iterable
from uuid import UUID

from armkrok.core.events.recording import Doer
from armkrok.services.school.models import Receiver, SendRun


def begin(
    receiver: Receiver,
    how: SendRun.How = SendRun.How.USUAL,
    *,
    by: Doer | None = None,
    only: Iterable[UUID] = (),
    passed: bool = False,
) -> SendRun:
    """A run that waits. `only` are sent ids, or the subjects' ids when urgent; none: everything.

    With `passed` somebody has let this run pass the limits, once.
    """
    person_id = by.doer_id if by else None
    made: SendRun = SendRun.objects.create(
        receiver=receiver,
        how=how,
        asked_by=person_id,
        passed_by=person_id if passed else None,
        only=[str(one) for one in only],
    )
    return made
