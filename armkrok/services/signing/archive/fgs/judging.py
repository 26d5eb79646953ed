"""Is the package what the standards ask for? Judged before it is written, and again when it is read back."""

from __future__ import annotations

import hashlib
import tarfile
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO

from lxml import etree

from armkrok.services.signing.archive.fgs.facts import CSIP, METS
from armkrok.services.signing.archive.fgs.mets import paths_of
from armkrok.services.signing.archive.fgs.rules import broken_rules
from armkrok.services.signing.archive.fgs.schemas import Kind, Schemas
from armkrok.services.signing.archive.members import Member

_ROOT = "METS.xml"
_FOLDERS = ("metadata/descriptive", "metadata/preservation", "schemas", "documentation", "representations")


@dataclass(frozen=True)
class Judgement:
    """What is wrong, and what each file was held to ("xsd", "xsd+schematron", "own rules")."""

    problems: tuple[str, ...]
    held_to: Mapping[str, str] = field(default_factory=dict)


def judged(members: Sequence[Member], identifier: str, schemas: Schemas) -> Judgement:
    """Hold the metadata to its schemas, and every file to its METS. Raises SchemaMissing."""
    by_path = {one.path: one for one in members}
    documents = {path: _content(by_path[path]) for path in _described(by_path)}
    problems = [
        f"{path}: {problem}"
        for path, content in documents.items()
        for problem in schemas.problems(_kind(path), content)
    ]
    problems += [f"{_ROOT}: {problem}" for problem in broken_rules(documents[_ROOT])]
    problems += [f"{_ROOT}: {problem}" for problem in _agents(documents[_ROOT], identifier)]
    problems += _structure(by_path)
    return Judgement(tuple(problems), _held_to(documents, schemas))


def read_back(path: Path, identifier: str) -> tuple[str, ...]:
    """Open a written package and re-hash every file against its METS; what differs is told."""
    found = dict(_facts(path))
    strays = tuple(
        f"outside the root folder: {name}" for name in found if not name.startswith(f"{identifier}/")
    )
    inside = {name.removeprefix(f"{identifier}/"): facts for name, facts in found.items()}
    if _ROOT not in inside:
        return (*strays, "METS.xml is missing")
    return (*strays, *_compared(inside))


@dataclass(frozen=True)
class _Found:
    """A file as it lies in a package; `content` only for METS files."""

    sha256: str
    size: int
    content: bytes = b""


def _facts(path: Path) -> Iterator[tuple[str, _Found]]:
    for name, source in _opened(path):
        digest, size, kept = hashlib.sha256(), 0, bytearray()
        while chunk := source.read(1 << 20):
            digest.update(chunk)
            size += len(chunk)
            if name.endswith(f"/{_ROOT}"):
                kept += chunk
        yield name, _Found(digest.hexdigest(), size, bytes(kept))


def _opened(path: Path) -> Iterator[tuple[str, IO[bytes]]]:
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            for info in archive.infolist():
                with archive.open(info) as source:
                    yield info.filename, source
        return
    with tarfile.open(path, "r:") as tape:
        for one in tape:
            if content := tape.extractfile(one):
                yield one.name, content


def _structure(members: Mapping[str, Member]) -> Iterator[str]:
    """CSIPSTR: the folders, and that METS names every file once with its hash and size."""
    for folder in _FOLDERS:
        if not any(path.startswith(f"{folder}/") for path in members):
            yield f"no {folder}/"
    found = {
        path: _Found(one.sha256, one.size, _content(one) if path.endswith(_ROOT) else b"")
        for path, one in members.items()
    }
    yield from _compared(found)


def _compared(found: Mapping[str, _Found]) -> Iterator[str]:
    named: set[str] = set()
    for place in [path for path in found if PurePosixPath(path).name == _ROOT]:
        folder = place.removesuffix(_ROOT)
        for relative, sha256, size in paths_of(found[place].content):
            path = f"{folder}{relative}"
            if path in named:
                yield f"named twice: {path}"
            named.add(path)
            if path not in found:
                yield f"missing: {path}"
            elif (found[path].sha256, found[path].size) != (sha256, size):
                yield f"changed: {path}"
    yield from (f"not in METS: {path}" for path in found if path not in named and path != _ROOT)


def _agents(mets: bytes, identifier: str) -> Iterator[str]:
    """The root's name, one software agent with its version (CSIP10-16), one submitting agent (SIP15-17)."""
    root = etree.fromstring(mets)
    if root.get("OBJID") != identifier:
        yield "CSIP1: OBJID is not the root folder's name"
    creators = [
        one for one in root.iterfind(f"{{{METS}}}metsHdr/{{{METS}}}agent") if one.get("ROLE") == "CREATOR"
    ]
    software = [one for one in creators if one.get("OTHERTYPE") == "SOFTWARE" and one.get("TYPE") == "OTHER"]
    notes = [note.get(f"{{{CSIP}}}NOTETYPE") for one in software for note in one.iterfind(f"{{{METS}}}note")]
    if len(software) != 1 or notes != ["SOFTWARE VERSION"]:
        yield "CSIP10: one software agent with its version"
    if len([one for one in creators if one.get("TYPE") in ("ORGANIZATION", "INDIVIDUAL")]) != 1:
        yield "SIP15: one submitting agent"


def _described(members: Mapping[str, Member]) -> list[str]:
    names = (_ROOT, "ERMS.xml", "premis.xml")
    return [path for path in members if PurePosixPath(path).name in names and "/data/" not in path]


def _kind(path: str) -> Kind:
    names: dict[str, Kind] = {"ERMS.xml": "erms", "premis.xml": "premis"}
    return names.get(PurePosixPath(path).name, "mets")


def _held_to(documents: Mapping[str, bytes], schemas: Schemas) -> dict[str, str]:
    erms = "xsd" if schemas.has_erms else "own rules"
    said = {"mets": "xsd", "premis": "xsd", "erms": erms}
    return {path: "xsd+schematron" if path == _ROOT else said[_kind(path)] for path in documents}


def _content(one: Member) -> bytes:
    with one.opened() as source:
        return source.read()
