"""What a data protection officer should look at: more than usual, or agreements that nobody uses."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from statistics import median
from uuid import UUID

from django.db.models import Exists, OuterRef, Sum
from django.utils.translation import gettext as _

from armkrok.kit.days import now, today
from armkrok.services.exchange.models import Agreement, ReleaseBatch
from armkrok.services.exchange.queries.standing import agreements_in_force

WEEK = timedelta(days=7)
WEEKS = 9
MANY, TIMES, KNOWN = 200, 5, 3
"""More than so many in a week, so many times the median, of at least so many weeks with anything at all."""
UNUSED = timedelta(days=365)


@dataclass(frozen=True)
class Hint:
    """Something to look at, in a sentence."""

    agreement_id: UUID
    text: str


def hints() -> list[Hint]:
    """In three questions, however many the agreements are."""
    current = {one.receiver_id: one for one in agreements_in_force(today())}
    return [*_unusual(current), *_unused()]


def _unusual(current: dict[UUID, Agreement]) -> list[Hint]:
    found = []
    for receiver_id, weeks in _by_week().items():
        newest, earlier = weeks[0], [count for count in weeks[1:] if count]
        one = current.get(receiver_id)
        if one and newest > MANY and len(earlier) >= KNOWN and newest > TIMES * median(earlier):
            text = _("{name} har fått {new} uppgifter på sju dagar. Vanligt är {usual} i veckan.")
            usual = round(median(earlier))
            found.append(Hint(one.pk, text.format(name=one.receiver_name, new=newest, usual=usual)))
    return found


def _by_week() -> dict[UUID, list[int]]:
    """Releases of each receiver in each of the last weeks, the newest first."""
    moment = now()
    rows = ReleaseBatch.objects.filter(at__gt=moment - WEEKS * WEEK).order_by("receiver_id")
    found: dict[UUID, list[int]] = defaultdict(lambda: [0] * WEEKS)
    days = rows.values("receiver_id", "at__date").annotate(count=Sum("rows"))
    for receiver_id, day, count in days.values_list("receiver_id", "at__date", "count"):
        place = min(max((moment.date() - day) // WEEK, 0), WEEKS - 1)
        found[receiver_id][place] += count
    return found


def _unused() -> list[Hint]:
    """Agreements that have held for a year without a single release."""
    since = today() - UNUSED
    recent = ReleaseBatch.objects.filter(receiver_id=OuterRef("receiver_id"), at__gte=now() - UNUSED)
    rows = agreements_in_force(today()).filter(~Exists(recent), valid_from__lte=since)
    text = _("{name} har inte fått något på ett år. Behövs avtalet?")
    return [Hint(one.pk, text.format(name=one.receiver_name)) for one in rows]
