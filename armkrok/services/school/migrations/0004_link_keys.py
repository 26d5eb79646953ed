"""What the links' composite keys imply already is taken away, since an import writes half a million links.

A link names two rows of its own organisation by composite keys, (organisation_id, …) → (organisation_id, id),
neither of them null, and those rows have a key to the organisation. Its own key to the organisation can
therefore never fail when those hold, and costs a third of the checks at COMMIT. Every other index of the
table begins with organisation_id, so an index of that column alone finds nothing that they do not.
"""

from typing import Any, ClassVar

from django.db import migrations

LINKS = ("Enrolment", "Responsible", "Assignment", "Membership", "ActivityGroup", "Teaching")


def take_away(apps: Any, schema_editor: Any) -> None:
    """Drop the constraint and the index of organisation_id alone, by the names Django gave them."""
    for name in LINKS:
        table = apps.get_model("school", name)._meta.db_table
        for key in _named(schema_editor, table, "foreign_key"):
            schema_editor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{key}"')
        for index in _named(schema_editor, table, "index"):
            schema_editor.execute(f'DROP INDEX "{index}"')


def _named(schema_editor: Any, table: str, what: str) -> list[str]:
    connection = schema_editor.connection
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, table)
    return [name for name, one in found.items() if one["columns"] == ["organisation_id"] and one[what]]


class Migration(migrations.Migration):
    dependencies: ClassVar = [("school", "0003_title_search")]

    operations: ClassVar = [migrations.RunPython(take_away, migrations.RunPython.noop)]
