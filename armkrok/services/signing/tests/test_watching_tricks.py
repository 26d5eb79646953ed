"""Whoever may write in a watched folder may ask for signatures there, and nothing more."""

import json
import os
from pathlib import Path

import pytest

from armkrok.services.signing.tests.folders import PDF, Folder, folder, sidecar
from armkrok.services.signing.watching import DONE, FAILED, MOVING

__all__ = ["folder"]


def _note(folder: Folder, told: object) -> Path:
    notes = folder.path / MOVING
    notes.mkdir(exist_ok=True)
    note = notes / "0.json"
    note.write_text(told if isinstance(told, str) else json.dumps(told), "utf-8")
    return note


def _asks(folder: Folder) -> None:
    folder.put("avtal.pdf", PDF)
    folder.put("avtal.json", sidecar())


@pytest.mark.parametrize("name", [DONE, FAILED, MOVING])
def test_a_link_for_one_of_our_folders_leads_nowhere(folder: Folder, name: str) -> None:
    elsewhere = folder.path.parent / "elsewhere"
    elsewhere.mkdir()
    (folder.path / name).symlink_to(elsewhere)
    _asks(folder)
    folder.put("ensam.pdf", PDF, age=10_000)
    folder.look()
    assert list(elsewhere.iterdir()) == []
    assert folder.names(DONE) == {"avtal.pdf", "avtal.json"}
    assert folder.names(FAILED) == {"ensam.pdf", "ensam.pdf.txt"}


def test_a_forged_note_moves_nothing(folder: Folder) -> None:
    secret = folder.path.parent / "nyckel.pem"
    secret.write_text("hemlig")
    mark = secret.stat().st_mtime_ns
    forged: list[object] = [
        {"where": DONE, "why": "", "marks": {"../nyckel.pem": mark}},
        {"where": DONE, "why": "", "marks": {str(secret): mark}},
        {"where": "..", "why": "skrivet", "marks": {"x": 0}},
        {"where": str(folder.path.parent), "why": "skrivet", "marks": {}},
        {"where": FAILED, "why": "skrivet", "marks": {"../../x": 0}},
        {"where": FAILED, "marks": 3}, [], "{", "[" * 100_000,
    ]  # fmt: skip
    for told in forged:
        note = _note(folder, told)
        folder.look()
        assert not note.exists()
    assert secret.read_text() == "hemlig"
    assert {one.name for one in folder.path.parent.iterdir()} == {"sundby", "nyckel.pem"}


def test_a_note_that_is_a_link_or_a_pipe_stops_nothing(folder: Folder) -> None:
    note = _note(folder, "{")
    note.unlink()
    note.symlink_to("/etc/passwd")
    os.mkfifo(note.with_name("1.json"))
    _asks(folder)
    folder.look()
    assert len(folder.requests()) == 1


def test_an_explanation_writes_over_nothing(folder: Folder) -> None:
    outside = folder.path.parent / "utanför.txt"
    outside.write_text("orört")
    (folder.path / FAILED).mkdir()
    (folder.path / FAILED / "ensam.pdf.txt").symlink_to(outside)
    folder.put("ensam.pdf", PDF, age=10_000)
    folder.look()
    assert outside.read_text() == "orört"
