"""Files that the demo gives people to try things with."""

from datetime import timedelta
from pathlib import Path

from armkrok.kit.days import today
from armkrok.site import towns
from armkrok.site.towns import PersonData

HEADING = ("Personnummer", "Namn", "E-post", "Titel", "Enhet", "Anställningens slut")
NEWCOMER = 9201


def staff_list(path: Path) -> None:
    """A list of staff to import: a newcomer, a new title, somebody who has left and a line that is wrong."""
    newcomer = PersonData("samir", "Samir", "Aziz", "Skolsköterska", "sundby", "Ekbackeskolan", NEWCOMER)
    yesterday = (today() - timedelta(days=1)).isoformat()
    lines = (
        HEADING,
        _line(newcomer),
        _line(towns.person("tore"), title="Förste byggnadsinspektör"),
        _line(towns.person("lo"), last_day=yesterday),
        ("", "Bo Ek", "bo.ek@sundby.example", "Vikarie", "Ekbackeskolan", ""),
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(f"{';'.join(line)}\r\n" for line in lines), "utf-8")
    path.chmod(0o600)


def _line(row: PersonData, title: str = "", last_day: str = "") -> tuple[str, ...]:
    return (row.number, row.name, row.email, title or row.title, row.unit, last_day)
