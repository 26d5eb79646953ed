"""What the demo shows: the two towns, and each service's own example."""

import json
from pathlib import Path

from django.conf import settings

from armkrok.core import registry
from armkrok.site import towns
from armkrok.site.settling import settle


def load() -> None:
    """Settle the towns, write the list of who can log in for BankID's simulator, run the services' demos.

    May be run again; what exists is left alone.
    """
    settle()
    _introduce(Path(settings.HOME) / "people.json")
    _open_folders()
    for service in registry.services():
        if service.demo:
            service.demo()


def _open_folders() -> None:
    """The towns' watched folders; see docs/manual/api.md."""
    if settings.IMPORT_FOLDER:
        for town in towns.TOWNS:
            (Path(settings.IMPORT_FOLDER) / town.slug).mkdir(parents=True, exist_ok=True)


def _introduce(path: Path) -> None:
    people = [
        {
            "key": row.key,
            "personal_number": row.number,
            "given_name": row.given_name,
            "surname": row.surname,
            "role": _role(row),
        }
        for row in towns.PEOPLE
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(people, ensure_ascii=False, indent=1))


def _role(row: towns.PersonData) -> str:
    names = {town.slug: town.name for town in towns.TOWNS}
    return ", ".join(part for part in (row.title, names.get(row.town, "")) if part)
