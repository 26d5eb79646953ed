"""The example that a case-handling system can copy, run as it stands against the whole of Armkrok."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from armkrok.site import towns
from armkrok.site.embedded import addresses
from tests.journeys.over_http import Caller, logged_in
from tests.journeys.server import Place, running
from tests.support.databases import SUPERUSER, new_database
from tests.support.papers import minutes
from tests.support.simulators import free_port

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = "/sundby/installningar/"
SEALED = "signing.request.sealed"


@pytest.fixture
def whole(django_db_setup: None, tmp_path: Path) -> Iterator[Place]:
    """Armkrok with the two towns, as its own processes; no browser is needed."""
    name = f"armkrok_systems_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    new_database(name)
    with running(addresses(os.environ[SUPERUSER], name), tmp_path / "home") as place:
        yield place


def _let_in(sara: Caller) -> dict[str, str]:
    """Sara gives the case system an id and a secret."""
    sara.get(f"{SETTINGS}system/")
    sara.submit("/system/", name="Ärendesystemet", scopes=["signing.send", "signing.verify"])
    sara.submit("/system/")
    client_id, secret = (one.text_content().strip() for one in sara.tree.xpath("//dd[@class='ak-code']"))
    return {"ARMKROK_CLIENT_ID": client_id, "ARMKROK_CLIENT_SECRET": secret}


def _register(sara: Caller, port: int) -> str:
    """Sara registers where it listens; its secret."""
    sara.get(f"{SETTINGS}aviseringar/ny/")
    sara.submit("/ny/", name="Ärendesystemet", url=f"http://127.0.0.1:{port}/in", events=[SEALED])
    sara.submit("/ny/")
    (secret,) = (one.text_content().strip() for one in sara.tree.xpath("//section//dd[@class='ak-code']"))
    return str(secret)


@contextmanager
def _case_system(folder: Path, port: int, settings: dict[str, str]) -> "Iterator[subprocess.Popen[str]]":
    """The example, asking Karin to sign."""
    karin = towns.person("karin")
    (folder / "avtal.pdf").write_bytes(minutes(2))
    person = {"name": karin.name, "email": karin.email, "personal_number": karin.number}
    (folder / "people.json").write_text(json.dumps([person]), "utf-8")
    command = [sys.executable, str(ROOT / "examples" / "case_system" / "case_system.py"), "2026-117"]
    command += [str(folder / name) for name in ("avtal.pdf", "people.json", "")]
    environment = os.environ | settings | {"PYTHONPATH": str(ROOT / "clients" / "python")}
    process = subprocess.Popen(
        [*command, "--port", str(port)], env=environment, stdout=subprocess.PIPE, text=True
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def _said(process: "subprocess.Popen[str]", start: str) -> str:
    assert process.stdout
    line = process.stdout.readline().strip()
    assert line.startswith(start), line
    return line.removeprefix(start)


@pytest.mark.journey
def test_a_case_system_asks_is_told_and_keeps_the_document(whole: Place, tmp_path: Path) -> None:
    sara, port = logged_in(whole, "sara"), free_port()
    settings = {"ARMKROK_URL": whole.web, "ARMKROK_ORGANISATION": "sundby", **_let_in(sara)}
    settings["ARMKROK_WEBHOOK_SECRET"] = _register(sara, port)
    with _case_system(tmp_path, port, settings) as process:
        request_id = _said(process, "Asked: ")
        logged_in(whole, "karin").sign(request_id)
        _said(process, "Stored: ")
        assert process.wait(20) == 0
    stored = (tmp_path / "2026-117.pdf").read_bytes()
    assert stored.startswith(b"%PDF-")
    assert b"ETSI.RFC3161" in stored, "the archive time stamp"
    assert json.loads((tmp_path / "cases.json").read_text("utf-8")) == {request_id: "2026-117"}
