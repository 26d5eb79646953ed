"""What the archive's pages read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext as _

from armkrok.core.audit.models import AuditRow
from armkrok.kit.days import STOCKHOLM
from armkrok.services.signing.models import Culled, Culling, Delivery, Document, SigningRequest
from armkrok.services.signing.packing import document_type

KEPT = ("keep", "plan", "none")
VIEWS = ("att-leverera", "utan-kvittens", "kvitterade", "sparrade", "alla")


def kept(view: str, words: str = "") -> QuerySet[SigningRequest]:
    """Completed requests in one of `VIEWS`, the newest first."""
    deliveries = Delivery.objects.filter(request_uuid=OuterRef("pk"))
    found = SigningRequest.objects.filter(state=SigningRequest.State.COMPLETED, told_at__isnull=False)
    found = found.annotate(
        is_delivered=Exists(deliveries.exclude(sha256="")),
        is_received=Exists(deliveries.filter(receipt_at__isnull=False)),
        has_failed=Exists(deliveries.exclude(failure="")),
        is_made=Exists(deliveries.filter(sha256="", failure="")),
    )
    chosen = {
        "att-leverera": found.filter(_to_keep(), is_delivered=False),
        "utan-kvittens": found.filter(is_delivered=True, is_received=False),
        "kvitterade": found.filter(is_received=True),
        "sparrade": found.filter(held_at__isnull=False),
    }.get(view, found)
    if words:
        chosen = chosen.filter(title__icontains=words)
    return chosen.order_by("-completed_at", "-pk")


def unordered() -> QuerySet[SigningRequest]:
    """Those to deliver that no package is being made of, the oldest first."""
    pending = Delivery.objects.filter(request_uuid=OuterRef("pk"), sha256="", failure="")
    return kept("att-leverera").exclude(Exists(pending)).order_by("completed_at", "pk")


def _to_keep() -> Q:
    return Q(type_values__isnull=True) | Q(type_values__retention__action__in=KEPT)


def delivery_status(one: SigningRequest) -> tuple[str, str]:
    """Kind and words of how far a request of `kept` has come on its way to the e-archive."""
    if getattr(one, "is_received", False):
        return "done", _("Kvitterad")
    if getattr(one, "is_delivered", False):
        return "wait", _("Väntar på kvittens")
    if getattr(one, "is_made", False):
        return "turn", _("Paketet görs")
    if getattr(one, "has_failed", False):
        return "stop", _("Paketet gick inte att göra")
    kind = document_type(one)
    if kind is not None and kind.retention.action == "cull":
        return "draft", _("Gallras")
    return "soon", _("Att leverera")


def deliveries_of(request: SigningRequest) -> QuerySet[Delivery]:
    """Its packages, the newest first."""
    return Delivery.objects.filter(request_uuid=request.pk).select_related("receipt_by").order_by("-made_at")


def cullings() -> QuerySet[Culling]:
    """Decisions to cull, the newest first, with how many requests are done and left."""
    return (
        Culling.objects.select_related("decided_by")
        .annotate(
            total=Count("items"),
            done=Count("items", filter=Q(items__done_at__isnull=False)),
            left=Count("items", filter=Q(items__left_at__isnull=False)),
        )
        .order_by("-decided_at")
    )


def left_in(culling: Culling) -> list[tuple[str, int]]:
    """Why requests of a culling were left, and how many for each reason."""
    reasons = Culled.objects.filter(culling=culling, left_at__isnull=False).values_list("why", flat=True)
    return sorted(Counter(reasons).items())


@dataclass(frozen=True)
class Month:
    """How many archive time stamps end in a month."""

    first: date
    count: int


def stamps_by_month() -> list[Month]:
    """When the newest time stamps of sealed documents end, every month from the first to the last."""
    sealed = Document.objects.filter(is_sealed=True, stamp_until__isnull=False)
    counted = (
        sealed.annotate(month=TruncMonth("stamp_until", tzinfo=STOCKHOLM))
        .values_list("month")
        .annotate(count=Count("pk"))
    )
    return [Month(month.date(), count) for month, count in sorted(counted)]


def renewals_failed() -> QuerySet[Document]:
    """Documents whose last renewal failed, the most urgent first."""
    failed = Document.objects.filter(is_sealed=True).exclude(renewal_failure="")
    return failed.select_related("request").order_by("stamp_until")


def renewed_since(day: date) -> int:
    """How many time stamps have been renewed since a day."""
    return AuditRow.objects.filter(event="StampRenewed", at__date__gte=day).count()


def type_names(requests: Sequence[SigningRequest]) -> dict[str, str]:
    """The names of the types of these requests, by request id as text."""
    found = {str(one.pk): document_type(one) for one in requests}
    return {key: kind.name for key, kind in found.items() if kind}
