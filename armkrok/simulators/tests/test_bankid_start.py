"""Starting and stopping the BankID simulator, its people file and its kept keys."""

from __future__ import annotations

import json
import signal
import ssl
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest

from armkrok.simulators.tests.conftest import free_port, started

MODULE = "armkrok.simulators.bankid"


def people_file(folder: Path, *people: dict[str, Any]) -> Path:
    """A people file."""
    path = folder / "people.json"
    path.write_text(json.dumps(people), "utf-8")
    return path


def person(number: str, **more: str) -> dict[str, str]:
    """One row."""
    row = {"personal_number": number, "given_name": "Sara", "surname": "Lind", "role": "HR-chef"}
    return row | more


@pytest.mark.parametrize("number_form", ["{}", "hyphen"])
def test_people_come_from_the_file(tmp_path: Path, number: str, number_form: str) -> None:
    written = number if number_form == "{}" else f"{number[:8]}-{number[8:]}"
    path = people_file(tmp_path, person(written, behaviour="cancel"))
    with started(MODULE, tmp_path / "home", "--people", str(path)) as bankid:
        (listed,) = bankid.http.get("/phone/people").json()["people"]
        assert listed == {
            "key": "sara-lind",
            "name": "Sara Lind",
            "birth": f"{number[:8]}-••••",
            "role": "HR-chef",
            "behaviour": "cancel",
        }
        for who in ("sara-lind", "Sara Lind", number):
            order = bankid.order()
            bankid.post("/phone/answer", orderRef=order["orderRef"], person=who)
            assert bankid.collect(order)["hintCode"] == "userCancel"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "must be a JSON list"),
        ('[{"personal_number": "189001019802"}]', "must be a JSON list"),
        ('{"a": 1}', "must be a JSON list"),
        (json.dumps([person("198112189876")]), "no published test number"),
        (json.dumps([person("189001019802", behaviour="sulky")]), "must be a JSON list"),
        (json.dumps([person("189001019802"), person("189001029819")]), "give each a key"),
    ],
)
def test_a_wrong_people_file_is_refused_in_words(tmp_path: Path, content: str, said: str) -> None:
    path = tmp_path / "people.json"
    path.write_text(content, "utf-8")
    arguments = ["--port", str(free_port()), "--home", str(tmp_path), "--people", str(path)]
    ended = subprocess.run(
        [sys.executable, "-m", MODULE, *arguments], capture_output=True, text=True, timeout=20, check=False
    )
    assert ended.returncode == 2
    assert said in ended.stderr
    assert "198112189876" not in ended.stderr


def test_keys_are_made_once_and_readable_by_the_owner_alone(tmp_path: Path) -> None:
    with started(MODULE, tmp_path):
        root = (tmp_path / "root.pem").read_bytes()
        modes = {path.stat().st_mode & 0o077 for path in (tmp_path / "keys").glob("*.key")}
    with started(MODULE, tmp_path):
        assert (tmp_path / "root.pem").read_bytes() == root
    assert modes == {0}


@pytest.mark.parametrize("number_of_signal", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_when_told(tmp_path: Path, number_of_signal: signal.Signals) -> None:
    with started(MODULE, tmp_path) as bankid:
        bankid.process.send_signal(number_of_signal)
        assert bankid.process.wait(30) == 0


def test_a_taken_port_is_refused_rather_than_shared(tmp_path: Path) -> None:
    with started(MODULE, tmp_path) as bankid:
        port = bankid.url.rsplit(":", 1)[1]
        command = [sys.executable, "-m", MODULE, "--port", port, "--home", str(tmp_path)]
        ended = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)
    assert ended.returncode == 1
    assert f"Port {port}" in ended.stderr


def test_the_environment_can_ask_for_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: str
) -> None:
    monkeypatch.setenv("ARMKROK_DEMO_ANSWER", "auto")
    with started(MODULE, tmp_path) as bankid:
        order = bankid.order(requirement={"personalNumber": number})
        assert bankid.collect(order)["status"] == "complete"


def test_mutual_tls_lets_known_clients_in_only(tmp_path: Path) -> None:
    port = free_port()
    with started(MODULE, tmp_path, "--tls-port", str(port)):
        url = f"https://127.0.0.1:{port}/rp/v6.0/auth"
        context = ssl.create_default_context(cafile=str(tmp_path / "tls" / "root.pem"))
        with pytest.raises(httpx.TransportError):
            httpx.post(url, json={"endUserIp": "192.0.2.7"}, verify=context)
        context.load_cert_chain(tmp_path / "tls" / "client.pem", tmp_path / "tls" / "client.key")
        assert httpx.post(url, json={"endUserIp": "192.0.2.7"}, verify=context).status_code == 200
