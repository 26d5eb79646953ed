"""A backup holds everything, and comes back whole or not at all."""

import json
import os
import tarfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection
from pytest_django.fixtures import Settings

from armkrok.core.audit.models import AuditRow
from armkrok.core.documents import files
from armkrok.core.documents.models import StoredFile
from armkrok.core.events.recording import record
from armkrok.core.identity.models import Person
from armkrok.core.tenants.models import Organisation
from armkrok.core.tenants.scope import scope
from armkrok.site.cli.main import main
from armkrok.site.roles import addresses
from armkrok.site.settling import settle
from tests.support.databases import SUPERUSER, new_database, point_django_at, run_sql
from tests.support.events import BellRang

CONTENT = b"Protokoll" * 1000


@pytest.fixture
def town(committed_db: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Organisation:
    """Sundby with a file and five rows in its log, in a database that the command line works on."""
    work_on(str(connection.settings_dict["NAME"]), monkeypatch)
    settle()
    town = Organisation.objects.get(slug="sundby")
    source = tmp_path / "protokoll.pdf"
    source.write_bytes(CONTENT)
    for times in range(1, 6):
        with scope(town.pk):
            record(BellRang(times), about=town)
    with scope(town.pk):
        files.store(files.measure(source), "application/pdf")
    return town


def work_on(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let Django and the command line work on this database, with nobody else connected."""
    urls = addresses(os.environ[SUPERUSER], database)
    monkeypatch.setenv("DATABASE_URL", urls.application)
    monkeypatch.setenv("DATABASE_OWNER_URL", urls.owner)
    monkeypatch.setenv("DATABASE_BACKUP_URL", urls.superuser)
    point_django_at(database)


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The name of another, empty database."""
    name = f"{connection.settings_dict['NAME']}_elsewhere"
    new_database(name)
    yield name
    point_django_at("postgres")
    run_sql("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)


def the_file(town: Organisation) -> StoredFile:
    with scope(town.pk):
        found: StoredFile = StoredFile.objects.get()
    return found


def test_the_round_trip(
    town: Organisation, elsewhere: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    backup, people = tmp_path / "armkrok.tar.gz", Person.objects.count()
    key = the_file(town).key
    assert main(["backup", str(backup)]) == 0
    default_storage.delete(key)
    work_on(elsewhere, monkeypatch)
    assert main(["restore", str(backup)]) == 0
    assert Person.objects.count() == people > 20
    assert default_storage.open(the_file(town).key).read() == CONTENT
    with scope(town.pk):
        assert AuditRow.objects.count() == 5
        record(BellRang(6), about=town)
    assert main(["audit", "verify"]) == 0
    assert main(["migrate"]) == 0


def test_a_database_in_use_by_data_is_left_alone(
    town: Organisation, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    backup = tmp_path / "armkrok.tar.gz"
    assert main(["backup", str(backup)]) == 0
    with scope(town.pk):
        record(BellRang(6), about=town)
    point_django_at(str(connection.settings_dict["NAME"]))
    assert main(["restore", str(backup)]) == 1
    assert "--replace" in capsys.readouterr().err
    with scope(town.pk):
        assert AuditRow.objects.count() == 6
    point_django_at(str(connection.settings_dict["NAME"]))
    assert main(["restore", str(backup), "--replace"]) == 0
    with scope(town.pk):
        assert AuditRow.objects.count() == 5


def test_a_running_service_stops_the_restore(
    town: Organisation, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    backup = tmp_path / "armkrok.tar.gz"
    assert main(["backup", str(backup)]) == 0
    with psycopg.connect(os.environ["DATABASE_URL"]):
        assert main(["restore", str(backup), "--replace"]) == 1
    assert "Stoppa" in capsys.readouterr().err


@pytest.mark.parametrize("cut", [0.3, 0.95])
def test_a_cut_off_file_changes_nothing(
    town: Organisation, tmp_path: Path, cut: float, capsys: pytest.CaptureFixture[str]
) -> None:
    backup = tmp_path / "armkrok.tar.gz"
    assert main(["backup", str(backup)]) == 0
    content = backup.read_bytes()
    backup.write_bytes(content[: int(len(content) * cut)])
    point_django_at(str(connection.settings_dict["NAME"]))
    assert main(["restore", str(backup), "--replace"]) == 1
    assert backup.name in capsys.readouterr().err
    with scope(town.pk):
        assert AuditRow.objects.count() == 5


def test_a_changed_part_changes_nothing(
    town: Organisation, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    backup, other = tmp_path / "armkrok.tar.gz", tmp_path / "other.tar.gz"
    assert main(["backup", str(backup)]) == 0
    with tarfile.open(backup) as old, tarfile.open(other, "w:gz") as new:
        for one in old:
            source = tmp_path / "part"
            source.write_bytes(old.extractfile(one).read())  # type: ignore[union-attr]
            if one.name.startswith("files/"):
                source.write_bytes(CONTENT.replace(b"P", b"p", 1))
            new.add(source, one.name)
    point_django_at(str(connection.settings_dict["NAME"]))
    assert main(["restore", str(other), "--replace"]) == 1
    assert "skadad" in capsys.readouterr().err
    assert default_storage.open(the_file(town).key).read() == CONTENT


def test_keys_are_left_out_unless_asked_for(town: Organisation, tmp_path: Path) -> None:
    (Path(settings.KEYS) / "prov.pem").write_text("hemligt")
    without, with_keys = tmp_path / "without.tar.gz", tmp_path / "with.tar.gz"
    assert main(["backup", str(without)]) == 0
    assert main(["backup", str(with_keys), "--with-keys"]) == 0
    with tarfile.open(without) as tar:
        assert not [name for name in tar.getnames() if name.startswith("keys")]
        manifest = json.loads(tar.extractfile("manifest.json").read())  # type: ignore[union-attr]
        assert settings.FIELD_KEY not in json.dumps(manifest)
    with tarfile.open(with_keys) as tar:
        assert "keys/prov.pem" in tar.getnames()
    assert with_keys.stat().st_mode & 0o077 == 0
    (Path(settings.KEYS) / "prov.pem").write_text("annat")
    point_django_at(str(connection.settings_dict["NAME"]))
    assert main(["restore", str(with_keys), "--replace"]) == 0
    assert (Path(settings.KEYS) / "prov.pem").read_text() == "hemligt"


def test_a_role_that_sees_one_organisation_cannot_back_up(
    town: Organisation, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    backup = tmp_path / "armkrok.tar.gz"
    monkeypatch.setenv("DATABASE_BACKUP_URL", os.environ["DATABASE_OWNER_URL"])
    assert main(["backup", str(backup)]) == 1
    assert "BYPASSRLS" in capsys.readouterr().err
    assert not backup.exists()


def test_a_backup_of_a_tampered_log_is_told_when_it_comes_back(
    town: Organisation, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    backup = tmp_path / "armkrok.tar.gz"
    with psycopg.connect(os.environ["DATABASE_BACKUP_URL"]) as outside:
        outside.execute("""UPDATE audit_auditrow SET facts = '{"times": 9}' WHERE sequence = 3""")
    assert main(["backup", str(backup)]) == 0
    point_django_at(str(connection.settings_dict["NAME"]))
    assert main(["restore", str(backup), "--replace"]) == 1
    assert "INTE hel" in capsys.readouterr().out


def test_another_field_key_is_noticed_before_anything_changes(
    town: Organisation, tmp_path: Path, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    backup = tmp_path / "armkrok.tar.gz"
    assert main(["backup", str(backup)]) == 0
    settings.FIELD_KEY = "another key than the one that sealed the numbers"
    point_django_at(str(connection.settings_dict["NAME"]))
    assert main(["restore", str(backup), "--replace"]) == 1
    assert "ARMKROK_FIELD_KEY" in capsys.readouterr().err
    with scope(town.pk):
        assert AuditRow.objects.count() == 5
