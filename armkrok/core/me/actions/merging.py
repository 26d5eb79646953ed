"""Two persons who are one human being are made one: asked by one administrator, decided by another."""

from uuid import UUID

from django.db import transaction
from django.db.models import Q

from armkrok.core.access.actor import Actor
from armkrok.core.events.recording import record
from armkrok.core.identity.models import IdentityNumber, Person, Session
from armkrok.core.identity.people import end_coordination_numbers, find, read_number
from armkrok.core.identity.proof import NumberKind
from armkrok.core.identity.sessions import end_all
from armkrok.core.me import joining
from armkrok.core.me.errors import InTheWay, MergerGone, NeedsAnother, NotMergeable
from armkrok.core.me.events import MergerAsked, MergerRejected, PersonsMerged
from armkrok.core.me.models import MergedPerson, Merger
from armkrok.core.reading.log import read
from armkrok.core.tenants.models import Organisation
from armkrok.kit.days import now

SEEN = "me.merge"


def two_by_number(kept: str, other: str, by: Actor) -> tuple[Person, Person]:
    """The persons with these numbers; that they were looked up is noted. Raises NumberRefused, NotMergeable.

    A protected person is as unknown here: nothing may tie a new identity to an old one (lagen (1991:483) om
    fingerade personuppgifter).
    """
    found = [find(read_number(number)) for number in (kept, other)]
    first, second = found
    if first is None or second is None or first.pk == second.pk:
        raise NotMergeable
    if first.is_protected or second.is_protected:
        raise NotMergeable
    read(by, [first.pk, second.pk], SEEN)
    return first, second


@transaction.atomic
def ask(kept_id: UUID, other_id: UUID, reason: str, reference: str, *, by: Actor) -> Merger:
    """Ask that the other be merged into the one who is kept. Raises NotMergeable and InTheWay."""
    kept, other = joining.lock(kept_id, other_id)
    _demand_mergeable(kept, other)
    if joining.obstacles(kept_id, other_id):
        raise InTheWay
    merger: Merger = Merger.objects.create(
        kept=kept, other=other, reason=reason, reference=reference, asked_by_id=by.person_id
    )
    record(MergerAsked(kept_id, other_id, reference), about=merger, by=by)
    return merger


def _demand_mergeable(kept: Person, other: Person) -> None:
    gone = MergedPerson.objects.filter(old__in=(kept, other)).exists()
    asked = Merger.objects.filter(Q(other=other) | Q(kept=other), state=Merger.State.ASKED).exists()
    if kept.is_protected or other.is_protected or gone or asked:
        raise NotMergeable


@transaction.atomic
def reject(merger_id: UUID, *, by: Actor) -> None:
    """Say no; the one who asked may also take it back so. Raises MergerGone."""
    merger = _asked(merger_id)
    _decide(merger, Merger.State.REJECTED, by)
    record(MergerRejected(merger.kept_id, merger.other_id), about=merger, by=by)


@transaction.atomic
def confirm(merger_id: UUID, *, by: Actor) -> None:
    """Make the two one, everywhere or nowhere. Raises MergerGone, NeedsAnother, NotMergeable and InTheWay."""
    merger = _asked(merger_id)
    if merger.asked_by_id == by.person_id:
        raise NeedsAnother
    kept, other = joining.lock(merger.kept_id, merger.other_id)
    if kept.is_protected or other.is_protected or MergedPerson.objects.filter(old=kept).exists():
        raise NotMergeable
    _decide(merger, Merger.State.DONE, by)
    record(PersonsMerged(kept.pk, other.pk, 0), about=merger, by=by)

    def tell(_place: Organisation, rows: int) -> None:
        record(PersonsMerged(kept.pk, other.pk, rows), about=merger, by=by)

    if joining.moved(kept.pk, other.pk, tell):
        raise InTheWay
    _join_numbers(kept, other)
    end_all(other.pk, Session.Ended.CLOSED)
    MergedPerson.objects.filter(kept=other).update(kept=kept)
    MergedPerson.objects.create(old=other, kept=kept)


def _join_numbers(kept: Person, other: Person) -> None:
    """The numbers are hers from now on; a personal number ends a coordination number, and an older one."""
    own = IdentityNumber.objects.filter(person=kept, kind=NumberKind.PERSONAL, until=None)
    if own.exists():
        swedish = (NumberKind.PERSONAL, NumberKind.COORDINATION)
        IdentityNumber.objects.filter(person=other, kind__in=swedish, until=None).update(until=now())
    IdentityNumber.objects.filter(person=other).update(person=kept)
    end_coordination_numbers(kept.pk)


def _asked(merger_id: UUID) -> Merger:
    merger = Merger.objects.select_for_update().filter(pk=merger_id, state=Merger.State.ASKED).first()
    if merger is None:
        raise MergerGone
    return merger


def _decide(merger: Merger, state: Merger.State, by: Actor) -> None:
    merger.state, merger.decided_by_id, merger.decided_at = state, by.person_id, now()
    merger.save(update_fields=["state", "decided_by", "decided_at"])
