"""Bringing the database to the code's shape, as the owner role, and letting the application role in."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management import call_command
from django.db import connections

LOCK = 7_202_611

GRANTS = """
GRANT USAGE ON SCHEMA public TO {app};
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {app};
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {app};
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO {app};
REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {app};
REVOKE UPDATE, DELETE, TRUNCATE ON audit_auditrow, audit_auditanchor FROM {app};
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON audit_audithead FROM {app};
REVOKE UPDATE, DELETE, TRUNCATE ON reading_readrow, reading_readsubject FROM {app};
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON reading_readhead FROM {app};
REVOKE UPDATE, DELETE, TRUNCATE ON exchange_release, exchange_releasebatch FROM {app};
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON exchange_releasehead FROM {app};
"""


def migrate(verbosity: int = 0) -> None:
    """Apply every migration and the grants; several machines may call it at once."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        try:
            with _seldom_collected():
                call_command("migrate", database="owner", verbosity=verbosity, interactive=False)
            cursor.execute(GRANTS.format(app=_application_role()))
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


@contextmanager
def _seldom_collected() -> Iterator[None]:
    """Let the garbage lie for longer: migrations make thousands of classes, and to look through them time and
    again takes a third of the time. Costs some 50 MB while it lasts.
    """
    usual = gc.get_threshold()
    gc.set_threshold(200_000, 20, 20)
    try:
        yield
    finally:
        gc.set_threshold(*usual)


def _application_role() -> str:
    connection = connections["default"]
    return connection.ops.quote_name(connection.settings_dict["USER"])
