"""The catalogue of learning materials: the search page over HTTP, and reading in a publisher's list.

One organisation has 50 000 titles and another as many; the reader asks mixed questions of the first.
"""

import json
import os
from pathlib import Path

import psycopg

from bench.figures import Figure, figure
from bench.stack import BUILD, HOST, database, run_python, stack

HOME = BUILD / "catalogue"
REQUESTS = int(os.environ.get("BENCH_REQUESTS", "1000"))
CLIENTS = int(os.environ.get("BENCH_CLIENTS", "1"))
GOAL_MS = 100
TITLES = int(os.environ.get("BENCH_TITLES", "50000"))


def rows() -> list[Figure]:
    """Seeds the database the first time; `build/bench/catalogue` keeps it."""
    visits = HOME / "visits.json"
    with stack(HOME, "web", prepare=lambda: _prepare(visits)) as running:
        web = f"http://{HOST}:{running.ports.web}"
        found: list[Figure] = []
        for page, name in (("mixed", "mixed"), ("words", "a word"), ("filters", "filters alone")):
            told = run_python("bench.readers", web, str(visits), page, str(REQUESTS), str(CLIENTS))
            p95, median = _p95_and_median(json.loads(told))
            found.append(figure(f"Catalogue, {name}, p95", p95, "ms", goal=GOAL_MS))
            found.append(figure(f"Catalogue, {name}, median", median, "ms"))
        pages, statements = json.loads(run_python("bench.catalogue_split", str(visits)))
        for name, times in (("the whole page", pages), ("its statements", statements)):
            p95, median = _p95_and_median(times)
            found.append(figure(f"In one process, {name}, p95", p95, "ms"))
            found.append(figure(f"In one process, {name}, median", median, "ms"))
    return [*found, *_lists("csv"), *_lists("onix")]


def _p95_and_median(seconds: list[float]) -> tuple[float, float]:
    times = sorted(seconds)
    return 1000 * times[int(len(times) * 0.95)], 1000 * times[len(times) // 2]


def _prepare(visits: Path) -> None:
    """As when the catalogue has lain for a while: autovacuum has seen its rows."""
    run_python("bench.catalogue_titles", str(visits))
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE school_title")
        connection.execute("VACUUM ANALYZE school_titleword")


def _lists(kind: str) -> list[Figure]:
    with database(HOME):
        told = json.loads(run_python("bench.catalogue_lists", kind, str(TITLES)))
    name = f"{kind.upper()} of {told['titles']:,} titles, {told['file']:.0f} MB"
    return [
        figure(f"{name}, looked at", told["look"], "s"),
        figure("The same, read into the catalogue", told["apply"], "s"),
        figure("The same, looked at again: nothing is new", told["again"], "s"),
        figure("Most memory, with the file and all that is in the process", told["megabytes"], "MB"),
        figure("Memory before it began", told["before"], "MB"),
    ]


def plans() -> str:
    """What the pages ask of titles as a Markdown table, from EXPLAIN (ANALYZE, BUFFERS) behind the walls."""
    with database(HOME):
        found = json.loads(run_python("bench.catalogue_plans", str(HOME / "visits.json")))
    lines = ["| Question | Statement | Time, ms | Planning, ms | Pages read | Rows | Found by |",
             "|---|---|---:|---:|---:|---:|---|"]  # fmt: skip
    for row in found:
        cells = (row["page"], row["query"], f"{row['ms']:.2f}", f"{row['planning_ms']:.2f}", row["buffers"],
                 f"{row['rows']:.0f}", ", ".join(row["scans"]))  # fmt: skip
        lines.append("| " + " | ".join(str(cell) for cell in cells) + " |")
    return "\n".join(lines)
