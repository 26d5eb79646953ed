"""Who may act for whom from the start, by the demo's people."""

from __future__ import annotations

import json
from datetime import date, timedelta
from importlib.resources import files
from pathlib import Path

from armkrok.simulators.mandates.register import Mandate, Party

COMPANY = Party("5599999991", "orgnr", "Bergs Bygg AB")
CHILD_BORN = "2015"


def from_people(path: Path, today: date) -> list[Mandate]:
    """The demo's mandates; people are found in the file by key, and whoever is not there has none.

    Ingrid is guardian of Sven, Karin custodian of a child, Lars-Åke signatory of a company. Elif's mandate
    for Sven has ended, and Mikael's for him holds in another service alone.
    """
    people = {one["key"]: _party(one) for one in json.loads(path.read_text("utf-8"))}
    year = timedelta(days=365)
    wanted = (
        ("ingrid", "sven", "god-man", None),
        ("karin", _child(), "vardnadshavare", None),
        ("lars-ake", COMPANY, "firmatecknare", None),
        ("elif", "sven", "fullmakt", today - timedelta(days=1)),
        ("mikael", "sven", "fullmakt-bygglov", today + year),
    )
    found = []
    for number, (holder, principal, code, ends) in enumerate(wanted, start=1):
        giver = principal if isinstance(principal, Party) else people.get(principal)
        if holder in people and giver:
            found.append(Mandate.new(number, people[holder], giver, code, today - year, ends))
    return found


def _party(row: dict[str, str]) -> Party:
    number = row["personal_number"].replace("-", "")
    kind = "samnr" if int(number[6:8]) > 60 else "pnr"
    return Party(number, kind, row["surname"], row["given_name"])


def _child() -> Party:
    text = (files("armkrok.kit") / "data" / "test_personal_numbers.txt").read_text("ascii")
    number = min(one for one in text.split() if one.startswith(CHILD_BORN))
    return Party(number, "pnr", "Sjöberg", "Alva")
