"""What holds on a day: which agreement, until when, and how it stands with a receiver."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, timedelta
from uuid import UUID

from django.db.models import F, Q, QuerySet

from armkrok.kit.days import today
from armkrok.services.exchange.facts import AgreementFacts, Standing
from armkrok.services.exchange.models import Agreement

SOON = timedelta(days=90)
State = Agreement.State
KEPT = (State.SIGNED, State.SUSPENDED)
"""States of an agreement that has been signed and not ended."""
Found = tuple[Standing, date | None]


def in_force(day: date) -> Q:
    """Signed, and running on the Swedish day; both ends of the validity are included."""
    running = Q(valid_from__lte=day, valid_to__gte=day)
    return Q(state=State.SIGNED) & running & (Q(replaced_from=None) | Q(replaced_from__gt=day))


def agreements_in_force(day: date) -> "QuerySet[Agreement]":
    """Every agreement that holds on the day, at most one for each receiver."""
    return Agreement.objects.filter(in_force(day)).order_by("receiver_id", "-version").distinct("receiver_id")


def current(receiver_id: UUID, day: date) -> Agreement | None:
    """The agreement that holds on the day; none: nothing may be given."""
    return agreements_in_force(day).filter(receiver_id=receiver_id).first()


def behind(receiver_id: UUID) -> Agreement | None:
    """The newest agreement that has begun, holding still or not: what is there was given under it."""
    begun = Agreement.objects.filter(receiver_id=receiver_id, valid_from__lte=today())
    return begun.exclude(signed_at=None).order_by(F("version").desc()).first()


def facts_of(agreement: Agreement) -> AgreementFacts:
    """What other services are told of an agreement that has been signed."""
    if agreement.valid_from is None or agreement.valid_to is None:
        raise ValueError("a signed agreement has its days")
    return AgreementFacts(
        id=agreement.pk,
        receiver_id=agreement.receiver_id,
        receiver_name=agreement.receiver_name,
        kind=agreement.kind,
        version=agreement.version,
        purpose=agreement.purpose,
        basis=agreement.basis,
        level=agreement.level,
        attributes={kind: frozenset(names) for kind, names in agreement.attributes.items()},
        valid_from=agreement.valid_from,
        valid_to=agreement.valid_to,
    )


def standings(receiver_ids: Collection[UUID]) -> dict[UUID, Found]:
    """How it stands today with each receiver, and the last day covered without a gap; one question."""
    day = today()
    versions: dict[UUID, list[Agreement]] = defaultdict(list)
    signed = Agreement.objects.filter(receiver_id__in=list(receiver_ids)).exclude(signed_at=None)
    for one in signed.order_by("valid_from", "version"):
        versions[one.receiver_id].append(one)
    return {one: standing_of(versions[one], day) for one in receiver_ids}


def standing_of(versions: Iterable[Agreement], day: date) -> Found:
    """How it stands by a receiver's signed versions, the earliest first."""
    versions = list(versions)
    covered = _covered(versions, day)
    if covered is not None:
        return (Standing.ENDS_SOON if covered - day <= SOON else Standing.VALID), covered
    ends = [last_day(one) for one in versions if one.valid_from and one.valid_from <= day]
    if not ends:
        return Standing.MISSING, None
    return Standing.ENDED, max(ends)


def last_day(agreement: Agreement) -> date:
    """The last day that a signed agreement holds, or held, if nothing stops it earlier."""
    last = agreement.valid_to or date.max
    if agreement.replaced_from:
        last = min(last, agreement.replaced_from - timedelta(days=1))
    return last


def _covered(versions: Iterable[Agreement], day: date) -> date | None:
    """The last day of the unbroken row of versions that hold from `day` on; none when none holds then."""
    covered: date | None = None
    for one in versions:
        if one.state != State.SIGNED or one.valid_from is None:
            continue
        begins = day if covered is None else covered + timedelta(days=1)
        if one.valid_from <= begins <= last_day(one):
            covered = last_day(one)
    return covered


def former(agreement: Agreement) -> "QuerySet[Agreement]":
    """The versions before it that hold, or are paused."""
    earlier = Agreement.objects.filter(receiver_id=agreement.receiver_id, version__lt=agreement.version)
    return earlier.filter(state__in=KEPT)
