"""The folder of trust lists: certificates and EU lists as files, and the last good reading of each.

A file that does not read does not take trust away: what it said when it last could be read holds, and the
fault is told to whoever asks and written to the log. The last good readings lie in ``.senast`` in the folder.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
from base64 import b64decode, b64encode
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from armkrok.services.signing.engine.bounded import InWorker, bounded
from armkrok.services.signing.engine.errors import Unfinished
from armkrok.services.signing.engine.validation.trust_lists import TrustList, certificates_in

_CERTIFICATES = (".pem", ".crt", ".cer")
_EU_LIST = ".xml"
OPERATORS = "listutgivare"
"""The folder within the trust folder with certificates of those who sign EU lists."""
_CACHE = ".senast"
_SECONDS = 120.0
_READ_EU_LIST = InWorker[TrustList]("armkrok.services.signing.engine.validation.eu_list", "read_eu_list")
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class ReadList:
    """One file of the folder: the list it gives, and what was wrong with it.

    ``problem`` is empty or a code (see ``read_eu_list``; also "not_certificates" and "unreadable"). With a
    problem, ``trusted`` is the last good reading, or None if there never was one. ``checked`` tells whether
    a signature on the list was checked (plain certificates have none).
    """

    file: str
    trusted: TrustList | None
    problem: str = ""
    checked: bool = False


def read_folder(folder: Path) -> tuple[ReadList, ...]:
    """Every list in the folder. Raises OSError if it cannot be listed."""
    files = sorted(path for path in folder.iterdir() if path.suffix.lower() in (*_CERTIFICATES, _EU_LIST))
    return tuple(_at(path, _mark(path), _operator_marks(folder)) for path in files)


def trust_from_folder(folder: Path) -> tuple[TrustList, ...]:
    """The lists of a folder; of a faulty file the last good reading.

    Raises ValueError if a file is faulty and never was good, and OSError.
    """
    read = read_folder(folder)
    for one in read:
        if one.trusted is None:
            raise ValueError(f"{one.file}: {one.problem}")
    return tuple(one.trusted for one in read if one.trusted is not None)


def _mark(path: Path) -> tuple[int, int]:
    """What tells one version of a file from another without reading it."""
    state = path.stat()
    return state.st_mtime_ns, state.st_size


def _operator_marks(folder: Path) -> tuple[tuple[str, int, int], ...]:
    return tuple((str(path), *_mark(path)) for path in _operator_files(folder))


def _operator_files(folder: Path) -> list[Path]:
    inside = folder / OPERATORS
    if not inside.is_dir():
        return []
    return sorted(path for path in inside.iterdir() if path.suffix.lower() in _CERTIFICATES)


@lru_cache(maxsize=200)
def _at(path: Path, mark: tuple[int, int], operators: tuple[tuple[str, int, int], ...]) -> ReadList:
    """Read a file once per version of it and of the operators' certificates."""
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    is_eu_list = path.suffix.lower() == _EU_LIST
    checked = is_eu_list and bool(operators)
    stamp = hashlib.sha256("\n".join([digest, *map(str, operators)]).encode()).hexdigest()
    kept = _recall(path)
    if is_eu_list and kept is not None and kept[0] == stamp:
        return ReadList(path.name, kept[1], checked=checked)
    try:
        trusted = _read_eu(path) if is_eu_list else TrustList(path.stem, _certificates(path))
    except (ValueError, OSError, Unfinished) as error:
        problem = error.code if isinstance(error, Unfinished) else str(error) or "unreadable"
        last = kept[1] if kept is not None else None
        _log.error(
            "Trust list %s does not read (%s); %s",
            path.name,
            problem,
            "the last is kept" if last else "no list",
        )
        return ReadList(path.name, last, problem)
    _remember(path, stamp, trusted)
    return ReadList(path.name, trusted, checked=checked)


def _certificates(path: Path) -> tuple[bytes, ...]:
    try:
        return tuple(certificates_in(path.read_bytes()))
    except ValueError as error:
        raise ValueError("not_certificates") from error


def _read_eu(path: Path) -> TrustList:
    operators = [der for one in _operator_files(path.parent) for der in _certificates(one)]
    return bounded(_SECONDS, _READ_EU_LIST, path, operators)


def _recall(path: Path) -> tuple[str, TrustList] | None:
    """The stamp and the list of the last good reading."""
    try:
        kept = json.loads((path.parent / _CACHE / f"{path.name}.json").read_text("utf-8"))
        certificates = tuple(b64decode(one) for one in kept["certificates"])
        return str(kept["stamp"]), TrustList(str(kept["name"]), certificates)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _remember(path: Path, stamp: str, trusted: TrustList) -> None:
    """Keep a good reading; a folder that may not be written to keeps none."""
    text = json.dumps(
        {
            "stamp": stamp,
            "name": trusted.name,
            "certificates": [b64encode(one).decode() for one in trusted.certificates],
        }
    )
    target = path.parent / _CACHE / f"{path.name}.json"
    temporary = target.with_name(f"{target.name}-{os.getpid()}")
    try:
        target.parent.mkdir(exist_ok=True)
        temporary.write_text(text, "utf-8")
        temporary.replace(target)
    except OSError:
        _log.warning("The last good reading of %s cannot be kept beside it", path.name)
