"""Reads for the settings' pages."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from armkrok.core import registry
from armkrok.core.access.decide import giving, holders
from armkrok.core.access.models import ApiClient, RoleAssignment
from armkrok.core.eid import ways
from armkrok.core.eid.models import EidOrder, Outage
from armkrok.core.identity.protection import visible
from armkrok.core.members.models import Group, Member
from armkrok.core.notifications.models import Task
from armkrok.core.tenants.models import Board, OpenService, Unit
from armkrok.kit.days import today
from armkrok.kit.swedish_order import SwedishOrder

MANAGE = "administration.manage"


@dataclass(frozen=True)
class Counts:
    """How much there is of everything."""

    members: int
    services: int
    groups: int
    units: int
    clients: int
    administrators: int


def counts() -> Counts:
    """Figures for the first page."""
    return Counts(
        members=visible(Member.objects.filter(left_at=None)).count(),
        services=OpenService.objects.count(),
        groups=Group.objects.count(),
        units=Unit.objects.count(),
        clients=ApiClient.objects.filter(closed_at=None).count(),
        administrators=len(holders(MANAGE)),
    )


def boards() -> "QuerySet[Board]":
    """Boards in Swedish order."""
    return Board.objects.order_by(SwedishOrder("name"))


def units() -> "QuerySet[Unit]":
    """Units in Swedish order, with their boards."""
    return Unit.objects.select_related("board").order_by(SwedishOrder("name"))


def roles_by_person(person_ids: Iterable[UUID]) -> dict[UUID, list[str]]:
    """The names of the roles that each of the people holds today."""
    rows = RoleAssignment.objects.filter(RoleAssignment.in_force(today()), person_id__in=list(person_ids))
    found: dict[UUID, list[str]] = {}
    for person_id, key in rows.values_list("person_id", "role").distinct():
        found.setdefault(person_id, []).append(role_name(key))
    return {person_id: sorted(names) for person_id, names in found.items()}


def assignments(role: str = "", *, over: bool = False) -> "QuerySet[RoleAssignment]":
    """Roles that hold or will hold, or those that have ended, in the order of people's names."""
    rows = RoleAssignment.objects.select_related("person", "board", "unit")
    present = RoleAssignment.not_over(today())
    rows = rows.exclude(present) if over else rows.filter(present)
    if role:
        rows = rows.filter(role=role)
    # a hidden name must not be told by its place in the alphabet
    return rows.order_by("person__is_protected", "person__sort_key", "role", "-starts", "pk")


def assignments_of(person_id: UUID) -> "QuerySet[RoleAssignment]":
    """A person's present and coming roles."""
    return assignments().filter(person_id=person_id)


def open_tasks(person_id: UUID) -> int:
    """How many things wait for a person in the organisation in scope."""
    return Task.objects.filter(person_id=person_id, kind=Task.Kind.WAITING, done_at=None).count()


def shared_providers() -> list[tuple[str, str]]:
    """The ways to log in that are offered everybody: key (an id, or `bankid`) and name."""
    return [(way.key, way.name) for way in ways.ways(None, EidOrder.Purpose.LOGIN)]


def outages() -> dict[str, datetime]:
    """Since when providers have not answered, by key."""
    return dict(Outage.objects.values_list("key", "since"))


def administering_roles() -> tuple[str, ...]:
    """The roles that let their holders change the settings."""
    return giving(MANAGE)


def role_name(key: str) -> str:
    """A role's name, or its key when its service is gone."""
    role = registry.roles().get(key)
    return str(role.name) if role else key


def permission_names() -> dict[str, str]:
    """Every permission's name by key."""
    return {permission.key: str(permission.name) for permission in registry.permissions()}
