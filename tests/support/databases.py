"""The tests' PostgreSQL: one embedded server a run, one database a process, made from a migrated template.

Set ARMKROK_TEST_SUPERUSER_URL to run against another server, and ARMKROK_TEST_POOLED_URL when the application
shall reach it through a pooler. Tests run as the application role, so row-level security judges them too.
"""

import contextlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql

from armkrok.site.roles import OWNER

TEMPLATE = "armkrok_template"
FAST = "fsync = off\nsynchronous_commit = off\nfull_page_writes = off\n"
SUPERUSER = "ARMKROK_TEST_SUPERUSER_URL"
POOLED = "ARMKROK_TEST_POOLED_URL"


def pytest_configure(config: pytest.Config) -> None:
    """The first process starts the server; xdist's workers inherit its address."""
    from armkrok.site.embedded import Embedded, make_roles

    if SUPERUSER not in os.environ:
        folder = Path(os.environ["ARMKROK_HOME"]) / "postgres"
        server = Embedded(folder, extra=FAST)
        os.environ[SUPERUSER] = server.start().superuser
        config.add_cleanup(server.stop)
    elif "PYTEST_XDIST_WORKER" not in os.environ:
        with contextlib.suppress(psycopg.errors.DuplicateObject):
            make_roles(os.environ[SUPERUSER])
    if "PYTEST_XDIST_WORKER" not in os.environ:
        home = os.environ["ARMKROK_HOME"]
        config.add_cleanup(lambda: shutil.rmtree(home, ignore_errors=True))


def run_sql(text: str, *names: str) -> None:
    with psycopg.connect(os.environ[SUPERUSER], autocommit=True) as connection:
        connection.execute(sql.SQL(text).format(*(sql.Identifier(name) for name in names)))


def _has_database(name: str) -> bool:
    with psycopg.connect(os.environ[SUPERUSER], autocommit=True) as connection:
        return bool(connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone())


def point_django_at(database: str) -> None:
    """Close what is open and let both connections of Django lead to this database."""
    from django.db import connections

    from armkrok.site.database import connection_settings
    from armkrok.site.embedded import addresses

    straight = addresses(os.environ[SUPERUSER], database)
    pooled = addresses(os.environ.get(POOLED) or os.environ[SUPERUSER], database)
    for alias, url in (("default", pooled.application), ("owner", straight.owner)):
        connection: Any = connections[alias]
        connection.close()
        if connection.pool:
            connection.close_pool()
        connection.settings_dict.update(connection_settings(url, connections=8))


def _make_template() -> None:
    """Migrate once; whichever process comes first does it, the others wait for the advisory lock."""
    from django.db import connections

    from armkrok.site.embedded import make_database
    from armkrok.site.schema import migrate

    with psycopg.connect(os.environ[SUPERUSER], autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(7202612)")
        if not _has_database(TEMPLATE):
            make_database(os.environ[SUPERUSER], TEMPLATE)
            point_django_at(TEMPLATE)
            migrate()
            for alias in ("default", "owner"):
                pooled: Any = connections[alias]
                pooled.close()
                pooled.close_pool()
            _let_go(connection)


def _let_go(connection: psycopg.Connection[Any]) -> None:
    """A template cannot be copied while anybody is in it, and a connection may take a while to close."""
    connection.execute(f"ALTER DATABASE {TEMPLATE} ALLOW_CONNECTIONS false")
    connection.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [TEMPLATE]
    )


def new_database(name: str) -> None:
    """An empty, migrated database; an older one with the name is thrown away."""
    run_sql("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
    run_sql("CREATE DATABASE {} TEMPLATE {} OWNER {}", name, TEMPLATE, OWNER)


def _name() -> str:
    return f"armkrok_test_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: Any) -> Iterator[None]:
    """pytest-django's hook: our own databases instead of Django's."""
    with django_db_blocker.unblock():
        _make_template()
        new_database(_name())
        point_django_at(_name())
    yield
    with django_db_blocker.unblock():
        point_django_at("postgres")


@pytest.fixture
def committed_db(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """A database of this test's own in which transactions really commit; other processes may use it too."""
    with django_db_blocker.unblock(), _another_database("committed"):
        yield


@pytest.fixture(scope="module")
def module_db(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """A database of this module's own: what its fixtures make stays, what each test does is undone.

    For what takes long to make. A test with `committed_db` does not belong in such a module.
    """
    with django_db_blocker.unblock(), _another_database("module"):
        yield


@contextlib.contextmanager
def _another_database(what: str) -> Iterator[None]:
    name = f"{_name()}_{what}"
    new_database(name)
    point_django_at(name)
    yield
    point_django_at(_name())
    run_sql("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
