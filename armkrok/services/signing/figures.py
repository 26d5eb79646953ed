"""How signing goes in the organisation: how many, how fast, and where it waits."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import (
    Aggregate,
    Case,
    Count,
    DurationField,
    F,
    Max,
    Min,
    Q,
    QuerySet,
    UUIDField,
    Value,
    When,
)
from django.db.models.functions import TruncMonth

from armkrok.core.members.models import Member
from armkrok.core.tenants.models import Unit
from armkrok.kit.days import STOCKHOLM, local, start_of, today
from armkrok.kit.swedish_order import sort_key
from armkrok.services.signing.models import Party, SigningRequest

COMPLETED = Q(state=SigningRequest.State.COMPLETED)
OPEN = Q(state=SigningRequest.State.OPEN)
SMALLEST = 5


class Median(Aggregate):
    """The middle value (PostgreSQL's percentile_cont)."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    arity = 1
    output_field = DurationField()


@dataclass(frozen=True)
class Counts:
    """Requests sent in a period, and what has become of them.

    `declined` and `on_paper` (somebody's answer was registered by staff) count requests, not people.
    """

    name: str
    sent: int = 0
    completed: int = 0
    waiting: int = 0
    late: int = 0
    declined: int = 0
    withdrawn: int = 0
    on_paper: int = 0
    median: timedelta | None = None


@dataclass(frozen=True)
class Month:
    """A month of the period: requests sent in it, and requests completed in it."""

    first: date
    sent: int
    completed: int


def years() -> list[int]:
    """The years in which something has been sent, the newest first; this year is always there."""
    found = SigningRequest.objects.aggregate(first=Min("sent_at"), last=Max("sent_at"))
    first = local(found["first"]).year if found["first"] else today().year
    return list(range(today().year, first - 1, -1))


def total(year: int) -> Counts:
    """Everything sent in a year."""
    found = _sent(year).aggregate(**_counted())
    declined = _declined(year).aggregate(n=_requests())["n"]
    on_paper = _on_paper(year).aggregate(n=_requests())["n"]
    return Counts(name="", declined=declined, on_paper=on_paper, **found)


def by_unit(year: int, nowhere: str) -> list[Counts]:
    """The same for each unit; `nowhere` names those who belong to none, and the systems."""
    few = _few()
    declined, on_paper = (_of_units(rows, few) for rows in (_declined(year), _on_paper(year)))
    names = dict(Unit.objects.values_list("pk", "name"))
    rows: Any = _sent(year).annotate(shown=_unless(few, "unit_id")).values("shown").annotate(**_counted())
    found = []
    for row in rows.order_by("shown"):
        counts: dict[str, Any] = {key: row[key] for key in _counted()}
        name = names.get(row["shown"], "") or nowhere
        counts |= {"declined": declined.get(row["shown"], 0), "on_paper": on_paper.get(row["shown"], 0)}
        found.append(Counts(name=name, **counts))
    return sorted(found, key=lambda one: (one.name == nowhere, sort_key(one.name)))


def _few() -> list[UUID]:
    """Units with fewer than five members of whom one is protected: their figures could be read as hers."""
    members = Member.objects.filter(left_at=None, unit__isnull=False).values("unit_id")
    counted = members.annotate(n=Count("id"), hidden=Count("id", filter=Q(person__is_protected=True)))
    small = counted.filter(n__lt=SMALLEST, hidden__gt=0).order_by()
    return [row["unit_id"] for row in small]


def _unless(few: list[UUID], unit: str) -> Case:
    """The unit, or none for those that are too small to be told apart."""
    hidden = When(**{f"{unit}__in": few}, then=Value(None))
    return Case(hidden, default=F(unit), output_field=UUIDField())


def by_month(year: int) -> list[Month]:
    """Every month of the year that has begun, the first first."""
    sent = _monthly(_sent(year), "sent_at")
    begin, end = _bounds(year)
    completed = _monthly(
        SigningRequest.objects.filter(COMPLETED, completed_at__gte=begin, completed_at__lt=end),
        "completed_at",
    )
    return [Month(day, sent.get(day, 0), completed.get(day, 0)) for day in _months(year)]


def _sent(year: int) -> QuerySet[SigningRequest]:
    begin, end = _bounds(year)
    return SigningRequest.objects.filter(sent_at__gte=begin, sent_at__lt=end)


def _declined(year: int) -> QuerySet[Party]:
    begin, end = _bounds(year)
    declined = Party.objects.filter(state=Party.State.DECLINED)
    return declined.filter(request__sent_at__gte=begin, request__sent_at__lt=end).order_by()


def _on_paper(year: int) -> QuerySet[Party]:
    begin, end = _bounds(year)
    registered = Party.objects.filter(registration__isnull=False)
    return registered.filter(request__sent_at__gte=begin, request__sent_at__lt=end).order_by()


def _of_units(parties: QuerySet[Party], few: list[UUID]) -> dict[UUID | None, int]:
    """How many requests the parties are in, by unit."""
    shown = parties.annotate(shown=_unless(few, "request__unit_id")).values_list("shown")
    return dict(shown.annotate(n=_requests()))


def _requests() -> Count:
    return Count("request", distinct=True)


def _counted() -> dict[str, Any]:
    return {
        "sent": Count("id"),
        "completed": Count("id", filter=COMPLETED),
        "waiting": Count("id", filter=OPEN),
        "late": Count("id", filter=OPEN & Q(sign_by__lt=today())),
        "withdrawn": Count("id", filter=Q(state=SigningRequest.State.WITHDRAWN)),
        "median": Median(F("completed_at") - F("sent_at"), filter=COMPLETED),
    }


def _monthly(requests: QuerySet[SigningRequest], moment: str) -> dict[date, int]:
    rows = requests.annotate(month=TruncMonth(moment, tzinfo=STOCKHOLM)).values_list("month")
    return {month.date(): count for month, count in rows.annotate(n=Count("id")).order_by("month")}


def _bounds(year: int) -> tuple[datetime, datetime]:
    """A year in Sweden."""
    return start_of(date(year, 1, 1)), start_of(date(year + 1, 1, 1))


def _months(year: int) -> Iterator[date]:
    for month in range(1, 13):
        if (day := date(year, month, 1)) <= today():
            yield day
