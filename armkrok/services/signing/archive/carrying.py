"""Zip and tar files that come out the same, byte for byte, from the same members."""

from __future__ import annotations

import hashlib
import shutil
import tarfile
import zipfile
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from armkrok.services.signing.archive.members import Built, Member

_CHUNK = 1 << 20
_FIRST_YEAR = 1980  # a zip cannot tell of earlier days (APPNOTE 4.4.6)
_MODE = 0o100644


def write_zip(target: Path, members: Iterable[Member], media_type: str) -> Built:
    """Members in the given order, not packed: most are PDF already, and no packer's version matters then.

    Names are UTF-8 (APPNOTE 4.4.4 bit 11), times UTC. Large files get Zip64 by themselves. Raises OSError.
    """
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for one in members:
            info = zipfile.ZipInfo(one.path, _zip_time(one.at))
            info.external_attr = _MODE << 16
            info.create_system = 3
            info.file_size = one.size
            with one.opened() as source, archive.open(info, "w") as out:
                shutil.copyfileobj(source, out, _CHUNK)
    return measured(target, media_type)


def write_tar(target: Path, members: Iterable[Member], media_type: str = "application/x-tar") -> Built:
    """The same as an uncompressed tar in POSIX.1-2001 (pax) form. Raises OSError."""
    with tarfile.open(target, "w", format=tarfile.PAX_FORMAT) as archive:
        for one in members:
            info = tarfile.TarInfo(one.path)
            info.size, info.mode, info.mtime = one.size, 0o644, int(one.at.timestamp())
            with one.opened() as source:
                archive.addfile(info, source)
    return measured(target, media_type)


def measured(path: Path, media_type: str) -> Built:
    """A written package with its hash and size."""
    with path.open("rb") as source:
        digest = hashlib.file_digest(source, "sha256").hexdigest()
    return Built(path, digest, path.stat().st_size, media_type)


def _zip_time(at: datetime) -> tuple[int, int, int, int, int, int]:
    utc = at.astimezone(UTC)
    if utc.year < _FIRST_YEAR:
        return (_FIRST_YEAR, 1, 1, 0, 0, 0)
    return (utc.year, utc.month, utc.day, utc.hour, utc.minute, utc.second)
