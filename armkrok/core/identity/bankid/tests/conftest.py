"""The BankID simulator as a real process, spoken to over HTTP alone."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import httpx
import pytest

from armkrok.core.identity.bankid.client import BankIdClient
from armkrok.core.identity.bankid.config import BankIdConfig
from armkrok.core.identity.bankid.orders import Complete, CompletionData, Purpose, Requirement
from tests.support.simulators import free_port, running

_NUMBERS = (files("armkrok.kit") / "data" / "test_personal_numbers.txt").read_text("ascii").split()
_http = httpx.Client(trust_env=False, timeout=10)
_fresh_numbers = itertools.islice(_NUMBERS, 9_000, None)


@dataclass(frozen=True, slots=True)
class RunningBankId:
    """A started simulator."""

    url: str
    tls_url: str
    home: Path

    def config(self, **changes: Any) -> BankIdConfig:
        """A configuration for it; `changes` replace the ordinary values."""
        ordinary: dict[str, Any] = {
            "base_url": f"{self.url}/rp/v6.0",
            "signature_roots": (self.home / "root.pem",),
            "service_name": "Sundby",
            "app_url": f"{self.url}/app",
        }
        return BankIdConfig(**(ordinary | changes))

    def control(self, path: str, **body: Any) -> dict[str, Any]:
        """Turn a switch or act as the phone; fails the test when refused."""
        response = _http.post(f"{self.url}{path}", json=body)
        response.raise_for_status()
        answer: dict[str, Any] = response.json()
        return answer

    def reset(self) -> None:
        """Everything works, and nobody answers by herself."""
        _http.delete(f"{self.url}/control/faults")
        self.control("/control/mode", answer="ask")
        self.control("/phone/choose", person=None)


@pytest.fixture(scope="session")
def running_bankid(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningBankId]:
    """One simulator for the whole run."""
    home, port = tmp_path_factory.mktemp("bankid"), free_port()
    told = ("--tls-port", str(port), "--answer", "ask")
    with running("armkrok.simulators.bankid", home, *told) as url:
        yield RunningBankId(url, f"https://127.0.0.1:{port}", home)


@pytest.fixture
def bankid(running_bankid: RunningBankId) -> RunningBankId:
    """The simulator, as new."""
    running_bankid.reset()
    return running_bankid


@pytest.fixture
def client(bankid: RunningBankId) -> Iterator[BankIdClient]:
    """A client that does not really wait between its tries."""
    client = BankIdClient(bankid.config(), sleep=lambda seconds: None)
    yield client
    client.close()


@pytest.fixture
def number() -> str:
    """A test number that no other test uses."""
    return next(_fresh_numbers)


def answered(
    bankid: RunningBankId,
    client: BankIdClient,
    number: str,
    *,
    purpose: Purpose = Purpose.SIGN,
    text: str | None = "Protokoll från Sundby – åäö",
    hidden: bytes | None = b"\x00\x01 document digest \xff",
) -> CompletionData:
    """Order, answer on the phone, collect."""
    demand = Requirement(personal_number=number)
    if purpose is Purpose.SIGN:
        order = client.sign(
            end_user_ip="192.0.2.7", visible_text=text or "", non_visible=hidden, requirement=demand
        )
    else:
        order = client.auth(
            end_user_ip="192.0.2.7", visible_text=text, non_visible=hidden, requirement=demand
        )
    bankid.control("/phone/answer", orderRef=order.order_ref, action="approve")
    collected = client.collect(order.order_ref)
    assert isinstance(collected, Complete)
    return collected.completion
