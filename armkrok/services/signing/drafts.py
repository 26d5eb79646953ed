"""Reads for those who ask: templates, lists of people, boxes, and who has left."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from armkrok.core.access.actor import Actor
from armkrok.core.members.models import Member
from armkrok.services.signing import policy, register
from armkrok.services.signing.models import Bulk, BulkRow, Document, Party, Placement, SigningRequest
from armkrok.services.signing.policy.kinds import Level

PAGE = 50


def departed(people: Iterable[Party]) -> frozenset[UUID]:
    """Those who have left the organisation and are asked at the address they had here; ids of the parties."""
    chosen = list(people)
    gone = Member.objects.filter(left_at__isnull=False, person__in=[one.person_id for one in chosen])
    addresses = {(one.person_id, one.email.casefold()) for one in gone}
    return frozenset(one.pk for one in chosen if (one.person_id, one.email.casefold()) in addresses)


def usual_role(draft: SigningRequest) -> str:
    """What a person is asked to do unless the sender says otherwise: where approval is enough, that."""
    is_approval = register.entry(draft.type_key).kind.level is Level.C
    return str(Party.Role.APPROVER if is_approval else Party.Role.SIGNER)


def placed(document: Document) -> list[Placement]:
    """The boxes that lie on a document's own pages."""
    return list(Placement.objects.filter(document=document).select_related("party"))


def placed_count(draft: SigningRequest) -> int:
    """How many boxes lie on the documents' own pages."""
    return Placement.objects.filter(document__request=draft).count()


def templates(person_id: UUID) -> QuerySet[SigningRequest]:
    """The person's own templates and those that colleagues share, by name."""
    found = SigningRequest.objects.filter(state=SigningRequest.State.TEMPLATE, bulk_id=None)
    mine = found.filter(Q(sender_id=person_id) | Q(is_shared=True)).select_related("sender")
    return mine.annotate(
        people_count=Count("parties", distinct=True), document_count=Count("documents", distinct=True)
    ).order_by("title", "pk")


def list_of(draft: SigningRequest) -> Bulk | None:
    """The list of people that the draft is to be sent to, each their own copy."""
    return Bulk.objects.filter(template=draft, state=Bulk.State.PREVIEW).order_by("-created_at").first()


def list_summary(bulk: Bulk) -> dict[str, Any]:
    """How many lines can be used, and how many cannot."""
    counts = BulkRow.objects.filter(bulk=bulk).aggregate(
        good=Count("pk", filter=Q(problem="")), bad=Count("pk", filter=~Q(problem=""))
    )
    return {"id": bulk.pk, "file_name": bulk.file_name, **counts}


def lines(bulk: Bulk, *, bad: bool) -> QuerySet[BulkRow]:
    """The lines that can be used, or those that cannot."""
    rows = BulkRow.objects.filter(bulk=bulk).order_by("line")
    return rows.exclude(problem="") if bad else rows.filter(problem="")


def bulks(person_id: UUID) -> QuerySet[Bulk]:
    """The person's bulk sendings, newest first, with how many people each has."""
    found = Bulk.objects.filter(sender_id=person_id).exclude(state=Bulk.State.PREVIEW)
    people = Count("rows", filter=Q(rows__problem=""))
    sent = Count("rows", filter=Q(rows__sent_at__isnull=False))
    return found.select_related("template").annotate(people=people, sent=sent).order_by("-created_at")


def standing(bulk: Bulk) -> dict[str, int]:
    """How far a bulk sending has come: people, sent, completed, open, declined, withdrawn."""
    rows = BulkRow.objects.filter(bulk=bulk, problem="")
    state = SigningRequest.State
    return rows.aggregate(
        people=Count("pk"),
        sent=Count("pk", filter=Q(sent_at__isnull=False)),
        completed=Count("pk", filter=Q(request__state=state.COMPLETED)),
        open=Count("pk", filter=Q(request__state=state.OPEN)),
        withdrawn=Count("pk", filter=Q(request__state=state.WITHDRAWN)),
    ) | {"declined": copies(bulk, "declined").count()}


def copies(bulk: Bulk, kind: str = "") -> QuerySet[BulkRow]:
    """The lines with their copies; `kind` is unsent, open, completed, declined, withdrawn or all."""
    declined = Party.objects.filter(request_id=OuterRef("request_id"), state=Party.State.DECLINED)
    rows = BulkRow.objects.filter(bulk=bulk, problem="").select_related("request")
    rows = rows.annotate(is_declined=Exists(declined)).order_by("line")
    if kind == "unsent":
        return rows.filter(sent_at=None)
    if kind == "declined":
        return rows.filter(is_declined=True, request__state=SigningRequest.State.OPEN)
    return rows.filter(request__state=kind) if kind in ("open", "completed", "withdrawn") else rows


def free_seat(draft: SigningRequest) -> str:
    """The seat of the document's type that those on a list fill: the first that nobody else does."""
    taken = set(Party.objects.filter(request=draft).values_list("seat", flat=True))
    seats = register.entry(draft.type_key).kind.seats
    return next((one.key for one in seats if one.key not in taken), "")


def list_findings(draft: SigningRequest, *, by: Actor) -> tuple[policy.Finding, ...]:
    """What the register says of a draft whose list fills one seat."""
    seat = free_seat(draft)
    found = register.findings_for(draft, by=by)
    return tuple(one for one in found if not seat or one.code != f"seat-{seat}")
