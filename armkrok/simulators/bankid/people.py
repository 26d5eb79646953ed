"""The people who have a simulated BankID: those of a file, and anybody with a test number."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files
from pathlib import Path
from typing import Final


class Behaviour(StrEnum):
    """How a person's phone answers, whatever she presses."""

    HAPPY = "happy"
    CANCEL = "cancel"
    BLOCKED = "blocked"
    EXPIRE = "expire"
    HIGH_RISK = "high-risk"
    COORDINATION = "coordination"
    PROTECTED = "protected"


@dataclass(frozen=True, slots=True)
class Person:
    """A holder of a simulated BankID. `key` names her in addresses instead of her number."""

    key: str
    personal_number: str
    given_name: str
    surname: str
    role: str = ""
    behaviour: Behaviour = Behaviour.HAPPY

    @property
    def name(self) -> str:
        """Given name and surname."""
        return f"{self.given_name} {self.surname}"

    @property
    def masked_number(self) -> str:
        """The birth date alone, as it may be shown on a screen."""
        return f"{self.personal_number[:8]}-••••"


class NobodyKnown(LookupError):
    """Nobody by that name, or a number that is not a published test number."""


class InvalidPeopleFile(ValueError):
    """The people file is not what it should be; the text says what to change."""


_GIVEN: Final = (
    ("Anna", "Eva", "Maria", "Karin", "Sara", "Elsa", "Ingrid", "Amina", "Lena", "Maja", "Kerstin", "Leila"),
    ("Erik", "Lars", "Karl", "Anders", "Johan", "Nils", "Oskar", "Ali", "Per", "Gustav", "Sven", "Omar"),
)
_SURNAMES: Final = (
    "Andersson", "Berg", "Dahl", "Ek", "Fors", "Granberg", "Hagman", "Isaksson", "Jansson", "Kvist",
    "Lind", "Malm", "Nyberg", "Olsson", "Palm", "Ros", "Sandell", "Tall", "Wallin", "Åberg", "Öst",
)  # fmt: skip


class People:
    """Look-up by key, full name or 12-digit number."""

    def __init__(self, listed: tuple[Person, ...], allowed: frozenset[str]) -> None:
        self.listed = listed
        self._allowed = allowed
        self._by_number = {person.personal_number: person for person in listed}
        self._by_name = {person.name.casefold(): person for person in listed}
        self._by_key = {person.key: person for person in listed}

    @classmethod
    def load(cls, path: Path | None) -> People:
        """Read the people file (or use the built-in personas); raises InvalidPeopleFile."""
        allowed = _allowed_numbers()
        if path is None:
            return cls(_personas(allowed), allowed)
        try:
            rows = json.loads(path.read_text("utf-8"))
            listed = tuple(_from_row(row) for row in rows)
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as problem:
            raise InvalidPeopleFile(f"{path.name} must be a JSON list of people: {problem!r}") from problem
        for place, person in enumerate(listed, start=1):
            if person.personal_number not in allowed:
                raise InvalidPeopleFile(f"Person {place} in {path.name} has no published test number.")
        if len({person.key for person in listed}) < len(listed):
            raise InvalidPeopleFile(f"Two people in {path.name} have the same name; give each a key.")
        return cls(listed, allowed)

    def find(self, who: str) -> Person:
        """The person by key, name or number; a test number nobody has gets an invented person."""
        wanted = who.strip()
        known = self._by_key.get(wanted) or self._by_name.get(wanted.casefold())
        if known is not None:
            return known
        return self.by_number(re.sub(r"[\s-]", "", wanted))

    def by_number(self, number: str) -> Person:
        """The person with that 12-digit number; raises NobodyKnown."""
        person = self._by_number.get(number)
        if person is None:
            if number not in self._allowed:
                raise NobodyKnown("Nobody known, and not a published test number.")
            person = self._by_number[number] = _invented(number)
            self._by_key.setdefault(person.key, person)
        return person

    def holds(self, number: str) -> bool:
        """Whether the number may be used at all."""
        return number in self._allowed


def _allowed_numbers() -> frozenset[str]:
    """Skatteverket's published test numbers, personal and coordination."""
    data = files("armkrok.kit") / "data"
    names = ("test_personal_numbers.txt", "test_coordination_numbers.txt")
    return frozenset(line for name in names for line in (data / name).read_text("ascii").split())


def _from_row(row: dict[str, str]) -> Person:
    number = row["personal_number"].replace("-", "")
    behaviour = Behaviour(row.get("behaviour") or Behaviour.HAPPY)
    given, surname = row["given_name"], row["surname"]
    key = row.get("key") or _slug(f"{given} {surname}")
    return Person(key, number, given, surname, row.get("role", ""), behaviour)


def _slug(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode("ascii")
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def _invented(number: str, behaviour: Behaviour = Behaviour.HAPPY, role: str = "") -> Person:
    """The same number always gives the same name; the last digit but one tells women from men."""
    seed = hashlib.sha256(number.encode("ascii")).digest()
    given = _GIVEN[int(number[10]) % 2][seed[0] % len(_GIVEN[0])]
    surname = _SURNAMES[seed[1] % len(_SURNAMES)]
    key = f"{_slug(f'{given} {surname}')}-{seed[2:5].hex()}"
    return Person(key, number, given, surname, role, behaviour)


def _personas(allowed: frozenset[str]) -> tuple[Person, ...]:
    """One person per behaviour, when no people file is given."""
    roles = {
        Behaviour.HAPPY: "Svarar som du trycker",
        Behaviour.CANCEL: "Avbryter alltid",
        Behaviour.BLOCKED: "Har ett spärrat BankID",
        Behaviour.EXPIRE: "Svarar aldrig",
        Behaviour.HIGH_RISK: "Bedöms ha hög risk",
        Behaviour.COORDINATION: "Har samordningsnummer",
        Behaviour.PROTECTED: "Har skyddade personuppgifter",
    }
    adults = sorted(number for number in allowed if number.startswith("198"))
    personal = [number for number in adults if int(number[6:8]) < 60]
    coordination = [number for number in adults if int(number[6:8]) > 60]
    return tuple(
        _invented(
            (coordination if behaviour is Behaviour.COORDINATION else personal)[17 * place], behaviour, role
        )
        for place, (behaviour, role) in enumerate(roles.items())
    )
