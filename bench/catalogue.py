"""The catalogue of learning materials: the search page over HTTP, and reading in a publisher's ONIX.

One organisation has 50 000 titles and another as many; the reader asks mixed questions of the first.
"""

import json
import os

from bench.figures import Figure, figure
from bench.stack import BUILD, HOST, database, run_python, stack

HOME = BUILD / "catalogue"
REQUESTS = int(os.environ.get("BENCH_REQUESTS", "1000"))
CLIENTS = int(os.environ.get("BENCH_CLIENTS", "1"))
GOAL_MS = 100
ONIX = int(os.environ.get("BENCH_ONIX", "50000"))


def rows() -> list[Figure]:
    """Seeds the database the first time; `build/bench/catalogue` keeps it."""
    visits = HOME / "visits.json"
    with stack(HOME, "web", prepare=lambda: run_python("bench.catalogue_titles", str(visits))) as running:
        web = f"http://{HOST}:{running.ports.web}"
        found: list[Figure] = []
        for page, name in (("mixed", "mixed"), ("words", "a word"), ("filters", "filters alone")):
            told = run_python("bench.readers", web, str(visits), page, str(REQUESTS), str(CLIENTS))
            times = sorted(json.loads(told))
            p95, median = times[int(len(times) * 0.95)], times[len(times) // 2]
            found.append(figure(f"Catalogue, {name}, p95", 1000 * p95, "ms", goal=GOAL_MS))
            found.append(figure(f"Catalogue, {name}, median", 1000 * median, "ms"))
    return [*found, *_lists()]


def _lists() -> list[Figure]:
    with database(HOME):
        told = json.loads(run_python("bench.catalogue_lists", str(ONIX)))
    return [
        figure(f"ONIX of {told['products']} products, looked at", told["look"], "s"),
        figure("The same, read into the catalogue", told["apply"], "s"),
        figure("The same, looked at again: nothing is new", told["again"], "s"),
        figure("Memory at most", told["megabytes"], "MB"),
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
