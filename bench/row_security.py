"""`python -m bench.row_security VISITS`: what row-level security costs the statements that are asked most.

The pages are drawn with their statements written down. The ten shapes of statement that came most often,
among those that run in an organisation's or a person's scope, are then run by the application's role and by
a role with BYPASSRLS in turn: the same text, prepared on each connection, in the same scope. Two clocks:
PostgreSQL's own (EXPLAIN ANALYZE without timing of the nodes), and from question to answer over the socket.
Medians of many runs. Prints a JSON list, the most asked first.
"""

import json
import os
import re
import statistics
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import psycopg

from armkrok.site.cli.django_setup import set_up
from bench.plans import PAGES, SAMPLES, asked, named, scans

COUNT = 10
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "1000"))
WARM_UP = 20
BYPASSING = "armkrok_bench_bypassing"
Rows = list[tuple[Any, ...]]


def main() -> int:
    """Find the statements, run them, print."""
    set_up()
    from django.conf import settings

    settings.ALLOWED_HOSTS.append("testserver")
    with (
        psycopg.connect(os.environ["DATABASE_URL"]) as walled,
        psycopg.connect(os.environ["DATABASE_BACKUP_URL"]) as free,
    ):
        _bypass(free)
        rows = [
            _compared(walled, free, *one, times) for one, times in _busiest(json.loads(_visits().read_text()))
        ]
    json.dump(rows, sys.stdout)
    return 0


def _visits() -> Path:
    return Path(sys.argv[1])


def _busiest(known: dict[str, Any]) -> list[tuple[tuple[str, str], int]]:
    """The statements that were asked most, one of each shape, with how often."""
    times: Counter[str] = Counter()
    examples: dict[str, tuple[str, str]] = {}
    for page in PAGES:
        for address, token in known["visits"][page][:SAMPLES]:
            for statement, scope in asked(address, {known["cookie"]: token}):
                if scope:
                    shape = re.sub(r"'[^']*'|\b\d+\b", "?", statement)
                    times[shape] += 1
                    examples.setdefault(shape, (statement, scope))
    return [(examples[shape], count) for shape, count in times.most_common(COUNT)]


def _bypass(free: psycopg.Connection[Any]) -> None:
    """Be somebody who may read everything, and is stopped by no policy, but is no superuser."""
    known = free.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [BYPASSING]).fetchone()
    if not known:
        free.execute(f"CREATE ROLE {BYPASSING} NOLOGIN NOSUPERUSER BYPASSRLS")
        free.execute(f"GRANT pg_read_all_data TO {BYPASSING}")
    free.execute(f"SET ROLE {BYPASSING}")
    free.commit()


def _compared(
    walled: psycopg.Connection[Any], free: psycopg.Connection[Any], statement: str, scope: str, times: int
) -> dict[str, Any]:
    both = {"walled": walled, "free": free}
    answers = {name: _prepared(one, statement, scope) for name, one in both.items()}
    if sorted(map(repr, answers["walled"])) != sorted(map(repr, answers["free"])):
        raise SystemExit(f"not the same rows: {named(statement)}")
    executed, asked_for = _timed(both)
    plans = {name: _run(one)["Plan"] for name, one in both.items()}
    text = "\n".join(line for (line,) in walled.execute("EXPLAIN (COSTS OFF) EXECUTE busy"))
    for one in both.values():
        one.execute("DEALLOCATE busy")
        one.rollback()
    return {
        "query": named(statement), "times": times, "rows": len(answers["walled"]),
        "executed": executed, "asked_for": asked_for,
        "scans": sorted(set(scans(plans["walled"]))), "free_scans": sorted(set(scans(plans["free"]))),
        "plan": text,
    }  # fmt: skip


def _timed(both: dict[str, psycopg.Connection[Any]]) -> tuple[dict[str, float], dict[str, float]]:
    """Median milliseconds: by PostgreSQL's own clock, and from question to answer over the socket."""
    executed: dict[str, list[float]] = {name: [] for name in both}
    asked_for: dict[str, list[float]] = {name: [] for name in both}
    for number in range(ROUNDS + WARM_UP):
        for name in sorted(both, reverse=bool(number % 2)):
            executed[name].append(_run(both[name])["Execution Time"])
            began = time.perf_counter()
            both[name].execute("EXECUTE busy").fetchall()
            asked_for[name].append(1000 * (time.perf_counter() - began))
    return _medians(executed), _medians(asked_for)


def _medians(took: dict[str, list[float]]) -> dict[str, float]:
    return {name: statistics.median(times[WARM_UP:]) for name, times in took.items()}


def _prepared(connection: psycopg.Connection[Any], statement: str, scope: str) -> Rows:
    connection.execute(scope)
    connection.execute(f"PREPARE busy AS {statement}")
    return connection.execute("EXECUTE busy").fetchall()


def _run(connection: psycopg.Connection[Any]) -> dict[str, Any]:
    row = connection.execute("EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) EXECUTE busy").fetchone()
    found: dict[str, Any] = row[0][0] if row else {}
    return found


if __name__ == "__main__":
    sys.exit(main())
