"""How long pages take with the whole country's data in the database, over HTTP, several readers at a time."""

import json
import os

from bench.figures import Figure, figure
from bench.seeded import HOME, fill
from bench.stack import HOST, Stack, database, run_python, stack

REQUESTS = int(os.environ.get("BENCH_REQUESTS", "1000"))
CLIENTS = 8
GOAL_MS = 100
PAGES = (
    ("mina", "/mina/", GOAL_MS),
    ("sign", "Request page, for the one who signs", GOAL_MS),
    ("progress", "Request page, for the sender", GOAL_MS),
    ("list", "Sent list", GOAL_MS),
    ("search", "Sent list, search", None),
)


def rows() -> list[Figure]:
    """Seeds the database the first time; `build/bench/large` keeps it."""
    visits = HOME / "visits.json"

    def prepare() -> None:
        fill()
        run_python("bench.visiting", str(visits))

    with stack(HOME, "web", prepare=prepare) as running:
        found = []
        for page, name, goal in PAGES:
            times = sorted(_read(running, str(visits), page))
            found.append(figure(f"{name}, p95", 1000 * times[int(len(times) * 0.95)], "ms", goal=goal))
            found.append(figure(f"{name}, median", 1000 * times[len(times) // 2], "ms"))
    return found


def plans() -> str:
    """The ten slowest statements of these pages as a Markdown table, from EXPLAIN (ANALYZE, BUFFERS)."""
    with database(HOME):
        found = json.loads(run_python("bench.plans", str(HOME / "visits.json")))
    lines = ["| Page | Statement | Time, ms | Planning, ms | Pages read | Rows | Found by |",
             "|---|---|---:|---:|---:|---:|---|"]  # fmt: skip
    for row in found[:10]:
        cells = (row["page"], row["query"], f"{row['ms']:.2f}", f"{row['planning_ms']:.2f}", row["buffers"],
                 f"{row['rows']:.0f}", ", ".join(row["scans"]))  # fmt: skip
        lines.append("| " + " | ".join(str(cell) for cell in cells) + " |")
    return "\n".join(lines)


def _read(running: Stack, visits: str, page: str) -> list[float]:
    web = f"http://{HOST}:{running.ports.web}"
    times: list[float] = json.loads(
        run_python("bench.readers", web, visits, page, str(REQUESTS), str(CLIENTS))
    )
    return times
