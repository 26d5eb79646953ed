"""Receivers and their runs, as their pages show them."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from armkrok.services.school.models import Kind, Receiver, SendNote, SendRun, SentObject
from armkrok.services.school.queries.giving import KINDS

COLUMNS = ("create", "update", "delete", "failed")


@dataclass(frozen=True)
class KindRow:
    """One kind of object in a run: what was planned, and what has been done; of a dry one what would be."""

    name: str
    planned: int
    done: int
    create: int
    update: int
    delete: int
    failed: int
    same: int


def newest_runs(receivers: Iterable[Receiver]) -> dict[UUID, SendRun]:
    """Each receiver's newest run that was no dry one; one query."""
    rows = SendRun.objects.filter(receiver__in=receivers).exclude(how=SendRun.How.DRY)
    newest = rows.order_by("receiver_id", "-created_at").distinct("receiver_id")
    return {one.receiver_id: one for one in newest}


def runs_of(receiver: Receiver) -> "QuerySet[SendRun]":
    """All runs towards a receiver, the newest first."""
    return SendRun.objects.filter(receiver=receiver).order_by("-created_at")


def held_by(receiver: Receiver) -> dict[str, int]:
    """How many objects of each kind the receiver has, by the kind's name."""
    rows = SentObject.objects.filter(receiver=receiver).values_list("kind").annotate(number=Count("pk"))
    return {str(KINDS[Kind(kind).label]): number for kind, number in sorted(rows)}


def kind_rows(run: SendRun) -> list[KindRow]:
    """The run by kind, in EGIL's order."""
    rows, is_dry = [], run.how == SendRun.How.DRY
    for kind in Kind:
        planned, done = run.planned.get(kind.label, {}), run.done.get(kind.label, {})
        shown = planned if is_dry else done
        wanted = sum(planned.get(name, 0) for name in COLUMNS[:3])
        made = sum(done.get(name, 0) for name in COLUMNS)
        if wanted or made or planned.get("same"):
            create, update, delete, failed = (shown.get(name, 0) for name in COLUMNS)
            same = planned.get("same", 0)
            rows.append(KindRow(str(KINDS[kind.label]), wanted, made, create, update, delete, failed, same))
    return rows


def note_counts(run: SendRun) -> list[tuple[str, str, int]]:
    """How many objects there are of each weight and code, those that are not listed too."""
    rows, is_more = SendNote.objects.filter(run=run), Q(code=SendNote.MORE)
    listed = rows.exclude(is_more).values_list("weight", "code").annotate(number=Count("pk"))
    found = Counter({(weight, code): number for weight, code, number in listed})
    for weight, detail in rows.filter(is_more).values_list("weight", "detail"):
        found[weight, detail["code"]] += detail["more"]
    return sorted(((*key, number) for key, number in found.items()), key=lambda row: (row[0], -row[2]))


def notes_of(run: SendRun, weight: str = "", code: str = "") -> "QuerySet[SendNote]":
    """A run's notes, people with them."""
    rows = SendNote.objects.filter(run=run).select_related("subject").order_by("kind", "pk")
    if weight:
        rows = rows.filter(weight=weight)
    return rows.filter(Q(code=code) | Q(code=SendNote.MORE, detail__code=code)) if code else rows
