"""One measured figure, and tables of them."""

from collections.abc import Iterable, Mapping
from typing import Any, TypedDict


class Figure(TypedDict):
    """A row of `make bench JSON=FILE`. `floor` is what physics would allow, `peers` what others need."""

    name: str
    value: float
    unit: str
    goal: float | None
    better: str
    floor: float | None
    peers: Mapping[str, Any]


def figure(name: str, value: float, unit: str, *, goal: float | None = None, better: str = "lower") -> Figure:
    """A figure without floor and peers."""
    return Figure(name=name, value=value, unit=unit, goal=goal, better=better, floor=None, peers={})


def is_reached(row: Figure) -> bool | None:
    """Whether the goal is reached; None when there is no goal."""
    if row["goal"] is None:
        return None
    return row["value"] <= row["goal"] if row["better"] == "lower" else row["value"] >= row["goal"]


RIGHT = (1, 3, 5)
HEADINGS = ("", "Value", "Unit", "Goal", "Reached", "Floor", "Peers")


def table(rows: Iterable[Figure]) -> str:
    """A Markdown table, which is readable on a terminal too."""
    cells = [HEADINGS, *(_cells(row) for row in rows)]
    widths = [max(len(line[column]) for line in cells) for column in range(len(HEADINGS))]
    lines = [_line(line, widths) for line in cells]
    rule = "|" + "|".join(
        "-" * (width + 1) + (":" if n in (1, 3, 5) else "-") for n, width in enumerate(widths)
    )
    return "\n".join([lines[0], rule + "|", *lines[1:]])


def _line(cells: tuple[str, ...], widths: list[int]) -> str:
    padded = (
        cell.rjust(width) if column in RIGHT else cell.ljust(width)
        for column, (cell, width) in enumerate(zip(cells, widths, strict=True))
    )
    return "| " + " | ".join(padded) + " |"


def _cells(row: Figure) -> tuple[str, ...]:
    reached = {True: "yes", False: "NO", None: ""}[is_reached(row)]
    sign = "≤ " if row["better"] == "lower" else "≥ "
    goal = "" if row["goal"] is None else sign + _number(row["goal"])
    floor = "" if row["floor"] is None else _number(row["floor"])
    peers = ", ".join(f"{name} {_peer(value)}" for name, value in (row["peers"] or {}).items())
    return (row["name"], _number(row["value"]), row["unit"], goal, reached, floor, peers)


def _peer(value: object) -> str:
    return _number(value) if isinstance(value, int | float) else str(value)


def _number(value: float) -> str:
    if isinstance(value, int) or value == int(value):
        return f"{value:,.0f}".replace(",", " ")
    return f"{value:.3g}" if abs(value) < 100 else f"{value:,.0f}".replace(",", " ")
