"""BankID and the time-stamp authority as processes of their own, one pair a test process."""

import itertools
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from armkrok.site.cli.ports import is_free

PATIENCE, PORTS = 30.0, 16
CALLER = httpx.Client(trust_env=False, timeout=PATIENCE, limits=httpx.Limits(max_keepalive_connections=0))
"""For the switches: a client of its own for each would take longer to make than the answer to come."""
LIFETIME = 181
"""Seconds after which an order at BankID that nobody has answered is over."""


@dataclass(frozen=True)
class Simulators:
    """Where they answer, and their switches."""

    bankid: str
    tsa: str

    def answer(self, order_ref: str, number: str = "", action: str = "approve") -> None:
        """The phone answers an order, as the person with the number."""
        body = {"orderRef": order_ref, "action": action} | ({"personalNumber": number} if number else {})
        CALLER.post(f"{self.bankid}/phone/answer", json=body).raise_for_status()

    def fault(self, at: str, **fault: Any) -> None:
        """Let a simulator fail."""
        CALLER.post(f"{at}/control/faults", json=fault).raise_for_status()

    def clock(self, seconds: float) -> None:
        """Move BankID's clock on."""
        CALLER.post(f"{self.bankid}/control/clock", json={"advance": seconds}).raise_for_status()

    def heal(self) -> None:
        """No faults."""
        for at in (self.bankid, self.tsa):
            CALLER.delete(f"{at}/control/faults").raise_for_status()


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def free_block() -> int:
    """The first of so many free ports in a row, for a demo.

    Below those that the kernel gives to whoever calls out (32 768 and up), where one that is free now may be
    taken when the last part starts. Two processes look in different places and do not meet.
    """
    for step in range(200):
        first = 20_000 + (os.getpid() * PORTS + step * 7_310) % 12_000
        if all(is_free(first + one) for one in range(PORTS)):
            return first
    raise AssertionError("no free ports")


@contextmanager
def running(module: str, home: Path, *arguments: str) -> Iterator[str]:
    """A simulator on a free port, stopped afterwards; gives its address when all of its ports answer."""
    url = f"http://127.0.0.1:{(port := free_port())}"
    command = [sys.executable, "-m", module, "--port", str(port), "--home", str(home), *arguments]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait(url, process)
        wait_for_ports(*arguments)
        yield url
    finally:
        process.terminate()
        process.wait(PATIENCE)


def _wait(url: str, process: "subprocess.Popen[bytes]") -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        assert process.poll() is None, "the simulator ended at once"
        try:
            if CALLER.get(f"{url}/healthz").status_code == 200:
                return
        except httpx.HTTPError:
            time.sleep(0.05)
    raise AssertionError("the simulator did not answer")


def wait_for_ports(*arguments: str) -> None:
    """Until somebody listens on each port among a process's arguments: they do not open all at once."""
    ports = [int(value) for name, value in itertools.pairwise(arguments) if name.endswith("-port")]
    end = time.monotonic() + PATIENCE
    while ports:
        try:
            socket.create_connection(("127.0.0.1", ports[-1]), PATIENCE).close()
            ports.pop()
        except ConnectionRefusedError:
            assert time.monotonic() < end, f"nobody listens on port {ports[-1]}"
            time.sleep(0.05)


@pytest.fixture(scope="session")
def simulator_pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Simulators]:
    """Started once a test process."""
    home = tmp_path_factory.mktemp("simulators")
    with ExitStack() as stack:
        bankid = stack.enter_context(running("armkrok.simulators.bankid", home / "bankid"))
        tsa = stack.enter_context(running("armkrok.simulators.tsa", home / "tsa"))
        _point_settings_at(bankid, tsa, home)
        yield Simulators(bankid, tsa)


@pytest.fixture
def simulators(simulator_pair: Simulators) -> Iterator[Simulators]:
    """The pair without faults, and nobody with an order since before; the settings lead to it."""
    _forget()
    simulator_pair.heal()
    simulator_pair.clock(LIFETIME)
    yield simulator_pair
    simulator_pair.heal()


def _point_settings_at(bankid: str, tsa: str, home: Path) -> None:
    from django.conf import settings

    settings.BANKID |= {"url": bankid, "app_url": f"{bankid}/app", "root": str(home / "bankid" / "root.pem")}
    settings.TSA_URL = tsa
    settings.TSA_ROOT = str(home / "tsa" / "root.pem")

    _forget()


def _forget() -> None:
    """An earlier test of this process may have looked for BankID where nobody answers, and remembered it."""
    from armkrok.core.eid import orders
    from armkrok.services.signing import issuing

    for remembered in (orders.config, issuing.timestamper):
        remembered.cache_clear()
