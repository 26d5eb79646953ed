"""Those who can log in: the people of a file (the same as the BankID simulator's), and some with other
numbers.
"""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

_DIGG: Final = "http://id.elegnamnden.se/loa/1.0/"
LOA3: Final = f"{_DIGG}loa3"
EIDAS: Final = f"{_DIGG}eidas-nf-sub"
BOUND: Final = "http://id.swedenconnect.se/id-binding/process/registered"

GIVEN_NAME: Final = "urn:oid:2.5.4.42"
SURNAME: Final = "urn:oid:2.5.4.4"
DISPLAY_NAME: Final = "urn:oid:2.16.840.1.113730.3.1.241"
BIRTH_DATE: Final = "urn:oid:1.3.6.1.5.5.7.9.1"
NUMBER: Final = "urn:oid:1.2.752.29.4.13"
PRID: Final = "urn:oid:1.2.752.201.3.4"
PRID_PERSISTENCE: Final = "urn:oid:1.2.752.201.3.5"
EIDAS_IDENTIFIER: Final = "urn:oid:1.2.752.201.3.7"
MAPPED_NUMBER: Final = "urn:oid:1.2.752.201.3.16"
BINDING: Final = "urn:oid:1.2.752.201.3.6"
TRANSACTION: Final = "urn:oid:1.2.752.201.3.2"
AUTHORITY: Final = "https://eidas.konnektor.example"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with an e-ID. `key` names her in addresses; `attributes` are by their names there."""

    key: str
    given_name: str
    surname: str
    fact: str
    level: str = LOA3
    attributes: dict[str, str] = field(default_factory=dict)
    authority: str = ""

    @property
    def name(self) -> str:
        """Given name and surname."""
        return f"{self.given_name} {self.surname}"


class InvalidPeopleFile(ValueError):
    """The people file is not what it should be; the text says what to change."""


def known_people(path: Path | None) -> dict[str, Person]:
    """Everybody by key; raises InvalidPeopleFile. Numbers that are not published test numbers are refused."""
    allowed = _numbers("test_personal_numbers.txt") + _numbers("test_coordination_numbers.txt")
    try:
        rows = json.loads(path.read_text("utf-8")) if path else []
        listed = [_from_row(row) for row in rows]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as problem:
        raise InvalidPeopleFile(f"The people file must be a JSON list of people: {problem!r}") from problem
    if not {person.attributes[NUMBER] for person in listed} <= set(allowed):
        raise InvalidPeopleFile("Somebody in the people file has no published test number.")
    return {person.key: person for person in (*listed, *_others(listed))}


def _from_row(row: dict[str, Any]) -> Person:
    number = row["personal_number"].replace("-", "")
    given, surname = row["given_name"], row["surname"]
    key = row.get("key") or _slug(f"{given} {surname}")
    return _swedish(key, given, surname, row.get("role", ""), number)


def _swedish(key: str, given: str, surname: str, role: str, number: str) -> Person:
    fact = f"{number[:8]}-••••" + (f" · {role}" if role else "")
    attributes = {GIVEN_NAME: given, SURNAME: surname, DISPLAY_NAME: f"{given} {surname}", NUMBER: number}
    return Person(key, given, surname, fact, attributes=attributes)


def _others(listed: list[Person]) -> tuple[Person, ...]:
    """A visitor's e-ID, one that is tied to a Swedish number, a coordination number; and a Swede if there is
    none.
    """
    personal = _numbers("test_personal_numbers.txt")
    coordination = next(one for one in _numbers("test_coordination_numbers.txt") if one.startswith("198"))
    first = () if listed else (_swedish("kim", "Kim", "Testsson", "", personal[9000]),)
    tied = {MAPPED_NUMBER: personal[9001], BINDING: BOUND}
    return (
        *first,
        _foreign("maria", "Maria", "Keller", "Tyskland", "DE:keller7f3a", "1987-05-14"),
        _foreign("jens", "Jens", "Holm", "Danmark, bosatt i Sverige", "DK:holm91c2", "1979-11-02", tied),
        _swedish("nadia", "Nadia", "Osman", "Samordningsnummer", coordination),
    )


def _foreign(
    key: str, given: str, surname: str, fact: str, prid: str, birth: str, more: dict[str, str] | None = None
) -> Person:
    attributes = {
        GIVEN_NAME: given,
        SURNAME: surname,
        BIRTH_DATE: birth,
        PRID: prid,
        PRID_PERSISTENCE: "A",
        EIDAS_IDENTIFIER: f"{prid[:2]}/SE/{prid[3:]}",
        TRANSACTION: "eidas-1",
        **(more or {}),
    }
    return Person(
        key, given, surname, f"{birth} · Utländsk e-legitimation, {fact}", EIDAS, attributes, AUTHORITY
    )


def _slug(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode("ascii")
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def _numbers(name: str) -> list[str]:
    return (files("armkrok.kit") / "data" / name).read_text("ascii").split()


STRANGERS_NUMBER: Final = _numbers("test_personal_numbers.txt")[0]
WRONG_CHECK_DIGIT: Final = f"{STRANGERS_NUMBER[:11]}{(int(STRANGERS_NUMBER[11]) + 1) % 10}"
