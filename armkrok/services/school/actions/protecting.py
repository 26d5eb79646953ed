"""Protected people: withheld at once, decided by somebody named, and the same alias everywhere.

Offentlighets- och sekretesslagen (2009:400) 21 kap. 3 § and 22 kap. 1 §.
"""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from armkrok.core.access.actor import Actor
from armkrok.core.events.recording import Doer, record, record_many
from armkrok.core.identity.guarding import forget
from armkrok.core.notifications import holdings
from armkrok.kit.days import now
from armkrok.kit.ids import uuid7
from armkrok.services.school import telling
from armkrok.services.school.access.extracts import to_withdraw
from armkrok.services.school.actions import sending
from armkrok.services.school.errors.protecting import NotProtected
from armkrok.services.school.events.protecting import (
    ErasureConfirmed,
    ProtectionDecided,
    ProtectionDecisionEnded,
    PupilBecameProtected,
)
from armkrok.services.school.models import Alias, Erasure, Receiver, RosterPerson, SendRun, SentObject


@dataclass(frozen=True)
class Instead:
    """What receivers are told instead of the real names; the same in every system."""

    given_name: str = ""
    surname: str = ""
    eppn: str = ""
    email: str = ""


@transaction.atomic
def marked(subject_ids: Collection[UUID], *, by: Doer | None = None) -> None:
    """People who have just become protected leave every receiver that has them, outside schedule and limits.

    The suppliers are to confirm that they have erased them, and the handlers are told how many they are. A
    guardian who is in the roster for their sake alone is not led here from Mina sidor any more.
    """
    open_until_now = RosterPerson.objects.filter(pk__in=subject_ids, is_protected=False)
    open_until_now.update(is_protected=True, protected_at=now())
    forget()
    holdings.withdraw("school", to_withdraw(subject_ids))
    held = _held(subject_ids)
    told = [
        (
            PupilBecameProtected(receivers=sum(subject in ids for ids in held.values())),
            RosterPerson(pk=subject),
        )
        for subject in subject_ids
    ]
    record_many(told, by=by)
    for receiver in Receiver.objects.filter(pk__in=held):
        take_away(receiver, held[receiver.pk])
    telling.protected_came(len(subject_ids))


def _held(subject_ids: Collection[UUID]) -> dict[UUID, set[UUID]]:
    """Which receivers have which of the people under their own names."""
    decisions = Alias.objects.filter(subject__in=subject_ids, ended_at=None)
    decided = set(decisions.values_list("subject_id", "receiver_id"))
    held: dict[UUID, set[UUID]] = {}
    rows = SentObject.objects.filter(subject_id__in=subject_ids)
    for subject, receiver in rows.values_list("subject_id", "receiver_id").distinct():
        if subject and not {(subject, receiver), (subject, None)} & decided:
            held.setdefault(receiver, set()).add(subject)
    return held


def take_away(receiver: Receiver, subject_ids: set[UUID]) -> None:
    """Have a receiver remove the people at once, and wait for it to confirm that they are erased."""
    waiting = set(
        Erasure.objects.filter(receiver=receiver, subject__in=subject_ids, confirmed_at=None).values_list(
            "subject_id", flat=True
        )
    )
    Erasure.objects.bulk_create(
        Erasure(receiver=receiver, subject_id=subject) for subject in subject_ids - waiting
    )
    sending.ask(receiver, SendRun.How.URGENT, only=sorted(subject_ids))


@transaction.atomic
def decide(
    subject: RosterPerson,
    policy: Alias.Policy,
    reason: str,
    *,
    receiver: Receiver | None,
    instead: Instead,
    by: Actor,
) -> Alias:
    """Decide what a receiver, or every receiver, gets about a protected person; raises NotProtected.

    She is told of by an id that is the same in all systems, and another under an alias than as usual: nobody
    who has had her under one can tell that she is the other. Each keeps its id as long as she is known.
    """
    subject = RosterPerson.objects.locked(subject)
    if not subject.is_protected:
        raise NotProtected
    rows = Alias.objects.filter(subject=subject)
    alias_id = rows.filter(policy=policy).values_list("alias_id", flat=True).first() or uuid7()
    rows.filter(receiver=receiver, ended_at=None).update(ended_at=now())
    made: Alias = Alias.objects.create(
        subject=subject, receiver=receiver, policy=policy, alias_id=alias_id, reason=reason,
        given_name=instead.given_name, surname=instead.surname, eppn=instead.eppn, email=instead.email,
        decided_by=by.person_id,
    )  # fmt: skip
    record(ProtectionDecided(policy=str(policy)), about=made, by=by)
    telling.protected_wait()
    _bring_up_to_date(subject, receiver)
    return made


@transaction.atomic
def end_decision(alias: Alias, *, by: Actor) -> None:
    """The decision holds no longer; without another she is withheld, and removed where she was."""
    alias = Alias.objects.locked(alias)
    if alias.ended_at:
        return
    alias.ended_at = now()
    alias.save(update_fields=["ended_at"])
    record(ProtectionDecisionEnded(), about=alias, by=by)
    telling.protected_wait()
    _bring_up_to_date(alias.subject, alias.receiver)


def _bring_up_to_date(subject: RosterPerson, receiver: Receiver | None) -> None:
    """Remove what the decision no longer allows; what it newly allows goes with the next usual run."""
    rows = SentObject.objects.filter(subject_id=subject.pk)
    if receiver:
        rows = rows.filter(receiver=receiver)
    for one in Receiver.objects.filter(pk__in=rows.values("receiver_id")):
        sending.ask(one, SendRun.How.URGENT, only=[subject.pk])


@transaction.atomic
def confirm_erased(erasure: Erasure, *, by: Actor) -> None:
    """The supplier has confirmed, by letter or otherwise, that it has erased what it had."""
    erasure = Erasure.objects.locked(erasure)
    if erasure.confirmed_at:
        return
    erasure.confirmed_at, erasure.confirmed_by = now(), by.person_id
    erasure.save(update_fields=["confirmed_at", "confirmed_by"])
    record(ErasureConfirmed(), about=erasure, by=by)


def hush(person_id: UUID) -> None:
    """Somebody known to the platform has become protected: so has she in the roster of this organisation."""
    rows = RosterPerson.objects.filter(person_id=person_id, gone_at=None, is_protected=False)
    if ids := list(rows.values_list("pk", flat=True)):
        marked(ids)
