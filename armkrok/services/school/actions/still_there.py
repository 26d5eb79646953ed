"""Protected people who are still at a receiver: it did not answer, or has somebody we did not know of."""

from datetime import timedelta
from uuid import UUID

from armkrok.kit.days import now
from armkrok.services.exchange.public import agreement_behind, agreement_for
from armkrok.services.school.actions import protecting
from armkrok.services.school.models import Receiver, RosterPerson, SendRun, SentObject
from armkrok.services.school.sending import urgent

State = SendRun.State
FIRST, LONGEST = timedelta(minutes=10), timedelta(hours=4)
A_DAY = timedelta(days=1)


def take_away_again() -> int:
    """Ask each receiver that still has what it may not have of them; how many receivers. Runs in a scope.

    Not while a removal is under way; each that failed today doubles the pause before the next.
    """
    protected = RosterPerson.objects.filter(is_protected=True)
    held: dict[UUID, set[UUID]] = {}
    rows = SentObject.objects.filter(subject_id__in=protected.values("pk")).distinct()
    for receiver_id, subject_id in rows.values_list("receiver_id", "subject_id"):
        held.setdefault(receiver_id, set()).update([subject_id] if subject_id else [])
    asked = 0
    for receiver in Receiver.objects.filter(pk__in=held):
        found = _not_allowed(receiver, held[receiver.pk])
        if found and not _rests(receiver):
            protecting.take_away(receiver, found)
            asked += 1
    return asked


def _not_allowed(receiver: Receiver, subject_ids: set[UUID]) -> set[UUID]:
    # A pause in the agreement takes nobody's account away: what was decided under it holds until it is over.
    agreement = agreement_for(receiver.pk) or agreement_behind(receiver.pk)
    gone = urgent.no_longer_told(receiver, agreement, {str(one) for one in subject_ids})
    rows = SentObject.objects.filter(receiver=receiver, subject_id__in=subject_ids, sent_id__in=gone)
    return {one for one in rows.values_list("subject_id", flat=True) if one}


def _rests(receiver: Receiver) -> bool:
    runs = SendRun.objects.filter(receiver=receiver, how=SendRun.How.URGENT)
    if runs.filter(state__in=[State.WAITING, State.RUNNING]).exists():
        return True
    failed = runs.exclude(state=State.DONE).filter(ended_at__gt=now() - A_DAY)
    pause = min(FIRST * 2 ** max(0, failed.count() - 1), LONGEST)
    return failed.filter(ended_at__gt=now() - pause).exists()
