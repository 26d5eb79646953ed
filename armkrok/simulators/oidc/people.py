"""Those who can log in: of a file, and two more: a foreigner, and one with a coordination number."""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with an e-ID. `key` names her in addresses; `town` is where she is employed, if anywhere."""

    key: str
    given_name: str
    surname: str
    number: str = ""
    prid: str = ""
    role: str = ""
    town: str = ""
    employee_id: str = ""
    born: str = ""
    level: str = ""

    @property
    def name(self) -> str:
        """Given name and surname."""
        return f"{self.given_name} {self.surname}"

    @property
    def has_coordination_number(self) -> bool:
        """Whether the number is a coordination number (day plus 60)."""
        return bool(self.number) and int(self.number[6:8]) >= 60

    @property
    def birth_date(self) -> str:
        """As YYYY-MM-DD; nothing when the number does not tell."""
        if self.born or not self.number or self.has_coordination_number:
            return self.born
        return f"{self.number[:4]}-{self.number[4:6]}-{self.number[6:8]}"

    @property
    def fact(self) -> str:
        """What an e-ID's page tells about her, without the last digits of any number."""
        number = f"{self.number[:8]}-••••" if self.number else self.prid.partition(":")[0]
        return " · ".join(part for part in (number, self.role) if part)

    @property
    def staff_fact(self) -> str:
        """What her employer's page tells: never a number."""
        return " · ".join(part for part in (self.employee_id, self.role) if part)


class InvalidPeopleFile(ValueError):
    """The people file is not what it should be; the text says what to change."""


class NobodyKnown(LookupError):
    """Nobody by that key, name or number."""


class People:
    """Look-up by key, name or number."""

    def __init__(self, listed: tuple[Person, ...]) -> None:
        self.listed = listed

    @classmethod
    def load(cls, path: Path | None) -> People:
        """Read the people file, or use a few of our own; raises InvalidPeopleFile."""
        if path is None:
            return cls(_own_people() + _outsiders())
        try:
            listed = tuple(_from_row(row) for row in json.loads(path.read_text("utf-8")))
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as problem:
            raise InvalidPeopleFile(f"{path.name} must be a JSON list of people: {problem!r}") from problem
        allowed = published("personal") | published("coordination")
        for place, person in enumerate(listed, start=1):
            if person.number and person.number not in allowed:
                raise InvalidPeopleFile(f"Person {place} in {path.name} has no published test number.")
        known = {person.key for person in listed}
        if len(known) < len(listed):
            raise InvalidPeopleFile(f"Two people in {path.name} have the same name; give each a key.")
        return cls(listed + tuple(one for one in _outsiders() if one.key not in known))

    def find(self, who: str) -> Person:
        """The person with this key, name or number; raises NobodyKnown."""
        wanted = who.strip()
        for person in self.listed:
            if wanted and wanted in (person.key, person.name, person.number):
                return person
        raise NobodyKnown(wanted)

    def of_town(self, town: str) -> tuple[Person, ...]:
        """Those employed in the town; everybody for no town."""
        return tuple(person for person in self.listed if not town or person.town == town)

    @property
    def towns(self) -> tuple[str, ...]:
        """The towns that somebody is employed in."""
        return tuple(dict.fromkeys(person.town for person in self.listed if person.town))


def _from_row(row: dict[str, Any]) -> Person:
    given, surname = str(row["given_name"]), str(row["surname"])
    key = str(row.get("key") or slug(f"{given} {surname}"))
    town = str(row.get("town", ""))
    return Person(
        key, given, surname, str(row.get("personal_number", "")).replace("-", ""), str(row.get("prid", "")),
        str(row.get("role", "")), town, str(row.get("employee_id") or (key if town else "")),
        str(row.get("birth_date", "")), str(row.get("level", "")),
    )  # fmt: skip


def slug(name: str) -> str:
    """A name as it can stand in an address."""
    plain = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode("ascii")
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def _own_people() -> tuple[Person, ...]:
    numbers = sorted(number for number in published("personal") if number.startswith("198"))
    return (
        Person(
            "anna-berg", "Anna", "Berg", numbers[17], role="Rektor", town="sundby", employee_id="anna-berg"
        ),
        Person("erik-dahl", "Erik", "Dahl", numbers[34], role="Invånare"),
    )


def _outsiders() -> tuple[Person, ...]:
    """A Dane with a foreign e-ID and no Swedish number, and one whose number is a coordination number."""
    number = sorted(one for one in published("coordination") if one.startswith("198"))[7]
    return (
        Person(
            "mette-holm", "Mette", "Holm", prid="DK:5208e0a1c4f2", role="Dansk e-legitimation",
            born="1984-05-17",
        ),
        Person("tariq-aziz", "Tariq", "Aziz", number, role="Har samordningsnummer", level="confirmed"),
    )  # fmt: skip


def published(kind: str) -> frozenset[str]:
    """Skatteverket's published test numbers."""
    data = files("armkrok.kit") / "data" / f"test_{kind}_numbers.txt"
    return frozenset(data.read_text("ascii").split())
