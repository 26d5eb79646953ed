"""Armkrok with everything round it, on this machine: database, web, worker, simulators and mailbox."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from armkrok.site.cli import parts
from armkrok.site.cli.place import ROOT
from armkrok.site.cli.ports import HOST, choose, is_free
from armkrok.site.cli.supervisor import Supervisor
from armkrok.site.embedded import Embedded
from armkrok.site.introducing import introduce

BUILD = ROOT / "build" / "bench"
COMMIT_TIMES = "track_commit_timestamp = on\n"
ALL = ("web", "worker", "bankid", "tsa", "mailbox")


@dataclass(frozen=True)
class Stack:
    """A running stack."""

    home: Path
    ports: parts.Ports
    database: str

    def python(self, *arguments: str) -> str:
        """Run a Python module in the stack's environment; its output. Raises CalledProcessError."""
        return run_python(*arguments)


def run_python(*arguments: str) -> str:
    """Run `python -m …`; its standard output. What it says on standard error is shown."""
    done = subprocess.run(
        [sys.executable, "-m", *arguments], stdout=subprocess.PIPE, check=True, text=True, cwd=ROOT
    )
    return done.stdout


@contextmanager
def database(home: Path) -> Iterator[str]:
    """The embedded PostgreSQL of a folder, migrated; children find it by the environment."""
    home.mkdir(parents=True, exist_ok=True)
    server = Embedded(home / "postgres", extra=COMMIT_TIMES)
    found = server.start()
    os.environ |= {
        "ARMKROK_HOME": str(home), "ARMKROK_LOG": "WARNING", "DATABASE_URL": found.application,
        "DATABASE_JOBS_URL": found.application, "DATABASE_OWNER_URL": found.owner,
        "DATABASE_BACKUP_URL": found.superuser,
    }  # fmt: skip
    try:
        run_python("armkrok.site.cli.main", "migrate")
        yield found.application
    finally:
        server.stop()


@contextmanager
def stack(home: Path, *names: str, prepare: Callable[[], Any] | None = None) -> Iterator[Stack]:
    """The named parts (all when none is named), answering; `prepare` runs before web and worker start."""
    ports = parts.Ports(*choose(_free_port(), len(fields(parts.Ports)) - 1))
    os.environ.update(parts.environment(home, ports))
    os.environ["ARMKROK_DEMO_ANSWER"] = "auto"
    os.environ["ARMKROK_LOGINS_PER_ADDRESS"] = "1000000"  # a whole country comes from one address here
    os.environ["PYTHONPYCACHEPREFIX"] = str(
        BUILD / "pycache"
    )  # as in operation: nothing is compiled at start
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    supervisor = Supervisor(home / "log", lambda: False)
    with database(home) as url:
        try:
            introduce(home / "people.json")
            if prepare:
                prepare()
            for part in _parts(home, ports, url):
                if part.name in (names or ALL):
                    supervisor.start(part)
            supervisor.wait_until_ready()
            time.sleep(1.0)
            yield Stack(home, ports, url)
        finally:
            supervisor.stop((("web", "worker"), ("bankid", "tsa", "mailbox", "supplier", "federation")))


def _parts(home: Path, ports: parts.Ports, url: str) -> Iterator[parts.Part]:
    yield parts.simulator("tsa", "TSA", ports.tsa, home)
    yield parts.simulator("mailbox", "Mailbox", ports.mailbox, home, "--smtp-port", str(ports.smtp))
    yield parts.bankid(home, ports.bankid)
    yield parts.supplier(home, ports)
    yield parts.simulator(
        "federation", "Federation", ports.federation, home, "--member", str(home / "supplier")
    )
    yield parts.web(ports.web)
    yield parts.worker(url)


def _free_port() -> int:
    return next(port for port in range(18600, 19600, 20) if is_free(port))


__all__ = ["BUILD", "HOST", "Stack", "database", "run_python", "stack"]
