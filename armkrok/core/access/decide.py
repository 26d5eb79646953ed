"""The one function that decides."""

from uuid import UUID

from django.db import models

from armkrok.core import registry
from armkrok.core.access.models import RoleAssignment
from armkrok.kit.days import today

PUBLIC = "public"
PERSON = "person"


def held_roles(person_id: UUID) -> tuple[str, ...]:
    """The roles that the person holds today in the whole of the organisation in scope.

    A role that is limited to a board or unit gives nothing here: only a service that knows which board a
    thing belongs to can say what such a role opens (offentlighets- och sekretesslagen 8 kap. 2 §).
    """
    today_q: models.Q = RoleAssignment.in_force(today())
    rows = RoleAssignment.objects.filter(today_q, person_id=person_id, board=None, unit=None)
    return tuple(sorted(set(rows.values_list("role", flat=True))))


def granted(roles: tuple[str, ...]) -> frozenset[str]:
    """The permissions that come with the roles."""
    held = set(roles)
    return frozenset(p.key for p in registry.permissions() if held.intersection(p.roles))


def decide(permission: str, *, is_person: bool, granted: frozenset[str]) -> bool:
    """Whether the permission is given. Unknown permissions never are."""
    if permission == PUBLIC:
        return True
    if permission == PERSON:
        return is_person
    return registry.known_permission(permission) and permission in granted
