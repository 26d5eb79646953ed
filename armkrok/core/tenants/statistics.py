"""What PostgreSQL knows of how many rows a table has, and how they lie."""

from django.db import connection


def renew_statistics(*tables: str) -> None:
    """Let PostgreSQL look at the tables now; to be called in the transaction that has changed very many rows.

    Autovacuum does it within a minute or so. Until then a page that joins two tables that were empty a moment
    ago is planned as if they still were, and may take minutes.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT renew_statistics(%s)", [sorted(tables)])
