"""Opening a package from outside without believing it: names, sizes and the space between the members."""

from __future__ import annotations

import hashlib
import struct
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

MIMETYPE, MEDIA_TYPE = "mimetype", "application/vnd.etsi.asic-e+zip"
_MOST_MEMBERS = 20_000
_MOST_UNPACKED = 4 * 1000**3
_MOST_RATIO = 200  # a package of ours is stored unpacked; others pack text some ten times over
_LOCAL_HEADER = 30
_MOST_EXTRA = 64  # Zip64 and a clock's times
_DESCRIPTOR = 24  # what may stand behind a member whose sizes were not known beforehand (APPNOTE 4.3.9)
_HAS_DESCRIPTOR = 0x08
_ENCRYPTED = 0x41
_CHUNK = 1 << 20


class NotReadable(Exception):
    """The file is no zip, or one built to deceive; `code` has a sentence in `wording`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class OpenedPackage:
    """The members of a zip, by name, each read once and in full."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self.names = tuple(one.filename for one in archive.infolist() if not one.is_dir())

    def read(self, name: str, limit: int = 50_000_000) -> bytes:
        """A small member whole. Raises NotReadable."""
        try:
            with self._archive.open(name) as source:
                content = source.read(limit + 1)
        except (KeyError, OSError, EOFError, ValueError, NotImplementedError, zipfile.BadZipFile) as error:
            raise NotReadable("member_broken") from error
        if len(content) > limit:
            raise NotReadable("too_large")
        return content

    def digest(self, name: str, algorithm: str) -> bytes:
        """The digest of a member. Raises NotReadable."""
        digest = hashlib.new(algorithm)
        try:
            with self._archive.open(name) as source:
                while chunk := source.read(_CHUNK):
                    digest.update(chunk)
        except Exception as error:  # each unpacker has its own errors
            raise NotReadable("member_broken") from error
        return digest.digest()


def is_package(path: Path) -> bool:
    """Whether the file says that it is an ASiC-E container (EN 319 162-1 annex A.1)."""
    try:
        with opened(path) as package:
            return MIMETYPE in package.names and package.read(MIMETYPE, 200).strip() == MEDIA_TYPE.encode()
    except (NotReadable, OSError):
        return False


@contextmanager
def opened(path: Path) -> Iterator[OpenedPackage]:
    """The package at a path, judged first. Raises NotReadable."""
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise NotReadable("not_a_package") from error
    with archive:
        _judge(archive, path.stat().st_size)
        yield OpenedPackage(archive)


def _judge(archive: zipfile.ZipFile, size: int) -> None:
    members = archive.infolist()
    unpacked = sum(one.file_size for one in members)
    if len(members) > _MOST_MEMBERS or unpacked > min(_MOST_UNPACKED, size * _MOST_RATIO):
        raise NotReadable("too_large")
    if any(one.flag_bits & _ENCRYPTED for one in members):
        raise NotReadable("encrypted")
    names = [one.filename.lower() for one in members]
    if len(set(names)) != len(names) or any(_strays(one.filename) for one in members):
        raise NotReadable("names")
    if archive.comment or not _is_tight(archive, members):
        raise NotReadable("hidden_bytes")


def _strays(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return not parts or name.startswith("/") or ".." in parts or "\\" in name or "\0" in name


def _is_tight(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> bool:
    """Whether the members lie one after the other from first byte to directory, with nothing between."""
    position, room = 0, 0
    for one in sorted(members, key=lambda one: one.header_offset):
        if not 0 <= one.header_offset - position <= room:
            return False
        position = one.header_offset + _header_size(archive, one) + one.compress_size
        room = _DESCRIPTOR if one.flag_bits & _HAS_DESCRIPTOR else 0
    return 0 <= archive.start_dir - position <= room


def _header_size(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> int:
    """The local header's own size (APPNOTE 4.3.7). Raises NotReadable when its extra field is large."""
    if archive.fp is None:
        raise NotReadable("not_a_package")
    archive.fp.seek(member.header_offset)
    header = archive.fp.read(_LOCAL_HEADER)
    if len(header) < _LOCAL_HEADER or header[:4] != b"PK\x03\x04":
        raise NotReadable("member_broken")
    name, extra = struct.unpack("<HH", header[26:30])
    if extra > _MOST_EXTRA:
        raise NotReadable("hidden_bytes")
    return _LOCAL_HEADER + int(name) + int(extra)
