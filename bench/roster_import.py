"""`python -m bench.roster_import PUPILS`: a whole roster taken in, the same again, and with 1 % changed.

In a process of its own, so that its peak memory is the import's. The records are made from the made-up
municipality while the import asks for them, as a reader would give them; `reading` is what that alone costs.
Prints JSON: seconds and peak resident memory in megabytes (of this process; PostgreSQL is not in it). `floor`
is PostgreSQL's own COPY of the rows that the import made, into bare tables without keys and indexes.
"""

import json
import resource
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from armkrok.site.cli.django_setup import set_up
from bench.figures import Figure, figure
from bench.stack import BUILD, database, run_python

SIZES = (5_000, 50_000, 140_000)
GOAL_SECONDS, GOAL_MEGABYTES, LARGEST = 60.0, 512.0, 140_000
SHARE = 100


def rows() -> list[Figure]:
    """The figures for every size, each in a database of its own."""
    found: list[Figure] = []
    for pupils in SIZES:
        with database(BUILD / f"roster-{pupils}"):
            told = json.loads(run_python("bench.roster_import", str(pupils)))
        goal = GOAL_SECONDS if pupils == LARGEST else None
        name = f"Roster of {pupils:,} pupils"
        found += [
            figure(f"{name}, first import", told["first"], "s", goal=goal) | {"floor": told["floor"]},
            figure(f"{name}, nothing changed", told["same"], "s"),
            figure(f"{name}, 1 % changed", told["changed"], "s"),
            figure(f"{name}, made and read alone", told["reading"], "s"),
            figure(f"{name}, peak memory", told["megabytes"], "MB", goal=GOAL_MEGABYTES if goal else None),
        ]
    return found


def main() -> int:
    """Take the municipality in three times, print."""
    set_up()
    from armkrok.core.tenants.models import Organisation
    from armkrok.core.tenants.scope import scope
    from armkrok.services.school.models import Source

    pupils = int(sys.argv[1])
    place = Organisation.objects.create(slug=f"bench-{time.time_ns()}", name="Storstad")
    with scope(place.pk):
        source = Source.objects.create(kind="ss12000", name="Bänk")
    told: dict[str, float] = {"reading": _timed(lambda: sum(1 for _one in _records(pupils)))}
    told["first"] = _timed(lambda: _take(place, source, _records(pupils)))
    told["same"] = _timed(lambda: _take(place, source, _records(pupils)))
    told["changed"] = _timed(lambda: _take(place, source, _changed(_records(pupils))))
    told["megabytes"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    with scope(place.pk):
        told["floor"] = _floor()
    json.dump(told, sys.stdout)
    return 0


def _floor() -> float:
    """Seconds to COPY the organisation's rows into bare tables; reading them is not counted."""
    from django.db import connection

    from armkrok.services.school.importing.tables import LINKS, OBJECTS

    seconds = 0.0
    with connection.cursor() as cursor:
        for one in (*OBJECTS, *LINKS):
            bare = f"bare_{one.kind.lower()}"
            cursor.execute(f"CREATE TEMPORARY TABLE {bare} (LIKE {one.table}) ON COMMIT DROP")
            with cursor.copy(f"COPY (TABLE {one.table}) TO STDOUT (FORMAT binary)") as source:
                rows = [bytes(block) for block in source]
            began = time.perf_counter()
            with cursor.copy(f"COPY {bare} FROM STDIN (FORMAT binary)") as target:
                for block in rows:
                    target.write(block)
            seconds += time.perf_counter() - began
    return round(seconds, 2)


def _timed(deed: Any) -> float:
    began = time.perf_counter()
    deed()
    return round(time.perf_counter() - began, 2)


def _take(place: Any, source: Any, records: Iterator[Any]) -> None:
    from armkrok.core.tenants.scope import scope
    from armkrok.kit.days import today
    from armkrok.services.school.importing.records import Reading
    from armkrok.services.school.importing.run import take
    from armkrok.services.school.models import ImportRun

    with scope(place.pk):
        run = ImportRun.objects.create(source=source)
        take(run, Reading(records), day=today(), on_marked=lambda ids: None)
        if run.state != ImportRun.State.APPLIED:
            raise SystemExit(f"the import was not applied: {run.state} {run.why}")
        counts = {kind: one for kind, one in run.counts.items() if kind != "faults"}
        print(json.dumps([counts, run.counts["faults"]]), file=sys.stderr)


def _records(pupils: int) -> Iterator[Any]:
    """The municipality as records, made while they are asked for."""
    from armkrok.services.school.importing import ss12000_records as to_records
    from armkrok.simulators.ss12000.municipality import Municipality

    made = Municipality(pupils)
    for one in made.organisations():
        yield from to_records.of_organisation(one)
    for one in made.persons():
        yield from to_records.of_person(one)
    for one in made.duties():
        yield from to_records.of_duty(one)
    for one in made.groups():
        yield from to_records.of_group(one)
    subjects = {one["id"]: to_records.subject(one) for one in made.syllabuses()}
    for one in made.activities():
        yield from to_records.of_activity(one, subjects)


def _changed(records: Iterator[Any]) -> Iterator[Any]:
    """Every hundredth person has got another surname."""
    from armkrok.services.school.importing.records import PersonRecord

    number = 0
    for one in records:
        if isinstance(one, PersonRecord):
            number += 1
            yield replace(one, surname=f"Ny{one.surname}") if number % SHARE == 0 else one
        else:
            yield one


if __name__ == "__main__":
    sys.exit(main())
