"""Many rows at once past Django: COPY cannot write to tables behind row-level security, but INSERT can."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models


def put(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Add rows to the model's table, in the caller's scope; those whose id is there already are skipped."""
    table, names = model._meta.db_table, ", ".join(f'"{name}"' for name in columns)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMP TABLE incoming AS SELECT {names} FROM {table} LIMIT 0")  # noqa: S608
        with cursor.copy(f"COPY incoming ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        cursor.execute(
            f"INSERT INTO {table} ({names}) SELECT {names} FROM incoming ON CONFLICT (id) DO NOTHING"  # noqa: S608
        )
        cursor.execute("DROP TABLE incoming")
