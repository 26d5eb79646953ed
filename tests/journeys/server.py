"""The whole of Armkrok as its own processes, for browsers: `armkrok demo` on a database of its own."""

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from armkrok.site.cli.ports import is_free
from armkrok.site.roles import Addresses
from tests.support.simulators import free_block

READY = "Armkrok is ready at "
PATIENCE = 90.0


@dataclass
class Place:
    """Where the parts answer."""

    web: str
    bankid: str
    mailbox: str
    school: str
    supplier: str
    home: Path
    environment: dict[str, str] = field(default_factory=dict)
    cookies: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def answer(self, token: str, person: str, action: str = "approve") -> None:
        """The phone answers the order with this auto start token, as the person with the key."""
        body = {"autoStartToken": token, "person": person, "action": action}
        httpx.post(f"{self.bankid}/phone/answer", json=body, timeout=PATIENCE).raise_for_status()

    def clock(self, seconds: float) -> None:
        """Move BankID's clock on."""
        httpx.post(
            f"{self.bankid}/control/clock", json={"advance": seconds}, timeout=PATIENCE
        ).raise_for_status()

    def command(self, *arguments: str) -> str:
        """What `armkrok …` prints, beside the running demo."""
        command = [sys.executable, "-m", "armkrok.site.cli.main", *arguments]
        environment = os.environ | self.environment | {"ARMKROK_URL": self.web}
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout

    def mails(self, to: str, about: str, count: int = 1) -> list[dict[str, Any]]:
        """The mails to an address whose subject holds the words, newest first; waits until they are there."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            answer = httpx.get(
                f"{self.mailbox}/messages.json", params={"to": to}, timeout=PATIENCE
            ).raise_for_status()
            found = [mail for mail in answer.json() if about in mail["subject"]]
            if len(found) >= count:
                return found
            time.sleep(0.2)
        raise AssertionError(f"{to} never got {count} mail about {about!r}")


@contextmanager
def running(database: Addresses | None, home: Path, port: int = 0) -> Iterator[Place]:
    """Start it, wait for the line that says so, stop it afterwards. Without a database it brings its own."""
    port = port if port and is_free(port) else free_block()
    environment = {key: value for key, value in os.environ.items() if key not in {"MAKELEVEL", "MAKEFLAGS"}}
    environment |= {
        "ARMKROK_HOME": str(home),
        "ARMKROK_MODE": "demo",
        "ARMKROK_LOG": "WARNING",
        "ARMKROK_WEB_WORKERS": "1",
        "PYTHONUNBUFFERED": "1",
    }
    if database:
        environment |= {
            "DATABASE_URL": database.application,
            "DATABASE_JOBS_URL": database.application,
            "DATABASE_OWNER_URL": database.owner,
        }
    command = [sys.executable, "-m", "armkrok.site.cli.main", "demo", "--port", str(port)]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    try:
        said = _until_ready(process)
        yield Place(
            _line(said, "Öppna"), _line(said, "Telefonen"), _line(said, "Brevlådan"),
            _line(said, "Skolsystemet"), _line(said, "Leverantören"), home, environment,
        )  # fmt: skip
    finally:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.communicate(timeout=40)
        process.kill()


def _until_ready(process: "subprocess.Popen[bytes]") -> list[str]:
    said: list[str] = []
    assert process.stdout
    for raw in process.stdout:
        said.append(raw.decode(errors="replace").strip())
        if said[-1].startswith(READY):
            return said
    raise AssertionError("Armkrok did not start:\n" + "\n".join(said))


def _line(said: list[str], word: str) -> str:
    """The address in the line that begins with the word."""
    return next(line.split()[1] for line in said if line.startswith(word)).rstrip("/")
