"""The simulators as real processes on free ports."""

from __future__ import annotations

import itertools
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.support.simulators import wait_for_ports

_DATA = files("armkrok.kit") / "data"
_fresh_numbers = itertools.islice(
    (_DATA / "test_personal_numbers.txt").read_text("ascii").split(), 14_000, None
)


@dataclass(frozen=True, slots=True)
class Running:
    """A started simulator. `http` follows no redirects and keeps no cookies between tests."""

    url: str
    home: Path
    process: subprocess.Popen[bytes]
    http: httpx.Client

    def api(self, path: str, **body: Any) -> httpx.Response:
        """POST JSON to BankID's API."""
        return self.http.post(f"/rp/v6.0/{path}", json=body)

    def post(self, path: str, **body: Any) -> dict[str, Any]:
        """POST JSON to the phone or the switches; fails the test when refused."""
        response = self.http.post(path, json=body)
        response.raise_for_status()
        answer: dict[str, Any] = response.json()
        return answer

    def order(self, path: str = "auth", **body: Any) -> dict[str, Any]:
        """A started order."""
        ordinary = {} if path.startswith("phone") else {"endUserIp": "192.0.2.7"}
        response = self.api(path, **(ordinary | body))
        assert response.status_code == 200, response.text
        answer: dict[str, Any] = response.json()
        return answer

    def collect(self, order: dict[str, Any]) -> dict[str, Any]:
        """How the order stands, after waiting out the second on the simulator's clock."""
        self.post("/control/clock", advance=1.1)
        answer: dict[str, Any] = self.api("collect", orderRef=order["orderRef"]).json()
        return answer


@contextmanager
def started(module: str, home: Path, *arguments: str) -> Iterator[Running]:
    """Run `python -m module` until it answers; stop it afterwards."""
    port = free_port()
    command = [sys.executable, "-m", module, "--port", str(port), "--home", str(home), *arguments]
    url = f"http://127.0.0.1:{port}"
    with (
        subprocess.Popen(command, stderr=subprocess.PIPE) as process,
        httpx.Client(base_url=url, trust_env=False, timeout=10) as http,
    ):
        try:
            _wait_for(http, process)
            wait_for_ports(*arguments)
            yield Running(url, home, process, http)
        finally:
            process.terminate()
            process.wait(30)


@pytest.fixture(scope="session")
def running_bankid(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """One BankID simulator with its built-in personas for the whole run."""
    home = tmp_path_factory.mktemp("bankid")
    with started("armkrok.simulators.bankid", home, "--answer", "ask") as running:
        yield running


@pytest.fixture
def bankid(running_bankid: Running) -> Running:
    """The BankID simulator, as new."""
    running_bankid.http.delete("/control/faults")
    running_bankid.http.cookies.clear()
    running_bankid.post("/control/mode", answer="ask")
    running_bankid.post("/phone/choose", person=None)
    return running_bankid


@pytest.fixture(scope="session")
def running_tsa(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """One time-stamp authority for the whole run."""
    with started("armkrok.simulators.tsa", tmp_path_factory.mktemp("tsa")) as running:
        yield running


@pytest.fixture
def tsa(running_tsa: Running) -> Running:
    """The time-stamp authority, as new."""
    running_tsa.http.delete("/control/faults")
    return running_tsa


@pytest.fixture
def number() -> str:
    """A test number that no other test uses."""
    return next(_fresh_numbers)


@pytest.fixture
def personas(bankid: Running) -> dict[str, str]:
    """The keys of the built-in people by behaviour."""
    people = bankid.http.get("/phone/people").json()["people"]
    return {person["behaviour"]: person["key"] for person in people}


def free_port() -> int:
    """A port nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for(http: httpx.Client, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if http.get("/healthz").status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.05)
    raise AssertionError("the simulator did not start")
