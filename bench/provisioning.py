"""Provisioning: a whole municipality to a supplier, over mutual TLS with pins, in the EGIL profile.

`rows()` starts a database and the simulators of a supplier and a federation, fills rosters and runs the
sending beside them in a process of its own. `BENCH_PUPILS` says which sizes, `BENCH_LATENCY` which delays.
"""

import json
import os
import shutil

import httpx
import psycopg

from bench.figures import Figure, figure
from bench.stack import BUILD, HOST, Stack, run_python, stack

HOME = BUILD / "provisioning"
SIZES = tuple(int(one) for one in os.environ.get("BENCH_PUPILS", "5000,50000,140000").split(","))
DELAYS = tuple(int(one) for one in os.environ.get("BENCH_LATENCY", "0,20").split(","))
FULL = {(5_000, 0): 3.0, (140_000, 0): 95.0, (140_000, 20): 360.0}
"""Goals in seconds, by pupils and the receiver's delay in ms."""
SAME, CHANGED, MEMORY, FLAT = {140_000: 10.0}, {140_000: 12.0}, 512.0, 1.3


def rows() -> list[Figure]:
    """Each size: everything, nothing changed, one pupil in a hundred changed; then with delays."""
    shutil.rmtree(HOME, ignore_errors=True)
    os.environ["ARMKROK_OUTGOING_HOSTS"] = HOST
    found: list[Figure] = []
    each: dict[int, float] = {}
    with stack(HOME, "supplier", "federation") as running:
        for pupils in SIZES:
            run_python("bench.provisioning_sending", "prepare", str(pupils))
            for delay in DELAYS:
                found += _full(running, pupils, delay, each)
            found += _differences(running, pupils)
    if len(each) > 1:
        ratio = each[max(each)] / each[min(each)]
        found.append(figure(f"Time per object, {max(each)} to {min(each)}", ratio, "times", goal=FLAT))
    return found


def _full(running: Stack, pupils: int, delay: int, each: dict[int, float]) -> list[Figure]:
    _supplier(running, delay)
    run_python("bench.provisioning_sending", "forget", str(pupils))
    taken = _taken(pupils)
    name = f"{pupils} pupils, everything" + (f", {delay} ms, 16 connections" if delay else ", loopback")
    found = [
        figure(name, taken["seconds"], "s", goal=FULL.get((pupils, delay))),
        figure("  objects a second", taken["sent"] / taken["seconds"], "objects/s", better="higher"),
    ]
    if delay:
        return found
    each[pupils] = taken["seconds"] / taken["sent"]
    return [
        *found,
        figure("  requests", taken["sent"], "requests"),
        figure("  processor time of the sending process", taken["processor"], "s"),
        figure("  most memory of the sending process", taken["peak"], "MB", goal=MEMORY),
        figure("  what is kept of what was sent, in the database", _megabytes("school_sentobject"), "MB"),
        figure("  the log of releases, in the database", _megabytes("exchange_release"), "MB"),
    ]


def _differences(running: Stack, pupils: int) -> list[Figure]:
    _supplier(running, 0, keep=True)
    same = _taken(pupils)
    run_python("bench.provisioning_sending", "change", str(pupils))
    changed = _taken(pupils)
    return [
        figure(f"{pupils} pupils, nothing changed", same["seconds"], "s", goal=SAME.get(pupils)),
        figure(f"{pupils} pupils, 1 % changed", changed["seconds"], "s", goal=CHANGED.get(pupils)),
        figure("  requests", changed["sent"], "requests"),
        figure("  most memory of the sending process", changed["peak"], "MB", goal=MEMORY),
    ]


def _taken(pupils: int) -> dict[str, float]:
    found: dict[str, float] = json.loads(run_python("bench.provisioning_sending", "usual", str(pupils)))
    return found


def _supplier(running: Stack, delay: int, *, keep: bool = False) -> None:
    """Empty unless told to keep, with the delay. It keeps ids alone: it shares the machine with us."""
    control = f"http://{HOST}:{running.ports.supplier}/linden/control"
    with httpx.Client(timeout=60) as client:
        if not keep:
            client.delete(f"{control}/objects").raise_for_status()
        behaviour = {"keep": "ids", "log": "counts", "latency_ms": delay}
        client.post(f"{control}/oddities", json=behaviour).raise_for_status()


def _megabytes(table: str) -> float:
    with psycopg.connect(os.environ["DATABASE_BACKUP_URL"]) as connection:
        row = connection.execute("SELECT pg_total_relation_size(%s::regclass)", [table]).fetchone()
    return row[0] / 1e6 if row else 0.0
