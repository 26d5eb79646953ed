"""The migration operation that raises the second wall round tenant tables."""

from collections.abc import Iterator
from typing import Any

from django.db.migrations.operations.base import Operation

from armkrok.core.tenants.fields import TenantForeignKey

TENANT = "nullif(current_setting('app.organisation', true), '')::uuid"
PERSON = "nullif(current_setting('app.person', true), '')::uuid"
ONLY = "nullif(current_setting('app.only', true), '')::uuid"
# IS TRUE changes no answer, but the planner cannot find rows by the condition. Every query names its person
# or organisation itself, and has better indexes than `tenant OR own`, which would read all rows of a town.
OWN = f"(person_id = {PERSON} AND organisation_id = coalesce({ONLY}, organisation_id)) IS TRUE"


class SecureTenantTables(Operation):
    """Force row-level security and composite keys on the named models of the app.

    A model named in `own` has a person_id: its rows may also be read, never written, by that person
    from outside the organisation.
    """

    reduces_to_sql = True
    reversible = True

    def __init__(self, models: list[str], own: tuple[str, ...] = ()) -> None:
        self.models = models
        self.own = own

    def state_forwards(self, app_label: str, state: Any) -> None:
        """The models' state is the same before and after."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        for name in self.models:
            for sql in _walls(to_state.apps.get_model(app_label, name), own=name in self.own):
                schema_editor.execute(sql)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        for name in self.models:
            table = from_state.apps.get_model(app_label, name)._meta.db_table
            schema_editor.execute(f"DROP POLICY tenant ON {table}")
            schema_editor.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")

    def describe(self) -> str:
        return f"Tenant walls round {', '.join(self.models)}"


class TieTenantKeys(Operation):
    """Composite keys for tenant keys that a table has got after its walls were raised."""

    reduces_to_sql = True
    reversible = True

    def __init__(self, model: str, fields: list[str]) -> None:
        self.model = model
        self.fields = fields

    def state_forwards(self, app_label: str, state: Any) -> None:
        """The models' state is the same before and after."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        model = to_state.apps.get_model(app_label, self.model)
        for name in self.fields:
            for sql in _tied(model, model._meta.get_field(name)):
                schema_editor.execute(sql)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        table = from_state.apps.get_model(app_label, self.model)._meta.db_table
        for name in self.fields:
            schema_editor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {table}_{name}_id_tenant_fk")

    def describe(self) -> str:
        return f"Composite keys of {self.model}: {', '.join(self.fields)}"


def _tied(model: Any, field: Any) -> Iterator[str]:
    """The composite key. Its check of rows that are there must see them: the owner is let past the walls."""
    table, other = model._meta.db_table, field.related_model._meta.db_table
    tables = dict.fromkeys((table, other))
    yield from (f"ALTER TABLE {one} NO FORCE ROW LEVEL SECURITY" for one in tables)
    yield (
        f"ALTER TABLE {table} ADD CONSTRAINT {table}_{field.column}_tenant_fk "
        f"FOREIGN KEY (organisation_id, {field.column}) "
        f"REFERENCES {other} (organisation_id, id) "
        "DEFERRABLE INITIALLY DEFERRED"
    )
    yield from (f"ALTER TABLE {one} FORCE ROW LEVEL SECURITY" for one in tables)


def _walls(model: Any, *, own: bool) -> Iterator[str]:
    table = model._meta.db_table
    yield f"ALTER TABLE {table} ADD CONSTRAINT {table}_tenant_key UNIQUE (organisation_id, id)"
    for field in model._meta.local_fields:
        if isinstance(field, TenantForeignKey):
            yield from _tied(model, field)
    yield f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"
    yield f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY"
    yield (
        f"CREATE POLICY tenant ON {table} USING (organisation_id = {TENANT}) "
        f"WITH CHECK (organisation_id = {TENANT})"
    )
    if own:
        yield f"CREATE POLICY own ON {table} FOR SELECT USING ({OWN})"
