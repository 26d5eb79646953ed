"""What killed processes leave behind goes; what others work on stays."""

import os
from datetime import timedelta
from pathlib import Path

import pytest

from armkrok.core.documents import files
from armkrok.kit.days import now


def test_old_workplaces_are_forgotten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with files.workplace() as working:
        killed = tmp_path / f"{files.WORKPLACE}killed"
        killed.mkdir()
        (killed / "in.pdf").write_bytes(b"%PDF-")
        (tmp_path / "others").mkdir()
        old = (now() - timedelta(days=2)).timestamp()
        for folder in (killed, tmp_path / "others"):
            os.utime(folder, (old, old))
        files.forget_workplaces(timedelta(days=1))
        assert not killed.exists()
        assert working.exists()
        assert (tmp_path / "others").exists()
    assert not working.exists()
