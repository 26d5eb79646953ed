"""The one function that decides."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import connection, models

from armkrok.core import registry
from armkrok.core.access.models import RoleAssignment
from armkrok.core.policies.models import Policy
from armkrok.core.tenants.scope import current_organisation_id
from armkrok.kit.days import today

PUBLIC = "public"
PERSON = "person"


LEAST = 2
"""What a log-in must be worth for anything at all behind it (see identity.loa)."""
_UNDECIDED = {
    field.name: field.get_default() for field in Policy._meta.local_fields if field.name != "organisation"
}
DEFAULTS = tuple(_UNDECIDED[name] for name in ("staff_strength", "idle_minutes", "longest_hours"))

# Every page asks this first, so it is one statement and ready made: with two querysets Django would spend ten
# times as long on writing the SQL as PostgreSQL does on answering. RoleAssignment.in_force() says the same
# of the days.
ENTRY = """
SELECT ARRAY(SELECT service_key::text FROM tenants_openservice WHERE organisation_id = %(organisation)s),
       ARRAY(SELECT role::text FROM access_roleassignment
             WHERE organisation_id = %(organisation)s AND person_id = %(person)s
             AND board_id IS NULL AND unit_id IS NULL AND starts <= %(day)s
             AND ended_at IS NULL AND (ends IS NULL OR ends >= %(day)s)
             AND NOT EXISTS (SELECT 1 FROM members_member
                             WHERE organisation_id = %(organisation)s AND person_id = %(person)s
                             AND (left_at IS NOT NULL OR ends_on < %(day)s))),
       ARRAY(SELECT role::text FROM access_roleassignment
             WHERE organisation_id = %(organisation)s AND person_id = %(person)s
             AND board_id IS NULL AND unit_id IS NULL AND ended_at IS NULL
             AND used_on IS DISTINCT FROM %(day)s),
       (SELECT ARRAY[staff_strength, idle_minutes, longest_hours] FROM policies_policy
        WHERE organisation_id = %(organisation)s ORDER BY since DESC, id DESC LIMIT 1)
"""


@dataclass(frozen=True)
class Entry:
    """What an organisation has open, which roles the person holds there, and which she has not used today.

    `staff_strength`, `idle` and `longest` are what the organisation demands of a log-in that uses a role.
    """

    open_services: frozenset[str]
    roles: tuple[str, ...]
    unused: frozenset[str]
    staff_strength: int
    idle: timedelta
    longest: timedelta


def entry(person_id: UUID | None) -> Entry:
    """Which services the organisation in scope has switched on, and held_roles() of the person."""
    known = {"organisation": current_organisation_id(), "person": person_id, "day": today()}
    with connection.cursor() as cursor:
        cursor.execute(ENTRY, known)
        open_services, roles, unused, decided = cursor.fetchone()
    strength, idle, longest = decided or DEFAULTS
    return Entry(
        frozenset(open_services), tuple(sorted(set(roles))), frozenset(unused),
        strength, timedelta(minutes=idle), timedelta(hours=longest),
    )  # fmt: skip


def held_roles(person_id: UUID) -> tuple[str, ...]:
    """The roles that the person holds today in the whole of the organisation in scope.

    A role that is limited to a board or unit gives nothing here: only a service that knows which board a
    thing belongs to can say what such a role opens (offentlighets- och sekretesslagen 8 kap. 2 §); it asks
    held_roles_in().
    """
    return entry(person_id).roles


def held_roles_in(person_id: UUID, *, board_id: UUID | None, unit_id: UUID | None = None) -> tuple[str, ...]:
    """The roles that the person holds today for a thing of this board, or of this unit of the board."""
    limited = models.Q(board_id=None, unit_id=None) | models.Q(board_id=board_id, unit_id=None)
    if unit_id:
        limited |= models.Q(unit_id=unit_id)
    held = RoleAssignment.objects.filter(RoleAssignment.in_force(today()), limited, person_id=person_id)
    return tuple(sorted(set(held.values_list("role", flat=True))))


def note_use(person_id: UUID, permission: str, unused: frozenset[str]) -> None:
    """Remember that roles were of use today; those which give the permission and were not used before."""
    used = [role for role in unused if permission in granted((role,))]
    if used:
        held = RoleAssignment.objects.filter(person_id=person_id, role__in=used, ended_at=None)
        held.filter(board=None, unit=None).update(used_on=today())


def granted(roles: tuple[str, ...]) -> frozenset[str]:
    """The permissions that come with the roles."""
    held = set(roles)
    return frozenset(p.key for p in registry.permissions() if held.intersection(p.roles))


def giving(permission: str) -> tuple[str, ...]:
    """The roles that the permission comes with."""
    return next((one.roles for one in registry.permissions() if one.key == permission), ())


def holders(permission: str) -> set[UUID]:
    """The people who hold the permission today in the whole of the organisation in scope."""
    held = RoleAssignment.objects.filter(RoleAssignment.in_force(today()), role__in=giving(permission))
    return set(held.filter(board=None, unit=None).values_list("person_id", flat=True))


def decide(permission: str, *, is_person: bool, granted: frozenset[str]) -> bool:
    """Whether the permission is given. Unknown permissions never are."""
    if permission == PUBLIC:
        return True
    if permission == PERSON:
        return is_person
    return registry.known_permission(permission) and permission in granted
