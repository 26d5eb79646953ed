"""The evidence package: what is in it, that openssl agrees, and that every change is found."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from armkrok.services.signing.archive import asice
from armkrok.services.signing.archive.checking import examine
from armkrok.services.signing.archive.command import verify_package
from armkrok.services.signing.archive.contents import FinishedRequest
from armkrok.services.signing.archive.evidence import gather
from armkrok.services.signing.archive.reading import MEDIA_TYPE, is_package
from armkrok.services.signing.engine import TimestampUnavailable
from armkrok.services.signing.engine.tests.authorities import Town
from armkrok.services.signing.engine.timestamp import Timestamper
from armkrok.services.signing.engine.validation.trust_lists import TrustList

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


@pytest.fixture
def package(tmp_path: Path, finished: FinishedRequest, town: Town, timestamper: Timestamper) -> Path:
    target = tmp_path / "bevis.asice"
    asice.build(finished, target, town.credential("Sundby kommun"), timestamper, at=datetime.now(UTC))
    return target


def test_everything_is_there_and_holds(package: Path, trust: list[TrustList]) -> None:
    report = examine(package, trust)
    assert (report.verdict, report.code, report.faults) == ("valid", "all_intact", ())
    assert (report.sealed_by, report.trusted_by) == ("Sundby kommun", "Kommunernas lista")
    assert report.sealed_at is not None
    with zipfile.ZipFile(package) as archive:
        names = archive.namelist()
        contents = json.loads(archive.read("manifest.json"))
        for one in contents["members"]:
            assert hashlib.sha256(archive.read(one["path"])).hexdigest() == one["sha256"]
        assert archive.read("e-legitimation/01/underskrift.xml").startswith(b"<?xml")
    assert names[0] == "mimetype"
    assert {one["path"] for one in contents["members"]} == set(names) - {
        "mimetype", "manifest.json", "META-INF/ASiCManifest001.xml", "META-INF/signature001.p7s",
    }  # fmt: skip
    assert {"dokument/Protokoll-19-november.pdf", "bilagor/Kallelse-aao.pdf", "kontroll/rapport.json"} <= set(
        names
    )
    assert {
        "sammanfattning.txt",
        "logg/logg.jsonl",
        "logg/logg.txt",
        "e-legitimation/03/uppgifter.json",
    } <= set(names)


def test_the_first_bytes_tell_what_it_is(package: Path) -> None:
    """EN 319 162-1 annex A.1: the media type can be read at byte 38 without unpacking."""
    start = package.read_bytes()[:100]
    assert start[30:38] == b"mimetype"
    assert start[38:].startswith(MEDIA_TYPE.encode())
    assert is_package(package)


def test_openssl_agrees(package: Path, town: Town, tmp_path: Path) -> None:
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    with zipfile.ZipFile(package) as archive:
        archive.extractall(tmp_path / "out")
    root = tmp_path / "root.pem"
    root.write_bytes(town.root.certificate.public_bytes(serialization.Encoding.PEM))
    inside = tmp_path / "out" / "META-INF"
    command: list[str | Path] = [
        "openssl", "cms", "-verify", "-binary", "-inform", "DER", "-in", inside / "signature001.p7s",
        "-content", inside / "ASiCManifest001.xml", "-CAfile", root, "-purpose", "any", "-out", "/dev/null",
    ]  # fmt: skip
    good = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (good.returncode, "CMS Verification successful" in good.stderr) == (0, True)
    manifest = inside / "ASiCManifest001.xml"
    manifest.write_bytes(manifest.read_bytes().replace(b"bilagor", b"bilagon"))
    bad = subprocess.run(command, capture_output=True, text=True, check=False)
    assert bad.returncode != 0


def test_all_but_the_seal_is_the_same_every_time(finished: FinishedRequest) -> None:
    first, second = gather(finished).members, gather(finished).members
    assert asice.manifest_of(first) == asice.manifest_of(second)
    assert [(one.path, one.sha256, one.at) for one in first] == [
        (one.path, one.sha256, one.at) for one in second
    ]


def test_any_change_in_any_member_is_found(package: Path, trust: list[TrustList], tmp_path: Path) -> None:
    with zipfile.ZipFile(package) as archive:
        names = archive.namelist()
    for name in names:
        changed = rewritten(
            package, tmp_path / "changed.asice", {name: lambda old: old[:-1] + bytes([old[-1] ^ 1])}
        )
        report = examine(changed, trust)
        assert report.verdict != "valid", name
        if not name.startswith(("META-INF", "mimetype")):
            assert [(one.path, one.code) for one in report.faults] == [(name, "changed")]


def test_a_removed_and_an_added_member_are_named(
    package: Path, trust: list[TrustList], tmp_path: Path
) -> None:
    gone = rewritten(package, tmp_path / "gone.asice", {"bilagor/Kallelse-aao.pdf": lambda old: None})
    report = examine(gone, trust)
    assert (report.verdict, [(one.path, one.code) for one in report.faults]) == (
        "altered",
        [("bilagor/Kallelse-aao.pdf", "missing")],
    )
    with zipfile.ZipFile(package, "a") as archive:
        archive.writestr("dokument/nytt.pdf", b"%PDF-1.7")
    report = examine(package, trust)
    assert (report.verdict, [(one.path, one.code) for one in report.faults]) == (
        "altered",
        [("dokument/nytt.pdf", "added")],
    )


def test_a_manifest_that_follows_the_change_breaks_the_seal(
    package: Path, trust: list[TrustList], tmp_path: Path
) -> None:
    old = base64.b64encode(hashlib.sha256(member(package, "sammanfattning.txt")).digest())
    new = base64.b64encode(hashlib.sha256(b"annat\n").digest())
    changed = rewritten(
        package,
        tmp_path / "changed.asice",
        {
            "sammanfattning.txt": lambda _: b"annat\n",
            asice.MANIFEST: lambda content: content.replace(old, new),
        },
    )
    report = examine(changed, trust)
    assert (report.verdict, report.code) == ("altered", "seal_wrong")


def test_another_who_seals_it_anew_is_not_believed(
    finished: FinishedRequest, tmp_path: Path, trust: list[TrustList], timestamper: Timestamper
) -> None:
    target = tmp_path / "falskt.asice"
    stranger = Town.found().credential("Sundby kommun")
    asice.build(finished, target, stranger, timestamper, at=datetime.now(UTC))
    report = examine(target, trust)
    assert (report.verdict, report.code) == ("not_established", "unknown_issuer")


def test_bytes_hidden_between_members_are_found(
    package: Path, trust: list[TrustList], tmp_path: Path
) -> None:
    content = package.read_bytes()
    before = tmp_path / "before.asice"
    before.write_bytes(b"MZ" + bytes(500) + content)
    assert examine(before, trust).verdict == "altered"
    behind = tmp_path / "behind.asice"
    with zipfile.ZipFile(package) as archive:
        archive.comment = b""
    behind.write_bytes(content[:-2] + b"\x04\x00" + b"hidd")
    assert examine(behind, trust).verdict == "altered"


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_flipped_byte_changes_a_member_unseen(
    package: Path, trust: list[TrustList], tmp_path: Path, data: st.DataObject
) -> None:
    content = bytearray(package.read_bytes())
    content[data.draw(st.integers(0, len(content) - 1))] ^= data.draw(st.integers(1, 255))
    broken = tmp_path / "broken.asice"
    broken.write_bytes(content)
    if examine(broken, trust).verdict == "valid":
        with zipfile.ZipFile(package) as whole, zipfile.ZipFile(broken) as other:
            assert whole.namelist() == other.namelist()
            assert all(whole.read(name) == other.read(name) for name in whole.namelist())


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", "not_a_package"), (b"PK\x05\x06" + bytes(18), "not_a_package"), (b"%PDF-", "not_a_package")],
)
def test_what_is_no_package_is_said_to_be_none(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "x"
    path.write_bytes(content)
    assert (examine(path).verdict, examine(path).code) == ("not_established", code)
    assert not is_package(path)


def test_a_manifest_with_entities_reads_no_files(
    package: Path, trust: list[TrustList], tmp_path: Path
) -> None:
    evil = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'
    changed = rewritten(package, tmp_path / "evil.asice", {asice.MANIFEST: lambda _: evil})
    assert examine(changed, trust).verdict != "valid"


def test_no_time_stamp_no_package(finished: FinishedRequest, tmp_path: Path, town: Town) -> None:
    target = tmp_path / "bevis.asice"
    with pytest.raises(TimestampUnavailable):
        asice.build(
            finished, target, town.credential("Sundby kommun"), Timestamper("http://127.0.0.1:1/"), at=NOW
        )
    assert not target.exists()


def test_a_file_that_is_gone_stops_the_package(
    finished: FinishedRequest, tmp_path: Path, town: Town, timestamper: Timestamper
) -> None:
    finished.files[1].path.unlink()
    target = tmp_path / "bevis.asice"
    with pytest.raises(FileNotFoundError):
        asice.build(finished, target, town.credential("Sundby kommun"), timestamper, at=NOW)
    assert not target.exists()


def test_the_manifest_is_the_standards(package: Path) -> None:
    root = etree.fromstring(member(package, asice.MANIFEST))
    assert root.tag == "{http://uri.etsi.org/02918/v1.2.1#}ASiCManifest"
    assert root[0].get("URI") == "META-INF/signature001.p7s"


def member(package: Path, name: str) -> bytes:
    with zipfile.ZipFile(package) as archive:
        return archive.read(name)


def rewritten(source: Path, target: Path, changes: dict[str, Callable[[bytes], bytes | None]]) -> Path:
    """The package with some members changed, or left out."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for info in old.infolist():
            content = old.read(info.filename)
            changed = changes[info.filename](content) if info.filename in changes else content
            if changed is not None:
                new.writestr(zipfile.ZipInfo(info.filename, info.date_time), changed)
    return target


def test_the_command_says_the_same(package: Path, trust: list[TrustList]) -> None:
    """The fixture's document is no real PDF, so its own signatures cannot be established."""
    out = io.StringIO()
    code = verify_package(package, False, trust, out)
    assert "Paketet är orört" in out.getvalue()
    assert "Stämplat av Sundby kommun" in out.getvalue()
    assert "dokument/Protokoll-19-november.pdf: " in out.getvalue()
    assert code == 2


def test_the_command_on_a_changed_package(package: Path, trust: list[TrustList], tmp_path: Path) -> None:
    changed = rewritten(package, tmp_path / "c.asice", {"logg/logg.txt": lambda old: old + b"x"})
    out = io.StringIO()
    assert verify_package(changed, True, trust, out) == 1
    told = json.loads(out.getvalue())
    assert (told["verdict"], told["faults"][0]["path"]) == ("altered", "logg/logg.txt")
