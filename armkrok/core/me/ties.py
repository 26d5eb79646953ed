"""Everything in the database that points at a person."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from uuid import UUID

from django.apps import apps
from django.db import connection, models

from armkrok.core.identity.models import Person
from armkrok.core.tenants.models import TenantModel
from armkrok.core.tenants.scope import current_organisation_id

STAYS = {
    "identity.Session.person": "ended; what she did in it is logged under the old id",
    "identity.Session.principal": "ended",
    "identity.IdentityNumber.person": "moved by its own rule: the old number ends",
    "eid.EidOrder.person": "lives for minutes",
    "protection.Marking.person": "protected persons are never merged",
    "mandates.Mandate.holder": "asked for anew at the register, by the number that holds",
    "mandates.Mandate.principal": "asked for anew at the register, by the number that holds",
    "me.DataExport.person": "gone in a week",
    "me.Merger.kept": "tells what was decided",
    "me.Merger.other": "tells what was decided",
    "me.Merger.asked_by": "tells who decided",
    "me.Merger.decided_by": "tells who decided",
    "me.MergedPerson.old": "tells what was decided",
    "me.MergedPerson.kept": "tells what was decided",
}


@dataclass(frozen=True)
class Tie:
    """One foreign key to Person."""

    model: type[models.Model]
    field: str

    @property
    def key(self) -> str:
        """As members.Member.person."""
        return f"{self.model._meta.label}.{self.field}"

    @property
    def is_tenants(self) -> bool:
        """Whether its rows belong to organisations."""
        return issubclass(self.model, TenantModel)


@cache
def every_tie() -> tuple[Tie, ...]:
    """Every foreign key to Person, of every app."""
    return tuple(
        Tie(model, field.name)
        for model in apps.get_models()
        if model._meta.managed
        for field in model._meta.local_fields
        if isinstance(field, models.ForeignKey) and field.related_model is Person
    )


def moving() -> tuple[Tie, ...]:
    """Those that follow a person who is merged into another."""
    return tuple(tie for tie in every_tie() if tie.key not in STAYS)


def counted(person_ids: Iterable[UUID]) -> dict[Tie, dict[UUID, int]]:
    """How many rows of the organisation in scope point at each of the persons, in one statement."""
    ids, ties = list(person_ids), [tie for tie in moving() if tie.is_tenants]
    parts, values = list[str](), list[UUID | list[UUID]]()
    for place, tie in enumerate(ties):
        table = connection.ops.quote_name(tie.model._meta.db_table)
        column = connection.ops.quote_name(f"{tie.field}_id")
        parts.append(
            f"SELECT {place}, {column}, count(*) FROM {table} "  # noqa: S608  (names of our own tables)
            f"WHERE organisation_id = %s AND {column} = ANY(%s) GROUP BY 2"
        )
        values += [current_organisation_id(), ids]
    found: dict[Tie, dict[UUID, int]] = {}
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), values)
        for place, person_id, count in cursor.fetchall():
            found.setdefault(ties[place], {})[person_id] = count
    return found
