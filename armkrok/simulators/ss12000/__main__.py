"""Start the school system: `python -m armkrok.simulators.ss12000 --port N --home DIR`."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from armkrok.simulators.serving import Listener, serve
from armkrok.simulators.ss12000.application import application
from armkrok.simulators.ss12000.changing import School
from armkrok.simulators.ss12000.municipality import Known, Municipality
from armkrok.simulators.ss12000.names import plain
from armkrok.simulators.ss12000.source import Source
from armkrok.simulators.ss12000.store import Store
from armkrok.simulators.ss12000.telling import Subscribers

ROLES = {
    "Rektor": "Rektor",
    "Lärare": "Lärare",
    "Skolkurator": "Kurator",
    "Skoladministratör": "Skoladministratör",
}
"""Titles of the demo's people that are work at a school, as SS 12000's (Skolverket's) duty roles."""


def main() -> None:
    """Read the arguments, make the municipality unless it is there, and serve until told to stop."""
    wanted = _arguments()
    known = _known(wanted.people, wanted.town) if wanted.people else ()
    parent = _parent(wanted.people, wanted.parent) if wanted.parent else None
    made = Municipality(
        wanted.pupils,
        wanted.seed,
        town=wanted.town,
        first_schools=wanted.school,
        known=known,
        parent=parent,
        guardians=wanted.guardians,
    )
    store = Store(wanted.home / "school.sqlite")
    told = (wanted.town, wanted.pupils, wanted.seed, made.ground.year, wanted.guardians, len(known))
    name = " ".join(map(str, (*told, wanted.parent)))
    store.fill(name, made.objects())
    source = Source(wanted.town, store, School(store, Subscribers(store)), wanted.key)
    serve(application(source), [Listener(wanted.host, wanted.port)])


def _known(path: Path, town: str) -> tuple[Known, ...]:
    """Those in the demo's list who work at a school in the town."""
    found = []
    for row in json.loads(path.read_text("utf-8")):
        role = ROLES.get(row["role"].partition(",")[0])
        if role and row["town"] == plain(town):
            number = row["personal_number"].replace("-", "")
            found.append(Known(row["given_name"], row["surname"], number, role))
    return tuple(found)


def _parent(path: Path, name: str) -> Known | None:
    """Somebody in the demo's list, by name."""
    for row in json.loads(path.read_text("utf-8")):
        if f"{row['given_name']} {row['surname']}" == name:
            return Known(row["given_name"], row["surname"], row["personal_number"].replace("-", ""), "")
    return None


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m armkrok.simulators.ss12000", description=__doc__)
    parser.add_argument("--port", type=int, required=True, help="where the API and the page answer")
    parser.add_argument("--home", type=Path, required=True, help="folder for what the school system knows")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--key", default="demo", help="the Bearer token, and the secret of client armkrok")
    parser.add_argument("--pupils", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--town", default="Sundby")
    parser.add_argument("--school", action="append", default=[], help="name of a school, the first first")
    parser.add_argument("--people", type=Path, help="JSON list of the demo's people")
    parser.add_argument("--parent", default="", help="name of one of them, who has a child in year eight")
    parser.add_argument("--guardians", action="store_true", help="pupils have guardians")
    return parser.parse_args()


if __name__ == "__main__":
    main()
