"""The database's roles and the ways in: the owner makes tables, the application uses them."""

from dataclasses import dataclass

import psycopg
from psycopg import sql

OWNER, APPLICATION, DATABASE = "armkrok_owner", "armkrok_app", "armkrok"


@dataclass(frozen=True)
class Addresses:
    """Where the database is, for the application role, the owner and the superuser."""

    application: str
    owner: str
    superuser: str


def addresses(superuser: str, database: str) -> Addresses:
    """The three ways into a database of the server."""
    tail = superuser.partition("?")[2]
    host = superuser.partition("@")[2].partition("/")[0]

    def url(role: str) -> str:
        return f"postgresql://{role}@{host}/{database}?{tail}"

    return Addresses(application=url(APPLICATION), owner=url(OWNER), superuser=url("postgres"))


def make_roles(superuser: str) -> None:
    """The two roles; neither is superuser or may bypass row-level security."""
    with psycopg.connect(superuser, autocommit=True) as connection:
        for role in (OWNER, APPLICATION):
            connection.execute(
                sql.SQL("CREATE ROLE {} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE").format(
                    sql.Identifier(role)
                )
            )


def make_database(superuser: str, name: str, template: str = "template0") -> None:
    """A database that belongs to the owner role; Swedish order comes from stored sort keys."""
    with psycopg.connect(superuser, autocommit=True) as connection:
        connection.execute(
            sql.SQL(
                "CREATE DATABASE {} OWNER {} TEMPLATE {} ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C.UTF-8'"
            ).format(sql.Identifier(name), sql.Identifier(OWNER), sql.Identifier(template))
        )
