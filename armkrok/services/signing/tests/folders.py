"""Sundby's watched folder, and what a system puts there."""

import json
import os
import time
from pathlib import Path
from typing import Any

import pytest

from armkrok.core.tenants.scope import scope
from armkrok.services.signing import jobs
from armkrok.services.signing.models import SigningRequest
from armkrok.site import towns as data
from armkrok.site.settling import Settled
from tests.support.papers import minutes

PDF = minutes(2)
LONG_AGO = 30


class Folder:
    """Sundby's folder, and what a system puts there."""

    def __init__(self, root: Path, towns: Settled) -> None:
        self.path = root / "sundby"
        self.path.mkdir()
        self.towns = towns

    def put(self, name: str, content: bytes | str, *, age: float = LONG_AGO) -> Path:
        """A file that was written some seconds ago."""
        path = self.path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        moment = time.time() - age
        os.utime(path, (moment, moment))
        return path

    def look(self) -> None:
        """The clock's job, once."""
        jobs.import_all()

    def requests(self) -> list[SigningRequest]:
        """All that have been made."""
        with scope(self.towns.organisations["sundby"].pk):
            return list(SigningRequest.objects.order_by("pk"))

    def names(self, where: str = "") -> set[str]:
        """The files at hand, or in done or failed."""
        place = self.path / where
        return {one.name for one in place.iterdir() if one.is_file()} if place.exists() else set()

    def why(self, name: str) -> str:
        """What the text beside a refused file says."""
        return (self.path / "failed" / f"{name}.txt").read_text("utf-8")


@pytest.fixture
def folder(towns: Settled, tmp_path: Path, settings: Any) -> Folder:
    settings.IMPORT_FOLDER = str(tmp_path)
    return Folder(tmp_path, towns)


def person(key: str, **more: Any) -> dict[str, Any]:
    row = data.person(key)
    return {"name": row.name, "email": row.email, "personal_number": row.number, **more}


def sidecar(**more: Any) -> str:
    told = {"sender": data.person("amina").email, "title": "Avtal om lokal", "people": [person("karin")]}
    return json.dumps(told | more)
