"""The people whom the service's own identity provider knows: those of a file, and anybody at all."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Final


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with an e-ID."""

    personal_number: str
    given_name: str
    surname: str

    @property
    def name(self) -> str:
        """Given name and surname."""
        return f"{self.given_name} {self.surname}"

    @property
    def masked_number(self) -> str:
        """The birth date alone, as it may be shown on a screen."""
        return f"{self.personal_number[:8]}-••••"


_NUMBERS: Final = files("armkrok.kit") / "data" / "test_personal_numbers.txt"
STRANGER: Final = Person(_NUMBERS.read_text("ascii").split()[0], "Någon", "Annan")
"""Somebody else, in answers that lie about who signed."""


def known_people(path: Path | None) -> Mapping[str, Person]:
    """The people of a file (the same as the BankID simulator's) by personal number."""
    if path is None:
        return {}
    rows = json.loads(path.read_text("utf-8"))
    people = (
        Person(row["personal_number"].replace("-", ""), row["given_name"], row["surname"]) for row in rows
    )
    return {person.personal_number: person for person in people}


def somebody(people: Mapping[str, Person], personal_number: str) -> Person:
    """The person with the number, or an invented one."""
    return people.get(personal_number) or Person(personal_number, "Kim", "Testsson")
