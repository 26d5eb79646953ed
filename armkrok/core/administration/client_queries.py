"""Reads for the pages about one system: its secrets, and how it uses the API."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet, Sum
from django.utils.translation import gettext as _

from armkrok.core.access.models import AccessToken, ApiClient, ClientAddress, ClientSecret, ClientUse
from armkrok.kit.days import now, today
from armkrok.kit.refusals import existing
from armkrok.kit.swedish_order import SwedishOrder

DAYS = 30
OLD = timedelta(days=365)
SOON = timedelta(days=7)
REFUSED, FAILED = 4, 5


@dataclass(frozen=True)
class Calls:
    """Calls of a day or an operation: all, those refused (4xx) and those that failed (5xx)."""

    total: int = 0
    refused: int = 0
    failed: int = 0


@dataclass(frozen=True)
class Use:
    """Thirty days of a system: every day, the oldest first, and the operations, the most used first."""

    days: list[tuple[date, Calls]]
    operations: list[tuple[str, Calls]]
    total: Calls


def clients() -> list[ApiClient]:
    """Systems that are let in, in Swedish order, with their secrets."""
    rows = ApiClient.objects.filter(closed_at=None).order_by(SwedishOrder("name"), "pk")
    return list(rows.prefetch_related("secrets"))


def secret_of(client: ApiClient, secret_id: UUID) -> ClientSecret:
    """One of the system's secrets that hold, or 404."""
    return existing(ClientSecret.objects.filter(ClientSecret.in_force(), client=client, pk=secret_id).first())


def secrets_of(client: ApiClient) -> list[ClientSecret]:
    """The secrets that hold, the newest first; one as a rule, two during a change."""
    return list(ClientSecret.objects.filter(ClientSecret.in_force(), client=client).order_by("-created_at"))


def is_old(secret: ClientSecret) -> bool:
    """Whether the secret should be changed: it has no end and has been used for a year."""
    return secret.expires_at is None and secret.created_at < now() - OLD


def ends_soon(secret: ClientSecret) -> bool:
    """Whether the secret ends within a week."""
    return secret.expires_at is not None and secret.expires_at < now() + SOON


def tokens_in_force(client: ApiClient) -> int:
    """How many tokens of the system hold now."""
    return AccessToken.objects.filter(client=client, expires_at__gt=now()).count()


def addresses_of(client: ApiClient) -> "QuerySet[ClientAddress]":
    """From where the system has fetched tokens in the last thirty days, the latest first, twenty at most."""
    return ClientAddress.objects.filter(client=client).order_by("-seen_at", "pk")[:20]


def use_of(client: ApiClient) -> Use:
    """How the system has used the API in thirty days; three statements, however much it is."""
    first = today() - timedelta(days=DAYS - 1)
    rows: Any = ClientUse.objects.filter(client=client, day__gte=first)
    by_day = {row["day"]: _calls(row) for row in rows.values("day").annotate(**_sums())}
    every = [first + timedelta(days=n) for n in range(DAYS)]
    by_operation = rows.values("operation").annotate(**_sums()).order_by("-total", "operation")
    return Use(
        days=[(day, by_day.get(day, Calls())) for day in every],
        operations=[(row["operation"], _calls(row)) for row in by_operation],
        total=_calls(rows.aggregate(**_sums())),
    )


def _sums() -> dict[str, Sum]:
    return {
        "total": Sum("count"),
        "refused": Sum("count", filter=Q(kind=REFUSED)),
        "failed": Sum("count", filter=Q(kind=FAILED)),
    }


def _calls(row: dict[str, int | None]) -> Calls:
    return Calls(total=row["total"] or 0, refused=row["refused"] or 0, failed=row["failed"] or 0)


def advice(client: ApiClient) -> str:
    """What ought to be done about the system's secrets, if anything; they are read already."""
    held = [row for row in client.secrets.all() if row.expires_at is None or row.expires_at > now()]
    if any(ends_soon(row) for row in held):
        return _("En hemlighet slutar snart att gälla.")
    if any(is_old(row) for row in held):
        return _("Hemligheten är äldre än ett år. Byt den.")
    return ""
