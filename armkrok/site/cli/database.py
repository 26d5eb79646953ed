"""The database a command works on: the one DATABASE_URL names, else the embedded one."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from armkrok.site.cli.place import Stop, home
from armkrok.site.roles import Addresses

TOO_MIGHTY = """
SELECT r.rolsuper, r.rolbypassrls,
       EXISTS (SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
               WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p')
                 AND pg_has_role(current_user, c.relowner, 'USAGE'))
FROM pg_roles r WHERE r.rolname = current_user
"""
SENTENCES = (
    "rollen är superuser",
    "rollen går förbi radskyddet (BYPASSRLS)",
    "rollen äger tabellerna",
)


@contextmanager
def database() -> Iterator[Addresses]:
    """The database, running; the embedded one is started here and stopped again when nobody else uses it."""
    folder = home()
    if os.environ.get("DATABASE_URL"):
        yield external()
        return
    from armkrok.site.embedded import Embedded

    server = Embedded(folder / "postgres")
    addresses = server.start()
    os.environ["DATABASE_URL"] = os.environ["DATABASE_JOBS_URL"] = addresses.application
    os.environ["DATABASE_OWNER_URL"] = addresses.owner
    os.environ["DATABASE_BACKUP_URL"] = addresses.superuser
    try:
        yield addresses
    finally:
        server.stop()


def external() -> Addresses:
    """The addresses of the environment; the superuser's is the role for backups, or none."""
    application = os.environ["DATABASE_URL"]
    owner = os.environ.get("DATABASE_OWNER_URL") or application
    return Addresses(application, owner, os.environ.get("DATABASE_BACKUP_URL", ""))


def faults_of_role(url: str) -> list[str]:
    """Why row-level security would not hold for the application role; empty when it holds."""
    try:
        with psycopg.connect(url, connect_timeout=10) as connection:
            found = connection.execute(TOO_MIGHTY).fetchone()
    except psycopg.OperationalError as error:
        raise Stop(f"Databasen svarar inte: {_first_line(error)}") from error
    return [text for text, is_so in zip(SENTENCES, found or (), strict=False) if is_so]


def refuse_mighty_role(url: str) -> None:
    """Stop when the application role could see past the walls between organisations."""
    faults = faults_of_role(url)
    if faults:
        raise Stop(
            f"Armkrok startar inte: {' och '.join(faults)}. DATABASE_URL ska ange en roll utan sådana "
            "rättigheter, och DATABASE_OWNER_URL den roll som äger tabellerna."
        )


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0]
