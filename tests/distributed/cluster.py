"""Several web and worker processes that share a database and a file store, and nothing else."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import psycopg

from armkrok.site.cli.place import ROOT
from armkrok.site.roles import addresses, make_database
from tests.distributed.servers import Servers
from tests.support.simulators import free_port, running

PATIENCE = 120.0
HIDDEN = ("DATABASE_", "ARMKROK_", "DJANGO_", "PYTEST_", "AWS_")


@dataclass
class Cluster:
    """Its processes by name, and where the world outside is."""

    home: Path
    environment: dict[str, str]
    database: str
    bankid: str
    mailbox: str
    webs: dict[str, int] = field(default_factory=dict)
    processes: dict[str, "subprocess.Popen[bytes]"] = field(default_factory=dict)

    def start_web(self, name: str) -> None:
        """A web process with a folder of its own: nothing local is shared."""
        port = self.webs.setdefault(name, free_port())
        self._start(name, "run", "--port", str(port))

    def start_worker(self, name: str) -> None:
        """A worker with a folder of its own."""
        self._start(name, "worker", "--name", name)

    def kill(self, name: str) -> None:
        """As when a machine loses its power: the process and its children, at once."""
        process = self.processes.pop(name)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def wait_until_ready(self) -> None:
        """Every web answers /readyz."""
        for name, port in self.webs.items():
            _wait(f"http://127.0.0.1:{port}/readyz", self.log(name))

    def log(self, name: str) -> Path:
        """Where its output goes."""
        return self.home / f"{name}.log"

    def run(self, *arguments: str) -> str:
        """Run `python -m …` in the cluster's environment; its output."""
        return self._python("tools", "-m", *arguments)

    def script(self, path: Path, name: str) -> str:
        """Run a file as a process with a folder of its own; its output."""
        return self._python(name, str(path))

    def _python(self, name: str, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, *arguments], cwd=ROOT, env=self._environment(name), check=False,
            capture_output=True, text=True,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout

    def count(self, query: str) -> int:
        """One number from the database, past its walls."""
        with psycopg.connect(self.database) as connection:
            row = connection.execute(query.encode()).fetchone()
        return int(row[0]) if row else 0

    def _start(self, name: str, *arguments: str) -> None:
        with self.log(name).open("ab") as out:
            self.processes[name] = subprocess.Popen(
                [sys.executable, "-m", "armkrok.site.cli.main", *arguments],
                cwd=ROOT, env=self._environment(name), stdout=out, stderr=out, start_new_session=True,
            )  # fmt: skip

    def _environment(self, name: str) -> dict[str, str]:
        outside = {key: value for key, value in os.environ.items() if not key.startswith(HIDDEN)}
        return {**outside, **self.environment, "ARMKROK_HOME": str(self.home / name)}


@contextmanager
def cluster(home: Path, servers: Servers, files: dict[str, str]) -> Iterator[Cluster]:
    """A migrated database and the simulators; the caller starts webs and workers."""
    make_database(servers.superuser, "cluster")
    straight, pooled = addresses(servers.superuser, "cluster"), addresses(servers.pooled, "cluster")
    with ExitStack() as stack:
        bankid = stack.enter_context(
            running("armkrok.simulators.bankid", home / "bankid", "--answer", "auto")
        )
        tsa = stack.enter_context(running("armkrok.simulators.tsa", home / "tsa"))
        smtp = free_port()
        letters = ("armkrok.simulators.mailbox", home / "mailbox", "--smtp-port", str(smtp))
        mailbox = stack.enter_context(running(*letters))
        made = Cluster(home, _settings(home, bankid, tsa, smtp) | files, straight.superuser, bankid, mailbox)
        made.environment |= {"DATABASE_URL": pooled.application, "DATABASE_OWNER_URL": straight.owner}
        made.environment["DATABASE_BACKUP_URL"] = _backup_role(straight.superuser)
        made.run("armkrok.site.cli.main", "migrate")
        try:
            yield made
        finally:
            for name in list(made.processes):
                made.kill(name)


def _backup_role(superuser: str) -> str:
    """The role that docs/operation.md tells an operator to make."""
    with psycopg.connect(superuser) as connection:
        connection.execute("CREATE ROLE armkrok_backup LOGIN BYPASSRLS")
        connection.execute("GRANT pg_read_all_data TO armkrok_backup")
    return superuser.replace("postgres@", "armkrok_backup@", 1)


def _settings(home: Path, bankid: str, tsa: str, smtp: int) -> dict[str, str]:
    """What every process is told: keys and trust list are shared, as an operator would copy them."""
    return {
        "ARMKROK_MODE": "demo",
        "ARMKROK_DATABASE_POOLED": "1",
        "ARMKROK_WEB_WORKERS": "1",
        "ARMKROK_WORKER_STALLED": "6",
        "ARMKROK_KEYS": str(home / "keys"),
        "ARMKROK_TRUST": str(home / "trust"),
        "ARMKROK_BANKID_URL": bankid,
        "ARMKROK_BANKID_APP_URL": f"{bankid}/app",
        "ARMKROK_BANKID_ROOT": str(home / "bankid" / "root.pem"),
        "ARMKROK_TSA_URL": tsa,
        "ARMKROK_TSA_ROOT": str(home / "tsa" / "root.pem"),
        "ARMKROK_SMTP_URL": f"smtp://127.0.0.1:{smtp}",
    }


def _wait(url: str, log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            if httpx.get(url, timeout=5).status_code == 200:
                return
        except httpx.HTTPError:
            time.sleep(0.1)
    raise AssertionError(log.read_text()[-3000:])
