"""How records become rows: the temporary tables of an import, and the roster's tables that they are for."""

from dataclasses import dataclass, field

from armkrok.core.tenants.models import TenantModel
from armkrok.services.school import models
from armkrok.services.school.importing import records as told


@dataclass(frozen=True)
class Table:
    """What the source tells of by `record`s, and where the roster keeps it."""

    record: type
    model: type[TenantModel]

    @property
    def kind(self) -> str:
        """The model's name, as findings and counts use it."""
        return self.model.__name__

    @property
    def stage(self) -> str:
        """The temporary table."""
        return f"stage_{self.kind.lower()}"

    @property
    def table(self) -> str:
        """The roster's table."""
        return self.model._meta.db_table


@dataclass(frozen=True)
class Objects(Table):
    """A kind of thing with an id. `refs` are (column, kind, whether it must lead somewhere)."""

    columns: dict[str, str]
    refs: tuple[tuple[str, str, bool], ...] = ()
    unkept: tuple[str, ...] = ()

    @property
    def earlier(self) -> tuple[str, ...]:
        """Columns of the roster's table whose former values are kept."""
        own = tuple(one for one in self.columns if one not in self.unkept)
        return (*own, *(f"{name}_id" for name, _kind, _must in self.refs))


@dataclass(frozen=True)
class Links(Table):
    """What ties two things together. `dated` links end; the others are taken away."""

    a: tuple[str, str]
    b: tuple[str, str]
    key: dict[str, str] = field(default_factory=dict)
    values: dict[str, str] = field(default_factory=dict)
    dated: bool = True


DAYS = {"start_on": "date", "end_on": "date"}
OBJECTS = (
    Objects(
        told.UnitRecord,
        models.SchoolUnit,
        {
            "kind": "text",
            "name": "text",
            "code": "text",
            "school_types": "text[]",
            "municipality_code": "text",
        },
        (("parent", "SchoolUnit", False),),
    ),
    Objects(
        told.PersonRecord,
        models.RosterPerson,
        {
            "given_name": "text",
            "surname": "text",
            "eppn": "text",
            "email": "text",
            "civic_sealed": "bytea",
            "civic_lookup": "bytea",
            "birth_date": "date",
            "sex": "text",
            "marking": "text",
            "status": "text",
        },
        unkept=("civic_sealed", "civic_lookup"),
    ),
    Objects(
        told.DutyRecord,
        models.Duty,
        {"role": "text", "signature": "text", **DAYS},
        (("unit", "SchoolUnit", True), ("person", "RosterPerson", False)),
    ),
    Objects(
        told.GroupRecord,
        models.PupilGroup,
        {"name": "text", "kind": "text", "school_type": "text", **DAYS},
        (("unit", "SchoolUnit", True),),
    ),
    Objects(
        told.ActivityRecord,
        models.Activity,
        {
            "name": "text",
            "kind": "text",
            "subject_code": "text",
            "subject_name": "text",
            "parent_source_id": "uuid",
            **DAYS,
        },
        (("unit", "SchoolUnit", True),),
    ),
)
"""In the order in which they lean on each other."""
LINKS = (
    Links(
        told.EnrolmentRecord,
        models.Enrolment,
        ("pupil", "RosterPerson"),
        ("unit", "SchoolUnit"),
        {"school_type": "text"},
        {"school_year": "smallint", "programme": "text"},
    ),
    Links(
        told.ResponsibleRecord,
        models.Responsible,
        ("pupil", "RosterPerson"),
        ("adult", "RosterPerson"),
        {"relation": "text"},
        dated=False,
    ),
    Links(
        told.AssignmentRecord,
        models.Assignment,
        ("duty", "Duty"),
        ("group", "PupilGroup"),
        {"role": "text"},
    ),
    Links(told.MembershipRecord, models.Membership, ("group", "PupilGroup"), ("pupil", "RosterPerson")),
    Links(
        told.ActivityGroupRecord,
        models.ActivityGroup,
        ("activity", "Activity"),
        ("group", "PupilGroup"),
        dated=False,
    ),
    Links(told.TeachingRecord, models.Teaching, ("activity", "Activity"), ("duty", "Duty")),
)
"""`a` is the thing that the source tells the link of, and that is changed when the link is."""
TABLE_OF = {one.kind: one for one in OBJECTS}


MENTIONED_SQL = (
    "DROP TABLE IF EXISTS pg_temp.stage_mentioned; "
    "CREATE TEMPORARY TABLE stage_mentioned (place integer, id uuid) ON COMMIT DROP"
)
"""Ids in what could not be read; `place` is the same for those that stood together."""


def create_sql(table: Objects | Links) -> str:
    """The temporary table, gone when the transaction is."""
    if isinstance(table, Objects):
        refs = {name: "uuid" for name, _kind, _must in table.refs}
        found = {f"{name}_row": "uuid" for name in refs}
        known = {"row_id": "uuid", "is_known": "boolean NOT NULL DEFAULT false", "is_gone": "boolean"}
        own = {"id": "uuid", **known, **refs, **found, **table.columns, "digest": "bytea"}
    else:
        own = {"a": "uuid", "b": "uuid", **table.key, **table.values, **(DAYS if table.dated else {})}
    columns = ", ".join(f"{name} {kind}" for name, kind in own.items())
    return (
        f"DROP TABLE IF EXISTS pg_temp.{table.stage}; CREATE TEMPORARY TABLE {table.stage} "
        f"({columns}, fault boolean NOT NULL, line integer) ON COMMIT DROP"
    )
