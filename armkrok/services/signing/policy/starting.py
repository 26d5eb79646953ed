"""The starting set: what every organisation begins with, read from the files beside this one."""

import tomllib
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from armkrok.services.signing.policy.kinds import DocumentType, Group
from armkrok.services.signing.policy.parsing import BadType, parse

FOLDER = Path(__file__).parent / "register"
OTHER = "other"


def starting_set(day: date) -> dict[str, DocumentType]:
    """The rows that hold on the day, by key, in the order of the guide.

    A key may have several rows when a law has changed; the one that began last holds. The first day of a row
    says when it was read, so before it the oldest row is the best answer there is.
    """
    found: dict[str, DocumentType] = {}
    for one in sorted(_rows(), key=lambda row: row.valid_from):
        ended = one.valid_to is not None and one.valid_to < day
        if not ended and (one.valid_from <= day or one.key not in found):
            found[one.key] = one
    return {one.key: found[one.key] for one in _rows() if one.key in found}


def groups() -> tuple[Group, ...]:
    """The headings of the guide, in order."""
    return tuple(Group(**file["group"]) for file in _files())


@cache
def _rows() -> tuple[DocumentType, ...]:
    return tuple(_parsed())


def _parsed() -> Iterator[DocumentType]:
    edition = _read(FOLDER / "00-edition.toml")
    for file in _files():
        for row in file["types"]:
            try:
                yield parse(edition | {"group": file["group"]["key"]} | row)
            except BadType as error:
                raise BadType(error.field, f"{row.get('key')}: {error.why}") from error


@cache
def _files() -> tuple[dict[str, Any], ...]:
    return tuple(_read(path) for path in sorted(FOLDER.glob("*.toml")) if not path.name.startswith("00-"))


def _read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text("utf-8"))
