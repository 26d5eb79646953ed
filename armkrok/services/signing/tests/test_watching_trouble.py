"""The watched folder when things go wrong: links, broken disks, killed processes, a closed service."""

from pathlib import Path
from typing import Any

import pytest

from armkrok.core.tenants.models import OpenService
from armkrok.core.tenants.scope import scope
from armkrok.services.signing import watching
from armkrok.services.signing.actions import importing
from armkrok.services.signing.models import SigningRequest
from armkrok.services.signing.tests.folders import PDF, Folder, folder, sidecar

__all__ = ["folder"]


def test_links_are_not_followed(folder: Folder, tmp_path: Path) -> None:
    secret = tmp_path / "hemligt.pdf"
    secret.write_bytes(PDF)
    (folder.path / "avtal.pdf").symlink_to(secret)
    folder.put("avtal.json", sidecar())
    folder.put("annat.pdf", PDF, age=2000)
    folder.put("annat.json", sidecar(attachments=["avtal.pdf"]), age=2000)
    folder.look()
    assert folder.requests() == []
    assert secret.exists()


def test_one_bad_bundle_does_not_stop_the_others(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    real = importing.take

    def broken(bundle: importing.Bundle) -> SigningRequest:
        if bundle.pdf[0] == "a.pdf":
            raise OSError("the disk is full")
        return real(bundle)

    monkeypatch.setattr(watching, "take", broken)
    for name, age in (("a", 60), ("b", 30)):
        folder.put(f"{name}.pdf", PDF, age=age)
        folder.put(f"{name}.json", sidecar(title=name), age=age)
    folder.look()
    assert [one.title for one in folder.requests()] == ["b"]
    assert folder.names() == {"a.pdf", "a.json"}


def test_killed_between_the_request_and_the_moving(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed before anything was moved, and again with one of two files moved."""
    folder.put("avtal.pdf", PDF)
    folder.put("avtal.json", sidecar(send=True))

    class Killed(BaseException):
        """As SIGKILL: nothing catches it."""

    def die(*_: Any) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(watching.Watch, "_away", die)
        with pytest.raises(Killed):
            folder.look()
    assert len(folder.requests()) == 1
    assert folder.names() == {"avtal.pdf", "avtal.json"}
    real = Path.rename
    moved: list[Path] = []

    def rename(self: Path, target: Path) -> Path:
        if self.suffix == ".json" and self.parent == folder.path and not moved:
            moved.append(self)
            raise Killed
        return real(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", rename)
        with pytest.raises(Killed):
            folder.look()
    assert folder.names() == {"avtal.json"}
    folder.look()
    assert folder.names() == set()
    assert folder.names("done") == {"avtal.pdf", "avtal.json"}
    assert len(folder.requests()) == 1


@pytest.mark.parametrize(
    "text",
    [
        '<!DOCTYPE request [<!ENTITY a "x">]><request><title>&a;</title></request>',
        '<!DOCTYPE request SYSTEM "file:///etc/passwd"><request/>',
        "<request>" * 5000,
        "inte xml",
    ],
)
def test_hostile_xml(folder: Folder, text: str) -> None:
    folder.put("avtal.pdf", PDF, age=2000)
    folder.put("avtal.xml", text, age=2000)
    folder.look()
    assert folder.requests() == []
    assert folder.why("avtal.pdf").startswith("Följefilen går inte att läsa")


def test_a_closed_service_takes_nothing(folder: Folder) -> None:
    folder.put("avtal.pdf", PDF)
    folder.put("avtal.json", sidecar())
    with scope(folder.towns.organisations["sundby"].pk):
        OpenService.objects.all().delete()
    folder.look()
    assert folder.names() == {"avtal.pdf", "avtal.json"}
