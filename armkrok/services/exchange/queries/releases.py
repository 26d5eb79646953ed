"""What has been given: about people, in a run, to a receiver."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Max, QuerySet, Sum
from django.utils.translation import gettext as _

from armkrok.kit.days import end_of, start_of
from armkrok.services.exchange.facts import ReceiverFacts, ReleaseFacts
from armkrok.services.exchange.models import Agreement, Release, ReleaseBatch

DONE, DELETE = "done", "delete"
SLACK = timedelta(minutes=1)
"""Between the moment of a batch and those of its rows' ids."""


def outcome_words(outcome: str) -> str:
    """What became of a release that the receiver did not say was well; nothing of one that went well."""
    if outcome == DONE:
        return ""
    status = outcome.removeprefix("http-")
    if status != outcome:
        return _("Mottagaren tog inte emot det (svar {status}).").format(status=status)
    return _("Inget svar kom. Det kan ha kommit fram ändå.")


def about(subject_id: UUID) -> "QuerySet[Release]":
    """Releases about a person, the oldest first."""
    return Release.objects.filter(subject_id=subject_id).order_by("at", "pk")


def of_run(run_id: UUID) -> "QuerySet[Release]":
    """What a run gave, the newest first."""
    batches = ReleaseBatch.objects.filter(run_id=run_id)
    return Release.objects.filter(batch_id__in=batches.values("pk")).order_by("-pk")


def facts_of(rows: Iterable[Release]) -> list[ReleaseFacts]:
    """The rows as other services see them: three questions, however many the rows are."""
    rows = list(rows)
    agreements = agreements_of(rows)
    names = names_of({one.receiver_id for one in rows})
    return [
        ReleaseFacts(
            at=row.at,
            receiver_id=row.receiver_id,
            receiver_name=names.get(row.receiver_id, ""),
            operation=row.operation,
            kind=row.kind,
            attributes=attributes_of(row),
            outcome=row.outcome,
            purpose=agreements[row.batch_id].purpose if row.batch_id in agreements else "",
            basis=agreements[row.batch_id].basis if row.batch_id in agreements else "",
        )
        for row in rows
    ]


def attributes_of(row: Release) -> tuple[str, ...]:
    """Names of what was given."""
    return tuple(one for one in row.attributes.split(",") if one)


def agreements_of(rows: Iterable[Release]) -> dict[UUID, Agreement]:
    """The agreement that each row's batch was given under, by the batch's id."""
    batches = dict(
        ReleaseBatch.objects.filter(pk__in={one.batch_id for one in rows}).values_list("pk", "agreement_id")
    )
    agreements = Agreement.objects.in_bulk(set(batches.values()))
    return {batch: agreements[one] for batch, one in batches.items() if one in agreements}


def names_of(receiver_ids: Collection[UUID]) -> dict[UUID, str]:
    """What the receivers are called in their newest agreements."""
    rows = Agreement.objects.filter(receiver_id__in=receiver_ids).order_by("version")
    return dict(rows.values_list("receiver_id", "receiver_name"))


def receivers_of(rows: Sequence[Release]) -> list[ReceiverFacts]:
    """Who has been given something in the rows, which are the oldest first, and whether it is gone there."""
    given: dict[UUID, list[Release]] = defaultdict(list)
    for row in rows:
        if row.outcome == DONE:
            given[row.receiver_id].append(row)
    names, agreements = names_of(given.keys()), agreements_of(rows)
    found = [
        _receiver(one, names.get(one, ""), lines, agreements.get(lines[-1].batch_id))
        for one, lines in given.items()
    ]
    return sorted(found, key=lambda one: (one.receiver_name.casefold(), one.receiver_id))


def _receiver(
    receiver_id: UUID, name: str, lines: list[Release], agreement: Agreement | None
) -> ReceiverFacts:
    last = {(row.kind, row.object_id): row.operation for row in lines}
    attributes = dict.fromkeys(name for row in lines for name in attributes_of(row))
    return ReceiverFacts(
        receiver_id=receiver_id,
        receiver_name=name,
        first_at=lines[0].at,
        last_at=lines[-1].at,
        is_removed=all(operation == DELETE for operation in last.values()),
        attributes=tuple(attributes),
        purpose=agreement.purpose if agreement else "",
        basis=agreement.basis if agreement else "",
    )


@dataclass(frozen=True)
class Given:
    """How much has been released under an agreement, and when last."""

    count: int
    last: datetime | None


def given_under(agreement: Agreement) -> Given:
    """By batches, of which there are few."""
    batches = ReleaseBatch.objects.filter(receiver_id=agreement.receiver_id, agreement_id=agreement.pk)
    found = batches.aggregate(count=Sum("rows"), last=Max("at"))
    return Given(found["count"] or 0, found["last"])


@dataclass(frozen=True)
class Wanted:
    """Which releases are looked for. The days are Swedish and both included."""

    receiver_id: UUID | None = None
    run_id: UUID | None = None
    operation: str = ""
    first: date | None = None
    last: date | None = None


def wanted(what: Wanted) -> "QuerySet[Release]":
    """The releases that are looked for, the newest first; ids begin with the time."""
    rows = of_run(what.run_id) if what.run_id else Release.objects.order_by("-pk")
    if what.receiver_id:
        rows = rows.filter(receiver_id=what.receiver_id)
    if what.operation:
        rows = rows.filter(operation=what.operation)
    if what.first:
        begins = start_of(what.first)
        rows = rows.filter(at__gte=begins, pk__gte=_least_id(begins, -SLACK))
    if what.last:
        ends = end_of(what.last)
        rows = rows.filter(at__lt=ends, pk__lt=_least_id(ends, SLACK))
    return rows


def _least_id(moment: datetime, slack: timedelta) -> UUID:
    """The least id that could be made so long after the moment: days are found by the ids' own index."""
    milliseconds = int((moment.timestamp() + slack.total_seconds()) * 1000)
    return UUID(int=min(max(milliseconds, 0), 2**48 - 1) << 80)


def receivers_given() -> list[tuple[str, str]]:
    """Ids and names of the receivers that have agreements, by name."""
    rows = Agreement.objects.order_by("receiver_id", "-version").distinct("receiver_id")
    found = [(str(key), name) for key, name in rows.values_list("receiver_id", "receiver_name")]
    return sorted(found, key=lambda one: one[1].casefold())


def given_since(moment: datetime) -> dict[UUID, int]:
    """How many objects each receiver has been given, changed or relieved of since the moment, by batches."""
    rows = ReleaseBatch.objects.filter(at__gte=moment).order_by("receiver_id").values_list("receiver_id")
    return dict(rows.annotate(count=Sum("rows")))
