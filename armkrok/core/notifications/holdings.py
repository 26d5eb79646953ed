"""In which organisations a service holds something of a person or her family; told by the services.

A service that has an `own_page` says by settle() whose numbers it leads to, in the organisation's scope, and
by withdraw() at once when somebody must not be led there any more.
"""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from armkrok.core import registry
from armkrok.core.notifications.models import Holding
from armkrok.core.tenants.models import OpenService
from armkrok.core.tenants.scope import current_organisation_id

# One at a time in an organisation: a settling that began before somebody was withdrawn must not end after.
TURN = "SELECT pg_advisory_xact_lock(hashtextextended('notifications_holding ' || %s, 0))"
# The query may be heavy: it is asked once, and PostgreSQL is told how much it gave.
HELD = (
    "DROP TABLE IF EXISTS pg_temp.held",
    "CREATE TEMPORARY TABLE held (lookup bytea PRIMARY KEY) ON COMMIT DROP",
    "INSERT INTO held SELECT DISTINCT lookup FROM ({query}) AS asked (lookup)",
    "ANALYZE held",
)
GONE = """
DELETE FROM notifications_holding AS known
WHERE organisation_id = %s AND service_key = %s
AND NOT EXISTS (SELECT FROM held WHERE held.lookup = known.lookup)
"""
NEW = """
INSERT INTO notifications_holding (id, organisation_id, service_key, lookup)
SELECT gen_random_uuid(), %s::uuid, %s, held.lookup FROM held
WHERE NOT EXISTS (SELECT FROM notifications_holding AS known
                  WHERE known.organisation_id = %s AND known.service_key = %s AND known.lookup = held.lookup)
"""


@transaction.atomic
def settle(service_key: str, lookups: "QuerySet[Any, Any]") -> None:
    """The service holds something of those whose number is in the query (one column), and of nobody else."""
    place = current_organisation_id()
    sql, values = lookups.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(TURN, [str(place)])
        for statement in HELD:
            cursor.execute(statement.format(query=sql), values if "{query}" in statement else [])
        cursor.execute(GONE, [place, service_key])
        cursor.execute(NEW, [place, service_key, place, service_key])


@transaction.atomic
def withdraw(service_key: str, lookups: Collection[bytes]) -> None:
    """Those who bear the numbers are not led there any more, from this transaction on."""
    with connection.cursor() as cursor:
        cursor.execute(TURN, [str(current_organisation_id())])
    Holding.objects.filter(service_key=service_key, lookup__in=list(lookups)).delete()


def of_person(person_id: UUID) -> "list[Holding]":
    """What services that are open hold of the person, by the organisation's name; one query."""
    here = Q(organisation_id=OuterRef("organisation_id"), service_key=OuterRef("service_key"))
    lasting = [one.key for one in registry.services() if one.always_open]
    is_open = Q(Exists(OpenService.known.filter(here))) | Q(service_key__in=lasting)
    own = Holding.own.for_person(person_id).filter(is_open).select_related("organisation")
    found = own.order_by("organisation__name", "service_key", "pk")
    return list({(one.organisation_id, one.service_key): one for one in found}.values())
