"""Everything on this machine: many people sign many documents at once.

Server, worker, database, simulators, mailbox and the people's browsers share the processor.
"""

import json
import os
import shutil
import subprocess
import sys
import time
from typing import Any

import psutil
import psycopg

from bench.figures import Figure, figure
from bench.stack import BUILD, HOST, Stack, run_python, stack

PEOPLE = int(os.environ.get("BENCH_PEOPLE", "1000"))
DOCUMENTS = PEOPLE // 20
EACH = 20
PATIENCE = 180.0
HOME = BUILD / "service"


def rows() -> list[Figure]:
    """One run from an empty database."""
    shutil.rmtree(HOME, ignore_errors=True)
    people = HOME / "crowd.json"

    def prepare() -> None:
        run_python("bench.preparing", str(PEOPLE), str(DOCUMENTS), str(people))

    with stack(HOME, prepare=prepare) as running:
        _wait_for_quiet(running)
        login = _crowd(running, "login")
        before = _processor_seconds()
        signed = _crowd(running, "sign")
        after = _processor_seconds()
        _wait_for_quiet(running)
        judged: dict[str, Any] = json.loads(run_python("bench.judging"))
    (HOME / "result.json").write_text(json.dumps({"login": login, "sign": signed, "judged": judged}))
    cost = {name: after.get(name, 0.0) - before.get(name, 0.0) for name in after} | {"crowd": signed["cpu"]}
    print("processor seconds: " + ", ".join(f"{name} {value:.1f}" for name, value in sorted(cost.items())))
    return _figures(login, signed, judged)


def _figures(login: dict[str, Any], signed: dict[str, Any], judged: dict[str, Any]) -> list[Figure]:
    answered_to_stored = sorted(stored - asked for asked, stored, _ in judged["times"])
    stored = [stored for _, stored, _ in judged["times"]]
    seconds = max(stored) - signed["wall"] if stored else PATIENCE
    outcomes = signed["outcomes"]
    good = [
        one for one in judged["files"]
        if one["verdict"] == "valid" and one["signatures"] == EACH and one["all_yes"] and one["sealed"]
    ]  # fmt: skip
    logins = [one for one in login["outcomes"] if not one["error"]]
    login_seconds = max(one["ended"] for one in logins)
    for text in sorted({one["error"] for one in outcomes + login["outcomes"] if one["error"]})[:10]:
        print("error:", text)
    return [
        figure("Signings a second", len(stored) / seconds, "1/s", goal=20, better="higher"),
        figure("e-ID answer to stored signature, median", _share(answered_to_stored, 0.5), "s"),
        figure("e-ID answer to stored signature, p95", _share(answered_to_stored, 0.95), "s", goal=1),
        figure("e-ID answer to stored signature, slowest", answered_to_stored[-1], "s"),
        figure("Signatures lost", PEOPLE - len(stored), "", goal=0),
        figure("Files not valid with 20 signatures", DOCUMENTS - len(good), "", goal=0),
        figure("Browsers that met an error", sum(bool(one["error"]) for one in outcomes), "", goal=0),
        figure("HTTP requests a signing", sum(one["asked"] for one in outcomes) / len(outcomes), ""),
        figure("Slowest single page, p95", _share(sorted(one["slowest"] for one in outcomes), 0.95), "s"),
        figure("Log-ins a second, beforehand", len(logins) / login_seconds, "1/s", better="higher"),
    ]


def _share(ordered: list[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def _crowd(running: Stack, deed: str) -> dict[str, Any]:
    result = HOME / f"{deed}.json"
    web, bankid = f"http://{HOST}:{running.ports.web}", f"http://{HOST}:{running.ports.bankid}"
    subprocess.run(
        [sys.executable, "-m", "bench.crowd", deed, web, bankid, str(HOME / "crowd.json"), str(result)],
        check=True,
    )
    found: dict[str, Any] = json.loads(result.read_text())
    return found


def _wait_for_quiet(running: Stack) -> None:
    """Until the queue is empty, so that yesterday's letters are not measured."""
    end = time.monotonic() + PATIENCE
    with psycopg.connect(running.database, autocommit=True) as connection:
        while time.monotonic() < end:
            row = connection.execute(
                "SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing')"
            ).fetchone()
            if row == (0,):
                return
            time.sleep(0.5)
    print("the queue did not become empty", file=sys.stderr)


MARKS = (
    ("armkrok.site.cli.main run", "web"),
    ("armkrok.site.cli.main worker", "worker"),
    ("simulators.bankid", "bankid"),
    ("simulators.tsa", "tsa"),
    ("simulators.mailbox", "mailbox"),
    ("forkserver", "engine pool"),
)


def _processor_seconds() -> dict[str, float]:
    """Processor time so far of this run's processes, by kind. A backend that has ended is not counted."""
    postmaster = int((HOME / "postgres" / "postmaster.pid").read_text().split()[0])
    servers = psutil.Process(postmaster)
    found = {"database": sum(_seconds(one) for one in (servers, *servers.children()))}
    for process in psutil.Process().children(recursive=True):
        line = " ".join(process.cmdline())
        name = next((name for mark, name in MARKS if mark in line), "other")
        found[name] = found.get(name, 0.0) + _seconds(process)
    return found


def _seconds(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)
