"""Storing, reading and handing out files."""

import errno
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import connection
from django.http import FileResponse

from armkrok.core.documents.errors import Missing, StorageFull, TooLarge
from armkrok.core.documents.models import StoredFile
from armkrok.core.tenants.scope import current_organisation_id
from armkrok.kit.days import now

CHUNK = 1 << 20
WORKPLACE = "armkrok-work-"
# On a conflict an update without a change locks the row that is there, and gives it back.
KEEP = """
INSERT INTO documents_storedfile AS kept (id, organisation_id, sha256, size, media_type, created_at)
VALUES (%s, %s, %s, %s, %s, %s)
ON CONFLICT (organisation_id, sha256) DO UPDATE SET size = kept.size
RETURNING *
"""


@dataclass(frozen=True)
class Incoming:
    """A file that has come in but is not stored yet: a temporary path, its SHA-256 and its size in bytes."""

    path: Path
    sha256: str
    size: int


@contextmanager
def workplace() -> Iterator[Path]:
    """A temporary folder that is gone afterwards; raises StorageFull when what is done in it does not fit."""
    with saving():
        folder = Path(tempfile.mkdtemp(prefix=WORKPLACE))
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def forget_workplaces(age: timedelta) -> None:
    """Delete this machine's workplaces that nobody has touched for so long: their processes were killed."""
    for folder in Path(tempfile.gettempdir()).glob(f"{WORKPLACE}*"):
        with suppress(FileNotFoundError):
            touched = datetime.fromtimestamp(folder.stat().st_mtime, UTC)
            if now() - touched > age and folder.stat().st_uid == os.getuid():
                shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def saving() -> Iterator[None]:
    """A full disk becomes StorageFull, a refusal with a sentence."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise StorageFull from error
        raise


def receive(chunks: Iterable[bytes], target: Path, limit: int) -> Incoming:
    """Stream an upload to `target`, hashing on the way; raises TooLarge past `limit` bytes."""
    digest, size = hashlib.sha256(), 0
    with saving(), target.open("wb") as out:
        for chunk in chunks:
            size += len(chunk)
            if size > limit:
                raise TooLarge
            digest.update(chunk)
            out.write(chunk)
    return Incoming(target, digest.hexdigest(), size)


def measure(path: Path) -> Incoming:
    """SHA-256 and size of a file on disk."""
    with path.open("rb") as source:
        digest = hashlib.file_digest(source, "sha256")
    return Incoming(path, digest.hexdigest(), path.stat().st_size)


def store(incoming: Incoming, media_type: str) -> StoredFile:
    """Keep the bytes, then the row. A crash between leaves bytes that the nightly sweep removes."""
    row = StoredFile(sha256=incoming.sha256, size=incoming.size, media_type=media_type)
    row.organisation_id = current_organisation_id()
    with saving(), incoming.path.open("rb") as source:
        default_storage.save(row.key, File(source))
    new = [row.pk, row.organisation_id, row.sha256, row.size, row.media_type, row.created_at]
    (kept,) = StoredFile.objects.raw(KEEP, new)
    return kept


@contextmanager
def on_disk(stored: StoredFile) -> Iterator[Path]:
    """The file as a path to read: the storage's own when it is a folder, else a temporary copy."""
    try:
        path = Path(default_storage.path(stored.key))
    except NotImplementedError:
        with workplace() as folder:
            path = folder / stored.sha256
            with _opened(stored) as source, path.open("wb") as out:
                shutil.copyfileobj(source, out, CHUNK)
            yield path
        return
    if not path.exists():
        raise Missing
    yield path


def handed_out(stored: StoredFile, filename: str) -> FileResponse:
    """The file as a download: never shown inline, never guessed at, never run."""
    response = FileResponse(
        _opened(stored), as_attachment=True, filename=filename, content_type=stored.media_type
    )
    response["Content-Length"] = str(stored.size)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response


def _opened(stored: StoredFile) -> "File[bytes]":
    try:
        return default_storage.open(stored.key, "rb")
    except FileNotFoundError as error:
        raise Missing from error


def take_turns(name: str) -> None:
    """Wait until nobody else holds the name, in any process; it is held until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])


def discard(stored: StoredFile) -> None:
    """Forget a file that nothing refers to; the nightly sweep takes its bytes when they have rested a day.

    Not at once: somebody may be storing the same bytes anew just now. If something does refer to it, the
    database's composite keys refuse when the transaction ends.
    """
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM documents_storedfile WHERE id = %s", [stored.pk])
