"""The backup file: a gzipped tar whose last member tells the SHA-256 of all the others."""

import hashlib
import json
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import IO, Any

from armkrok.site.cli.place import Stop

FORMAT = 1
MANIFEST = "manifest.json"
DUMP = "database.dump"
FOLDERS = ("files", "trust", "keys")
CHUNK = 1 << 20


@dataclass
class Manifest:
    """What the backup holds and what made it."""

    armkrok: str
    postgres: int
    key_check: str
    with_keys: bool
    made_at: str = field(default_factory=lambda: datetime.now(UTC).isoformat(timespec="seconds"))
    format: int = FORMAT
    parts: dict[str, dict[str, Any]] = field(default_factory=dict)


class Writer:
    """Adds parts one by one, streamed, and notes their hashes."""

    def __init__(self, tar: tarfile.TarFile, manifest: Manifest) -> None:
        self.tar = tar
        self.manifest = manifest

    def add(self, name: str, content: IO[bytes], size: int) -> None:
        """One part; it must have exactly `size` bytes."""
        reader = _Hashing(content)
        info = tarfile.TarInfo(name)
        info.size, info.mode = size, 0o600
        self.tar.addfile(info, reader)
        self.manifest.parts[name] = {"sha256": reader.digest.hexdigest(), "size": size}

    def add_path(self, name: str, path: Path) -> None:
        """A file on disk as one part."""
        with path.open("rb") as content:
            self.add(name, content, path.stat().st_size)

    def finish(self) -> None:
        """Write the manifest, last."""
        text = json.dumps(vars(self.manifest), indent=1, sort_keys=True).encode()
        info = tarfile.TarInfo(MANIFEST)
        info.size, info.mode = len(text), 0o600
        self.tar.addfile(info, BytesIO(text))


class _Hashing:
    def __init__(self, content: IO[bytes]) -> None:
        self.content = content
        self.digest = hashlib.sha256()

    def read(self, size: int = -1, /) -> bytes:
        """As the file, but remembering."""
        data = self.content.read(size)
        self.digest.update(data)
        return data


@contextmanager
def parts_of(path: Path) -> Iterator[Iterator[tuple[str, IO[bytes]]]]:
    """The regular members in order, as name and content; raises Stop when the file is no whole archive."""
    try:
        with tarfile.open(path, "r:gz") as tar:
            yield ((one.name, content) for one in tar if (content := tar.extractfile(one)))
    except (tarfile.TarError, EOFError, zlib.error, OSError) as error:
        raise Stop(f"{path.name} går inte att läsa som en säkerhetskopia: {error}") from error


def proven(path: Path) -> Manifest:
    """Read the whole file once and return its manifest; raises Stop when a part is not as it was written."""
    found: dict[str, dict[str, Any]] = {}
    text = b""
    with parts_of(path) as parts:
        for name, content in parts:
            if name == MANIFEST:
                text = content.read()
            else:
                found[name] = _measured(content)
    manifest = _manifest(path, text)
    for name in sorted({*found, *manifest.parts}):
        if found.get(name) != manifest.parts.get(name) or not _is_ours(name):
            raise Stop(f"{path.name} är skadad: {name} är inte som när kopian gjordes. Inget är ändrat.")
    return manifest


def _manifest(path: Path, text: bytes) -> Manifest:
    try:
        manifest = Manifest(**json.loads(text))
    except (ValueError, TypeError) as error:
        raise Stop(f"{path.name} är avklippt eller ingen säkerhetskopia från Armkrok.") from error
    if manifest.format != FORMAT:
        raise Stop(f"{path.name} är skriven av en nyare Armkrok ({manifest.armkrok}). Uppdatera först.")
    return manifest


def _measured(content: IO[bytes]) -> dict[str, Any]:
    digest, size = hashlib.sha256(), 0
    while data := content.read(CHUNK):
        digest.update(data)
        size += len(data)
    return {"sha256": digest.hexdigest(), "size": size}


def _is_ours(name: str) -> bool:
    folder, _, rest = name.partition("/")
    return name == DUMP or (folder in FOLDERS and bool(rest) and ".." not in rest.split("/"))
