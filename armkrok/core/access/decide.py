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
       ARRAY(SELECT ARRAY[role::text, coalesce(board_id, unit_id)::text] FROM access_roleassignment
             WHERE organisation_id = %(organisation)s AND person_id = %(person)s
             AND starts <= %(day)s
             AND ended_at IS NULL AND (ends IS NULL OR ends >= %(day)s)
             AND NOT EXISTS (SELECT 1 FROM members_member
                             WHERE organisation_id = %(organisation)s AND person_id = %(person)s
                             AND (left_at IS NOT NULL OR ends_on < %(day)s))),
       ARRAY(SELECT role::text FROM access_roleassignment
             WHERE organisation_id = %(organisation)s AND person_id = %(person)s
             AND ended_at IS NULL
             AND used_on IS DISTINCT FROM %(day)s),
       (SELECT ARRAY[staff_strength, idle_minutes, longest_hours] FROM policies_policy
        WHERE organisation_id = %(organisation)s ORDER BY since DESC, id DESC LIMIT 1)
"""


@dataclass(frozen=True)
class Entry:
    """What an organisation has open, which roles the person holds there, and which she has not used today.

    `limited` are the roles that she holds in a board or unit and not in the whole.
    `staff_strength`, `idle` and `longest` are what the organisation demands of a log-in that uses a role.
    """

    open_services: frozenset[str]
    roles: tuple[str, ...]
    limited: tuple[str, ...]
    unused: frozenset[str]
    staff_strength: int
    idle: timedelta
    longest: timedelta

    @property
    def permissions(self) -> frozenset[str]:
        """What all the roles give."""
        return granted(self.roles) | granted_in_part(self.limited)


def entry(person_id: UUID | None) -> Entry:
    """Which services the organisation in scope has switched on, and the roles of the person today."""
    known = {"organisation": current_organisation_id(), "person": person_id, "day": today()}
    with connection.cursor() as cursor:
        cursor.execute(ENTRY, known)
        open_services, held, unused, decided = cursor.fetchone()
    whole = {role for role, part in held if part is None}
    limited = {role for role, part in held if part} - whole
    strength, idle, longest = decided or DEFAULTS
    return Entry(
        frozenset(open_services), tuple(sorted(whole)), tuple(sorted(limited)), frozenset(unused),
        strength, timedelta(minutes=idle), timedelta(hours=longest),
    )  # fmt: skip


def held_roles(person_id: UUID) -> tuple[str, ...]:
    """The roles that the person holds today in the whole of the organisation in scope."""
    return entry(person_id).roles


def note_use(person_id: UUID, permission: str, unused: frozenset[str]) -> None:
    """Remember that roles were of use today; those which give the permission and were not used before."""
    used = [role for role in unused if permission in granted((role,))]
    if used:
        RoleAssignment.objects.filter(person_id=person_id, role__in=used, ended_at=None).update(
            used_on=today()
        )


def granted(roles: tuple[str, ...]) -> frozenset[str]:
    """The permissions that come with the roles."""
    held = set(roles)
    return frozenset(p.key for p in registry.permissions() if held.intersection(p.roles))


def granted_in_part(roles: tuple[str, ...]) -> frozenset[str]:
    """The permissions that come with roles limited to a part: partial roles', in their own services.

    No other service knows what belongs to the part (offentlighets- och sekretesslagen 8 kap. 2 §).
    """
    return frozenset(
        one.key
        for service in registry.services()
        for one in service.permissions
        if any(role.partial and role.key in roles and role.key in one.roles for role in service.roles)
    )


def giving(permission: str) -> tuple[str, ...]:
    """The roles that the permission comes with."""
    return next((one.roles for one in registry.permissions() if one.key == permission), ())


def holders(permission: str) -> set[UUID]:
    """The people who hold the permission today, in the organisation in scope or in a part of it."""
    roles = giving(permission)
    meaning = [role for role in roles if permission in granted_in_part((role,))]
    held = RoleAssignment.objects.filter(RoleAssignment.in_force(today()), role__in=roles)
    held = held.filter(models.Q(board=None, unit=None) | models.Q(role__in=meaning))
    return set(held.values_list("person_id", flat=True))


def decide(permission: str, *, is_person: bool, granted: frozenset[str]) -> bool:
    """Whether the permission is given. Unknown permissions never are."""
    if permission == PUBLIC:
        return True
    if permission == PERSON:
        return is_person
    return registry.known_permission(permission) and permission in granted
