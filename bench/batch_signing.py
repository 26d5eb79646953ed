"""One act for many documents, through the database: processor time per document at B-T, by batch size.

`rows()` starts a database and a time-stamp authority and runs `python -m bench.batch_signing SIZE…` beside
them. What is timed is the job that signs after the e-ID's answer: from the stored consents to files, log
rows, tasks and letters. The database's own processor time is in it; the time-stamp authority's is not.
"""

import json
import os
import shutil
import sys
import time
from pathlib import Path

import psutil

from bench.figures import Figure, figure
from bench.stack import BUILD, run_python, stack

GOAL = 40.0
SIZES = tuple(int(size) for size in os.environ.get("BENCH_BATCHES", "1,10,100,300").split(","))
HOME = BUILD / "batch"
WARM = 5


def rows() -> list[Figure]:
    """Seconds and processor time per document, and how flat it is."""
    shutil.rmtree(HOME, ignore_errors=True)
    with stack(HOME, "tsa"):
        taken = json.loads(run_python("bench.batch_signing", *map(str, SIZES)))
    found = []
    for size in SIZES:
        one = taken[str(size)]
        cpu = one["python"] + one["database"]
        found += [
            figure(f"One act for {size}, through the database, CPU per document", cpu, "ms", goal=GOAL),
            figure(f"  of which the database, {size}", one["database"], "ms"),
            figure(f"  statements per document, {size}", one["statements"], "statements"),
            figure(f"One act for {size}, all signed after", one["wall"], "s"),
        ]
    small, large = (taken[str(size)] for size in (SIZES[1], SIZES[-1]))
    ratio = (large["python"] + large["database"]) / (small["python"] + small["database"])
    return [*found, figure(f"{SIZES[-1]} to {SIZES[1]}, CPU per document", ratio, "times", goal=1.2)]


def main() -> int:
    """Prepare, then sign each batch; prints JSON."""
    from armkrok.site.cli.django_setup import set_up

    set_up()
    from bench.batch_preparing import Batches

    sizes = [int(size) for size in sys.argv[1:]]
    batches = Batches(WARM + sum(size * _times(size) for size in sizes))
    batches.sign(WARM)
    print(json.dumps({size: _measured(batches, size) for size in sizes}))
    return 0


def _times(size: int) -> int:
    """Small batches several times: the clocks of other processes tick in hundredths of a second."""
    return max(1, 30 // size)


def _measured(batches, size: int) -> dict[str, float]:  # type: ignore[no-untyped-def]
    times = _times(size)
    wall = cpu = database = 0.0
    statements = 0
    for _ in range(times):
        batches.consent(size)
        began = time.perf_counter(), time.process_time(), _database_seconds()
        statements += batches.append()
        ended = time.perf_counter(), time.process_time(), _database_seconds()
        wall, cpu, database = (
            so_far + last - first
            for so_far, first, last in zip((wall, cpu, database), began, ended, strict=True)
        )
    documents = size * times
    return {
        "python": cpu * 1000 / documents,
        "database": database * 1000 / documents,
        "statements": statements / documents,
        "wall": wall / times,
    }


def _database_seconds() -> float:
    home = Path(os.environ["ARMKROK_HOME"])
    server = psutil.Process(int((home / "postgres" / "postmaster.pid").read_text().split()[0]))
    times = [one.cpu_times() for one in (server, *server.children())]
    return sum(float(one.user + one.system) for one in times)


if __name__ == "__main__":
    sys.exit(main())
