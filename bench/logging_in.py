"""Log-ins at an even pace, on this machine: web, worker, database, BankID and the browsers share it."""

import json
import os
import shutil
import subprocess
import sys
from typing import Any

from bench.figures import Figure, figure
from bench.stack import BUILD, HOST, run_python, stack

PACE = float(os.environ.get("BENCH_LOGINS", "50"))
SECONDS = float(os.environ.get("BENCH_LOGIN_SECONDS", "60"))
PEOPLE, DOCUMENTS = 400, 20
GOAL_MS = 500
HOME = BUILD / "logins"


def rows() -> list[Figure]:
    """One rush, from an empty database; a few log in first, so that everything is warm."""
    shutil.rmtree(HOME, ignore_errors=True)
    people = HOME / "crowd.json"

    def prepare() -> None:
        run_python("bench.preparing", str(PEOPLE), str(DOCUMENTS), str(people))

    with stack(HOME, prepare=prepare) as running:
        web, bankid = f"http://{HOST}:{running.ports.web}", f"http://{HOST}:{running.ports.bankid}"
        _rush(web, bankid, 5.0, 8.0)
        found = _rush(web, bankid, PACE, SECONDS)
    return _figures(found)


def _rush(web: str, bankid: str, pace: float, seconds: float) -> dict[str, Any]:
    result = HOME / "logins.json"
    command = [sys.executable, "-m", "bench.login_rush", web, bankid, str(HOME / "crowd.json"), str(result)]
    subprocess.run([*command, str(pace), str(seconds)], check=True)
    found: dict[str, Any] = json.loads(result.read_text())
    return found


def _figures(found: dict[str, Any]) -> list[Figure]:
    every = found["rows"]
    good = [one for one in every if not one["error"]]
    for text in sorted({one["error"] for one in every if one["error"]})[:10]:
        print("error:", text)
    times = {
        kind: sorted(t for one in good for t in one["took"][kind]) for kind in ("answer", "start", "page")
    }
    return [
        figure("Log-ins that came a second", PACE, "1/s"),
        figure("Log-ins a second", len(good) / found["lasted"], "1/s", goal=PACE * 0.95, better="higher"),
        figure("Answer to session, median", 1000 * _share(times["answer"], 0.5), "ms"),
        figure("Answer to session, p95", 1000 * _share(times["answer"], 0.95), "ms", goal=GOAL_MS),
        figure("Begin at BankID, p95", 1000 * _share(times["start"], 0.95), "ms", goal=GOAL_MS),
        figure("Pages of a log-in, p95", 1000 * _share(times["page"], 0.95), "ms", goal=GOAL_MS),
        figure("Log-ins that failed", len(every) - len(good), "", goal=0),
    ]


def _share(ordered: list[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else float("nan")
