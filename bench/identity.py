"""Identity and access: what a permission decision takes, and what row-level security costs."""

import json
import statistics
from typing import Any

from bench.figures import Figure, figure
from bench.seeded import HOME, fill
from bench.stack import database, run_python

GOAL_US = 50
GOAL_PERCENT = 10


def decisions() -> list[Figure]:
    """Microseconds for one decision, and for reading what it is made from."""
    with database(HOME):
        fill()
        found: dict[str, list[float]] = json.loads(run_python("bench.deciding"))
    rows = []
    for what in ("no role", "one role", "every role"):
        times = sorted(found[what])
        rows.append(
            figure(f"Permission decision, {what}, median", statistics.median(times), "µs", goal=GOAL_US)
        )
        rows.append(figure(f"Permission decision, {what}, p99", times[len(times) * 99 // 100], "µs"))
    rows.append(
        figure("Roles, services and policy read in one statement", statistics.median(found["read"]), "µs")
    )
    return rows


def row_security() -> list[Figure]:
    """Per cent more time with row-level security than without, for what is asked most.

    The goal is for who asks. The plans tell whether the walls have led to another way to the rows.
    """
    found = _measured()
    print(_plans(found))
    rows = [
        figure(f"{place}. {one['query']}", _more(one["asked_for"]), "%", goal=GOAL_PERCENT)
        for place, one in enumerate(found, 1)
    ]
    rows.append(figure("All ten, for who asks", _more(_sum(found, "asked_for")), "%", goal=GOAL_PERCENT))
    return [*rows, figure("All ten, in PostgreSQL alone", _more(_sum(found, "executed")), "%")]


def plans() -> str:
    """The ten statements of the last measurement as a Markdown table."""
    found = json.loads((HOME / "row-security.json").read_text())
    lines = ["| Statement | Asked | Rows | With, ms | Without, ms | In PostgreSQL | Without | Found by "
             "| The same without |",
             "|---|---:|---:|---:|---:|---:|---:|---|---|"]  # fmt: skip
    for one in found:
        same = "yes" if one["scans"] == one["free_scans"] else ", ".join(one["free_scans"])
        cells = (one["query"], one["times"], one["rows"], *(
            f"{one[clock][name]:.3f}" for clock in ("asked_for", "executed") for name in ("walled", "free")),
                 ", ".join(one["scans"]), same)  # fmt: skip
        lines.append("| " + " | ".join(str(cell) for cell in cells) + " |")
    return "\n".join(lines)


def _measured() -> list[dict[str, Any]]:
    visits = HOME / "visits.json"
    with database(HOME):
        fill()
        run_python("bench.visiting", str(visits))
        found: list[dict[str, Any]] = json.loads(run_python("bench.row_security", str(visits)))
    (HOME / "row-security.json").write_text(json.dumps(found))
    return found


def _plans(found: list[dict[str, Any]]) -> str:
    """Each statement's whole plan behind the walls, for the terminal."""
    return "\n\n".join(f"{place}. {one['query']}\n{one['plan']}" for place, one in enumerate(found, 1))


def _sum(found: list[dict[str, Any]], clock: str) -> dict[str, float]:
    """As often as they are asked."""
    return {name: sum(one[clock][name] * one["times"] for one in found) for name in ("walled", "free")}


def _more(took: dict[str, float]) -> float:
    return 100 * (took["walled"] / took["free"] - 1)
