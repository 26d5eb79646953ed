"""Who has which role, since when, given by whom, when last used and when last looked at."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import BooleanField, Case, Q, QuerySet, Value, When

from armkrok.core.access.models import ApiClient, RoleAssignment
from armkrok.core.administration.models import RoleReview
from armkrok.core.administration.queries import assignments
from armkrok.core.audit.models import AuditRow
from armkrok.core.identity.models import Person
from armkrok.core.identity.protection import visible
from armkrok.core.policies.reading import policy_of
from armkrok.core.tenants.scope import current_organisation_id
from armkrok.kit.days import today


@dataclass(frozen=True)
class RoleUse:
    """A role and what is known of it; `giver` is empty when the log does not know."""

    role: RoleAssignment
    is_stale: bool
    giver: str
    reviewed_at: datetime | None
    reviewer: str


def stale_before() -> date:
    """A role that was neither given nor used since this day is stale, by the organisation's policy."""
    return today() - timedelta(days=policy_of(current_organisation_id()).stale_days)


def roles_by_use() -> "QuerySet[RoleAssignment]":
    """Roles that hold or will hold, with `is_stale`; the stale ones first, then by name."""
    stale = Case(
        When(_unused(stale_before()), then=Value(True)), default=Value(False), output_field=BooleanField()
    )
    rows = visible(assignments(), path="person").annotate(is_stale=stale)
    return rows.order_by("-is_stale", "person__sort_key", "role", "pk")


def _unused(since: date) -> Q:
    return Q(starts__lt=since) & (Q(used_on=None) | Q(used_on__lt=since))


def stale_count() -> int:
    """How many roles are stale."""
    return visible(assignments(), path="person").filter(_unused(stale_before())).count()


def told_of(roles: Iterable[RoleAssignment]) -> list[RoleUse]:
    """The roles with what the log and earlier reviews know: three questions, however many roles."""
    rows = list(roles)
    ids = [role.pk for role in rows]
    given = AuditRow.objects.filter(about_id__in=ids, event="RoleGiven").values_list("about_id", "actor_id")
    givers = dict(given)
    names = _names({giver for giver in givers.values() if giver})
    reviews = RoleReview.objects.filter(assignment_id__in=ids).select_related("reviewer").order_by("at")
    newest = {review.assignment_id: review for review in reviews}
    return [_use(role, _giver(names, givers.get(role.pk)), newest.get(role.pk)) for role in rows]


def _giver(names: dict[UUID, str], giver: UUID | None) -> str:
    return names.get(giver, "") if giver else ""


def _use(role: RoleAssignment, giver: str, review: RoleReview | None) -> RoleUse:
    is_stale = bool(getattr(role, "is_stale", False))
    if review is None:
        return RoleUse(role, is_stale, giver, None, "")
    return RoleUse(role, is_stale, giver, review.at, review.reviewer.name)


def _names(ids: set[UUID]) -> dict[UUID, str]:
    people = {person.pk: str(person.name) for person in Person.objects.filter(pk__in=ids)}
    return people | {client.pk: client.name for client in ApiClient.objects.filter(pk__in=ids)}
