"""The members of a package: where each lies, what it is, and its bytes on disk or in memory."""

from __future__ import annotations

import hashlib
import io
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path


@dataclass(frozen=True)
class Member:
    """One file of a package. `at` is when its content was made; `what` says in Swedish what it is."""

    path: str
    content: bytes | Path
    media_type: str
    at: datetime
    what: str = ""

    @cached_property
    def sha256(self) -> str:
        """Hexadecimal, streamed."""
        with self.opened() as source:
            return hashlib.file_digest(source, "sha256").hexdigest()

    @property
    def size(self) -> int:
        """In bytes."""
        return self.content.stat().st_size if isinstance(self.content, Path) else len(self.content)

    def opened(self) -> AbstractContextManager[io.BufferedIOBase]:
        """The bytes to read."""
        if isinstance(self.content, Path):
            return self.content.open("rb")
        return closing(io.BytesIO(self.content))


@dataclass(frozen=True)
class Built:
    """A finished package on disk."""

    path: Path
    sha256: str
    size: int
    media_type: str
