"""`armkrok restore FILE`: reads a backup into an empty database, or in place of what is there."""

import os
import tempfile
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import copyfileobj
from typing import IO, LiteralString

import psycopg

from armkrok.site.cli import postgres_tools
from armkrok.site.cli.archive import DUMP, Manifest, parts_of, proven
from armkrok.site.cli.audit import chains, report
from armkrok.site.cli.backup import key_check
from armkrok.site.cli.database import database
from armkrok.site.cli.django_setup import set_up
from armkrok.site.cli.place import Stop
from armkrok.site.roles import Addresses

IN_USE = """SELECT count(*) FROM pg_stat_activity
            WHERE datname = current_database() AND pid <> pg_backend_pid() AND usename IS NOT NULL"""
ORGANISATIONS = "SELECT count(*) FROM tenants_organisation"
HAS_TABLE = "SELECT to_regclass('public.tenants_organisation') IS NOT NULL"


def command(wanted: Namespace) -> int:
    """Prove the file first, then the database, then the files, then the audit chains. 0 when all is whole."""
    if not wanted.file.is_file():
        raise Stop(f"{wanted.file} finns inte.")
    manifest = proven(wanted.file)
    with database() as addresses:
        set_up()
        _refuse(manifest, addresses.owner, replace=wanted.replace)
        read_back(wanted.file, addresses)
        whole = _verified()
    print(f"Återläst: kopian från {manifest.made_at}.")
    return int(not whole)


def _refuse(manifest: Manifest, owner: str, *, replace: bool) -> None:
    """Stop before anything is changed when the backup does not fit here."""
    from django.conf import settings

    if postgres_tools.server_major(owner) < manifest.postgres:
        raise Stop(f"Kopian är från PostgreSQL {manifest.postgres}; den här servern är äldre.")
    if not manifest.with_keys and manifest.key_check != key_check(settings.FIELD_KEY):
        raise Stop(
            "Kopian är gjord med en annan ARMKROK_FIELD_KEY, så personnumren skulle inte gå att läsa. "
            f"Lägg först tillbaka nycklarna (i miljön eller i {settings.KEYS})."
        )
    with psycopg.connect(owner, connect_timeout=10) as connection:
        if _value(connection, IN_USE):
            raise Stop("Databasen används. Stoppa webben och arbetarna först.")
        if not replace and _value(connection, HAS_TABLE) and _value(connection, ORGANISATIONS):
            raise Stop("Databasen är inte tom. Vill du ersätta det som finns: lägg till --replace.")


def read_back(source: Path, addresses: Addresses) -> None:
    """Files and trust list, then the database, and keys last: what fails on the way leaves the old database
    with its keys, and a file too many does no harm. Django must be set up."""
    from django.conf import settings

    with tempfile.TemporaryDirectory(prefix="armkrok-restore-") as scratch:
        kept = Path(scratch)
        with parts_of(source) as parts:
            for name, content in parts:
                folder, _, rest = name.partition("/")
                if folder == "files":
                    _restore_file(rest, content, kept / "file")
                elif folder == "trust":
                    _copied(content, Path(settings.TRUST) / rest)
                else:
                    _copied(content, kept / name)
        _restore_database(kept / DUMP, addresses.owner)
        for path in (kept / "keys").rglob("*"):
            if path.is_file():
                _restore_key(path, Path(settings.KEYS) / path.relative_to(kept / "keys"))


def _restore_key(source: Path, target: Path) -> None:
    """Readable by the owner only, from its first byte."""
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    target.unlink(missing_ok=True)
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        out.write(source.read_bytes())


def _restore_database(dump: Path, owner: str) -> None:
    from armkrok.site.schema import migrate

    server = postgres_tools.server_major(owner)
    with _public_set_aside(owner):
        postgres_tools.run(
            "pg_restore", server, owner, "--no-owner", "--no-privileges", "--no-comments", "--exit-on-error",
            "--single-transaction", str(dump),
        )  # fmt: skip
        migrate()


@contextmanager
def _public_set_aside(owner: str) -> Iterator[None]:
    """Let an empty schema take the old one's place; the old one comes back if anything fails."""
    with psycopg.connect(owner, autocommit=True) as connection:
        with connection.transaction():
            connection.execute("DROP SCHEMA IF EXISTS before_restore CASCADE")
            connection.execute("ALTER SCHEMA public RENAME TO before_restore")
            connection.execute("CREATE SCHEMA public")
        try:
            yield
        except BaseException:
            with connection.transaction():
                connection.execute("DROP SCHEMA public CASCADE")
                connection.execute("ALTER SCHEMA before_restore RENAME TO public")
            raise
        connection.execute("DROP SCHEMA before_restore CASCADE")


def _restore_file(name: str, content: IO[bytes], scratch: Path) -> None:
    from django.core.files import File
    from django.core.files.storage import default_storage

    with _copied(content, scratch).open("rb") as whole:
        default_storage.save(name, File(whole))


def _copied(content: IO[bytes], target: Path) -> Path:
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("wb") as out:
        copyfileobj(content, out)
    return target


def _verified() -> bool:
    found = list(chains())
    for chain in found:
        print("\n".join(report(chain)))
    return not any(chain.faults for chain in found)


def _value(connection: "psycopg.Connection[tuple[int]]", query: LiteralString) -> int:
    row = connection.execute(query).fetchone()
    return row[0] if row else 0
