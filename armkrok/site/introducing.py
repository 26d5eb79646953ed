"""Who can log in, as the simulated BankID wants to be told. Without Django, which is not loaded yet."""

import json
from pathlib import Path

from armkrok.site import towns


def introduce(path: Path) -> None:
    """Write the list of the two towns' people, unless it is there as it should be."""
    people = [
        {
            "key": row.key,
            "personal_number": row.number,
            "given_name": row.given_name,
            "surname": row.surname,
            "role": _role(row),
            "town": row.town,
        }
        for row in towns.PEOPLE
    ]
    text = json.dumps(people, ensure_ascii=False, indent=1)
    if not path.exists() or path.read_text("utf-8") != text:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


def _role(row: towns.PersonData) -> str:
    names = {town.slug: town.name for town in towns.TOWNS}
    return ", ".join(part for part in (row.title, names.get(row.town, "")) if part)
