"""`armkrok demo`: everything on one machine, with two invented towns."""

import os
import subprocess
import sys
import time
from argparse import Namespace
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

from armkrok.site.cli import parts, shape
from armkrok.site.cli.database import database, refuse_mighty_role
from armkrok.site.cli.greeting import greeting
from armkrok.site.cli.place import Stop, home, is_production
from armkrok.site.cli.ports import choose
from armkrok.site.cli.stopping import StopSigns
from armkrok.site.cli.supervisor import TICK, Supervisor
from armkrok.site.introducing import introduce

STOPPING = (("web", "worker"), parts.SIMULATORS)


def command(wanted: Namespace) -> int:
    """Start every part, say so, and end them all at SIGINT or SIGTERM."""
    if is_production():
        raise Stop("Demot kan inte köras med ARMKROK_MODE=production.")
    if wanted.answer:
        os.environ["ARMKROK_DEMO_ANSWER"] = wanted.answer
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # compiling everything at each start takes seconds
    folder, ports = home(), parts.Ports(*choose(wanted.port, len(fields(parts.Ports)) - 1))
    os.environ.update(parts.environment(folder, ports))
    signs = StopSigns()
    supervisor = Supervisor(folder / "log", signs.is_told)
    began = time.monotonic()
    print("Startar Armkrok …", flush=True)
    try:
        _run(folder, ports, supervisor, began)
    except (Stop, subprocess.SubprocessError):
        if not signs.is_told():  # Ctrl-C in the middle of a start may break it, and that is no news
            raise
    finally:
        print("Stoppar …", flush=True)
        supervisor.stop(STOPPING)
    print("Allt är stoppat.", flush=True)
    return 0


def _run(folder: Path, ports: parts.Ports, supervisor: Supervisor, began: float) -> None:
    introduce(folder / "people.json")
    for part in parts.simulators(folder, ports):
        supervisor.start(part)
    with database() as addresses:
        try:
            supervisor.wait_until_ready()
            furnish(folder, addresses.application, supervisor.should_stop)
            if not supervisor.should_stop():
                _serve(folder, ports, addresses.application, supervisor)
                print(greeting(folder, ports, time.monotonic() - began), flush=True)
                supervisor.watch()
        finally:
            supervisor.stop(STOPPING[:1])


def _serve(folder: Path, ports: parts.Ports, url: str, supervisor: Supervisor) -> None:
    refuse_mighty_role(url)
    supervisor.start(parts.web(ports.web))
    supervisor.start(parts.worker(url))
    supervisor.start(parts.openid(folder, ports.oidc))
    supervisor.wait_until_ready()


def furnish(folder: Path, url: str, should_stop: Callable[[], bool]) -> None:
    """Migrate and load the towns, unless that is already done for this code."""
    state = folder / "demo.json"
    if shape.is_furnished(state, url):
        return
    print("Gör i ordning databasen och de två kommunerna …", flush=True)
    log = folder / "log" / "furnish.log"
    with log.open("wb") as out:
        child = subprocess.Popen(
            [sys.executable, "-m", "armkrok.site.cli.furnish"], stdout=out, stderr=out, start_new_session=True
        )
    while child.poll() is None and not should_stop():
        time.sleep(TICK)
    if child.poll() is None:
        child.terminate()
        child.wait()
    elif child.returncode:
        lines = log.read_text(errors="replace").strip().splitlines() or [""]
        raise Stop(f"Databasen kunde inte göras i ordning: {lines[-1]} Se {log}")
    else:
        shape.remember(state, url)
