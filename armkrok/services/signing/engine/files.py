"""Hashing and copying files without holding them in memory."""

from __future__ import annotations

import hashlib
import mmap
from pathlib import Path


def file_sha256(path: Path) -> str:
    """SHA-256 of a file in hexadecimal, streamed."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def mapped(path: Path) -> mmap.mmap:
    """The file as bytes paged in on demand; the caller closes it. Raises ValueError for an empty file."""
    with path.open("rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
