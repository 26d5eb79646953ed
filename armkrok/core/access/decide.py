"""The one function that decides."""

from uuid import UUID

from django.db import connection

from armkrok.core import registry
from armkrok.core.tenants.scope import current_organisation_id
from armkrok.kit.days import today

PUBLIC = "public"
PERSON = "person"


# Every page asks this first, so it is one statement and ready made: with two querysets Django would spend ten
# times as long on writing the SQL as PostgreSQL does on answering. RoleAssignment.in_force() says the same
# of the days.
ENTRY = """
SELECT ARRAY(SELECT service_key::text FROM tenants_openservice WHERE organisation_id = %(organisation)s),
       ARRAY(SELECT role::text FROM access_roleassignment
             WHERE organisation_id = %(organisation)s AND person_id = %(person)s
             AND board_id IS NULL AND unit_id IS NULL AND starts <= %(day)s
             AND ended_at IS NULL AND (ends IS NULL OR ends >= %(day)s))
"""


def entry(person_id: UUID | None) -> tuple[frozenset[str], tuple[str, ...]]:
    """Which services the organisation in scope has switched on, and held_roles() of the person."""
    known = {"organisation": current_organisation_id(), "person": person_id, "day": today()}
    with connection.cursor() as cursor:
        cursor.execute(ENTRY, known)
        open_services, roles = cursor.fetchone()
    return frozenset(open_services), tuple(sorted(set(roles)))


def held_roles(person_id: UUID) -> tuple[str, ...]:
    """The roles that the person holds today in the whole of the organisation in scope.

    A role that is limited to a board or unit gives nothing here: only a service that knows which board a
    thing belongs to can say what such a role opens (offentlighets- och sekretesslagen 8 kap. 2 §).
    """
    return entry(person_id)[1]


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
