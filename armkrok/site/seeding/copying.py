"""Many rows at once past Django: COPY cannot write to tables behind row-level security, but INSERT can."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models


def put(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Add rows to the model's table, in the caller's scope; those whose id is there already are skipped.

    Columns that are not named get the model's own default, one for all rows.
    """
    table, names = model._meta.db_table, _quoted(columns)
    rest = {
        str(one.column): one.get_db_prep_save(one.get_default(), connection)
        for one in model._meta.local_concrete_fields
        if not (one.column in columns or one.null or one.generated or one.has_db_default())
    }
    chosen = ", ".join([names, *("%s" for _ in rest)])
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMP TABLE incoming AS SELECT {names} FROM {table} LIMIT 0")  # noqa: S608
        with cursor.copy(f"COPY incoming ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        cursor.execute(
            f"INSERT INTO {table} ({_quoted([*columns, *rest])}) SELECT {chosen} FROM incoming "  # noqa: S608
            "ON CONFLICT (id) DO NOTHING",
            list(rest.values()),
        )
        cursor.execute("DROP TABLE incoming")


def _quoted(columns: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in columns)
