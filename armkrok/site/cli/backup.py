"""`armkrok backup FILE`: database and files in one file, keys only when asked for."""

import hashlib
import hmac
import os
import tarfile
import tempfile
from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path

import psycopg

import armkrok
from armkrok.site.cli import postgres_tools
from armkrok.site.cli.archive import DUMP, Manifest, Writer
from armkrok.site.cli.database import database
from armkrok.site.cli.django_setup import set_up
from armkrok.site.cli.place import Stop
from armkrok.site.roles import Addresses

SEES_ALL = "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"


def command(wanted: Namespace) -> int:
    """Write the backup, whole or not at all."""
    with database() as addresses:
        set_up()
        refuse_half_blind(addresses.superuser)
        manifest = write(wanted.file, addresses, with_keys=wanted.with_keys)
    files = sum(name.startswith("files/") for name in manifest.parts)
    print(f"Sparat: databasen och {files} filer i {wanted.file}.")
    print(_about_keys(wanted.with_keys))
    return 0


def refuse_half_blind(url: str) -> None:
    """Stop unless the role for backups sees every organisation's rows."""
    advice = (
        "Ange en roll med BYPASSRLS i DATABASE_BACKUP_URL, som bara används till säkerhetskopior. "
        "Programmets egna roller ser en organisation i taget."
    )
    if not url:
        raise Stop(f"DATABASE_BACKUP_URL saknas. {advice}")
    with psycopg.connect(url, connect_timeout=10) as connection:
        row = connection.execute(SEES_ALL).fetchone()
    if not (row and row[0]):
        raise Stop(f"Rollen i DATABASE_BACKUP_URL ser inte allt. {advice}")


def write(target: Path, addresses: Addresses, *, with_keys: bool) -> Manifest:
    """The backup, first under another name so that a broken off one is never mistaken for a whole one."""
    from django.conf import settings

    server = postgres_tools.server_major(addresses.superuser)
    manifest = Manifest(armkrok.__version__, server, key_check(settings.FIELD_KEY), with_keys)
    unfinished = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        with (
            tempfile.TemporaryDirectory(prefix="armkrok-backup-") as scratch,
            os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out,
            tarfile.open(fileobj=out, mode="w:gz", compresslevel=1) as tar,
        ):
            writer = Writer(tar, manifest)
            dump = Path(scratch) / DUMP
            postgres_tools.run("pg_dump", server, addresses.superuser, "--format=custom", f"--file={dump}")
            writer.add_path(DUMP, dump)
            _add_files(writer)
            _add_folder(writer, "trust", Path(settings.TRUST))
            if with_keys:
                _add_folder(writer, "keys", Path(settings.KEYS))
            writer.finish()
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)
    return manifest


def key_check(field_key: str) -> str:
    """Tells whether two field keys are the same without revealing either."""
    return hmac.new(field_key.encode(), b"armkrok backup", hashlib.sha256).hexdigest()[:16]


def _add_files(writer: Writer) -> None:
    """Every stored file. They are never changed, so it does no harm that they are read after the database."""
    from django.core.files.storage import default_storage

    for name in _stored(""):
        with default_storage.open(name) as content:
            writer.add(f"files/{name}", content, default_storage.size(name))


def _stored(folder: str) -> Iterator[str]:
    from django.core.files.storage import default_storage

    try:
        folders, names = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    yield from (f"{folder}{name}" for name in sorted(names) if name and not name.startswith("."))
    for one in sorted(folders):
        yield from _stored(f"{folder}{one}/")


def _add_folder(writer: Writer, name: str, folder: Path) -> None:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            writer.add_path(f"{name}/{path.relative_to(folder)}", path)


def _about_keys(with_keys: bool) -> str:
    if with_keys:
        return "Nycklarna är med, okrypterade: förvara filen lika säkert som nycklarna själva."
    return (
        "Nycklarna är INTE med. Spara dem för sig: "
        "utan dem kan personnummer inte läsas och inget skrivas under."
    )
