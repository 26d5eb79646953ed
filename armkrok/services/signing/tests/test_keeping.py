"""Evidence, deliveries, receipts and culling of real signed requests."""

from __future__ import annotations

import subprocess
import zipfile
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from pytest_django.fixtures import Settings

from armkrok.core.audit.models import AuditRow
from armkrok.core.documents import files
from armkrok.core.documents.errors import StorageFull
from armkrok.core.tenants.scope import scope
from armkrok.kit.days import today
from armkrok.services.signing import checking, retention
from armkrok.services.signing.actions import delivering, retaining
from armkrok.services.signing.archive.checking import examine
from armkrok.services.signing.archive.fgs.judging import read_back
from armkrok.services.signing.archive_errors import (
    NoPackage,
    NotFinished,
    NothingToCull,
    ReceiptKept,
    WrongReceipt,
)
from armkrok.services.signing.models import (
    Delivery,
    Document,
    SigningRequest,
)
from armkrok.services.signing.tests.conftest import Ask
from armkrok.services.signing.tests.keeping import Done, finishing
from armkrok.site.settling import settle
from tests.support.people import inside
from tests.support.simulators import Simulators


@pytest.fixture
def done(committed_db: None, simulators: Simulators, ask: Ask) -> Done:
    return finishing(ask, simulators)


def test_the_evidence_package_holds_what_happened(done: Done, tmp_path: Path) -> None:
    request, towns = done(), settle()
    with inside(towns, "sara") as actor, delivering.evidence(request, by=actor) as built:
        report = examine(built.path, checking.trust_lists())
        with zipfile.ZipFile(built.path) as archive:
            names = archive.namelist()
            summary = archive.read("sammanfattning.txt").decode()
            evidence = archive.read("e-legitimation/01/underskrift.xml")
            log = archive.read("logg/logg.jsonl").decode()
    assert (report.verdict, report.code) == ("valid", "all_intact")
    assert "dokument/protokoll.pdf" in names
    assert "kontroll/kontroll-1.json" in names
    assert evidence.lstrip().startswith(b"<")
    assert "Karin" in summary
    assert "Elif" in summary
    assert "Alla underskrifter är giltiga" in summary
    assert log.count("DocumentSigned") == 2
    with scope(request.organisation_id):
        assert AuditRow.objects.filter(about_id=request.pk, event="EvidenceTaken").count() == 1


def test_an_unfinished_request_has_no_package(committed_db: None, ask: Ask) -> None:
    towns = settle()
    request = ask(towns, "karin")
    with inside(towns, "sara") as actor:
        with pytest.raises(NotFinished):
            delivering.order(request, by=actor)
        with pytest.raises(NotFinished), delivering.evidence(request, by=actor):
            pass
        assert not Delivery.objects.exists()


@pytest.fixture
def delivered(done: Done) -> tuple[SigningRequest, Delivery]:
    request = done()
    return request, packed(request)


def packed(request: SigningRequest) -> Delivery:
    towns = settle()
    with inside(towns, "sara") as actor:
        delivery = delivering.order(request, by=actor)
    delivering.make_package(organisation_id=str(request.organisation_id), delivery_id=str(delivery.pk))
    with scope(request.organisation_id):
        return Delivery.objects.select_related("package").get(pk=delivery.pk)


def test_the_package_is_judged_kept_and_taken(delivered: tuple[SigningRequest, Delivery]) -> None:
    _request, delivery = delivered
    assert delivery.failure == ""
    assert delivery.held_to["METS.xml"] == "xsd+schematron"
    with inside(settle(), "sara") as actor:
        stored = delivering.take(delivery, by=actor)
        with files.on_disk(stored) as path:
            assert read_back(path, delivery.identifier) == ()
        assert Delivery.objects.get(pk=delivery.pk).delivered_at is not None


def test_making_it_twice_makes_it_once(delivered: tuple[SigningRequest, Delivery]) -> None:
    request, delivery = delivered
    delivering.make_package(organisation_id=str(request.organisation_id), delivery_id=str(delivery.pk))
    with scope(request.organisation_id):
        assert Delivery.objects.get(pk=delivery.pk).sha256 == delivery.sha256
        assert AuditRow.objects.filter(about_id=request.pk, event="PackageMade").count() == 1


def test_it_is_put_where_the_archive_fetches_it(done: Done, tmp_path: Path, settings: Settings) -> None:
    folder = {
        "BACKEND": "armkrok.core.documents.storage.FolderStorage",
        "OPTIONS": {"location": tmp_path / "drop"},
    }
    settings.STORAGES = {**django_settings.STORAGES, "archive": folder}
    delivery = packed(done())
    dropped = list((tmp_path / "drop" / "sundby").iterdir())
    assert [one.name for one in dropped] == [f"{delivery.identifier}.zip"]
    assert delivery.dropped_to == str(dropped[0])
    assert files.measure(dropped[0]).sha256 == delivery.sha256


def test_a_tampered_file_is_not_delivered(done: Done) -> None:
    """The stored bytes are changed behind our back: the report in the package does not hide it."""
    request = done()
    with scope(request.organisation_id):
        document = Document.objects.select_related("current", "original").get(request=request)
        with files.on_disk(document.newest) as path:
            path.write_bytes(path.read_bytes().replace(b"/Type /Page", b"/Type /Pagx", 1))
    with (
        inside(settle(), "sara") as actor,
        delivering.evidence(request, by=actor) as built,
        zipfile.ZipFile(built.path) as archive,
    ):
        assert b'"verdict": "valid"' not in archive.read("kontroll/kontroll-1.json")


def test_a_file_that_is_gone_is_noted_on_the_delivery(done: Done) -> None:
    request = done()
    with scope(request.organisation_id):
        document = Document.objects.select_related("current", "original").get(request=request)
        with files.on_disk(document.newest) as path:
            path.rename(path.with_suffix(".gone"))
    delivery = packed(request)
    assert delivery.sha256 == ""
    assert delivery.failure
    with inside(settle(), "sara") as actor, pytest.raises(NoPackage):
        delivering.take(delivery, by=actor)


def test_a_receipt_for_another_package_is_refused(delivered: tuple[SigningRequest, Delivery]) -> None:
    request, delivery = delivered
    other = packed(request)
    assert other.identifier != delivery.identifier
    with inside(settle(), "sara") as actor:
        for named, text in (
            (other.identifier, ""),
            (other.sha256, ""),
            ("", "Mottaget"),
            (delivery.identifier, f"Mottaget: {other.identifier}"),
        ):
            with pytest.raises(WrongReceipt):
                delivering.receive(delivery, named=named, text=text, by=actor)
        assert Delivery.objects.filter(receipt_at__isnull=False).count() == 0
        delivering.receive(delivery, named=delivery.sha256.upper(), text="Mottaget 2026-11-22", by=actor)
        with pytest.raises(ReceiptKept):
            delivering.receive(delivery, named=delivery.sha256, text="Igen", by=actor)
        assert SigningRequest.objects.get(pk=request.pk).cull_from == today()


def test_what_is_to_be_kept_is_culled_only_with_a_receipt(delivered: tuple[SigningRequest, Delivery]) -> None:
    request, delivery = delivered
    with inside(settle(), "sara") as actor:
        SigningRequest.objects.filter(pk=request.pk).update(cull_from=today())
        assert retention.preview().ids == ()
        with pytest.raises(NothingToCull):
            retaining.decide("KS 2026/1", retention.preview().digest, by=actor)
        delivering.receive(delivery, named=delivery.identifier, by=actor)
        assert retention.preview().ids == (request.pk,)


def test_a_full_store_is_tried_again(done: Done, tmp_path: Path, settings: Settings) -> None:
    """The place for packages is full: nothing is kept or told, and the next try makes it."""
    full = tmp_path / "full"
    full.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=16k", "none", str(full)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("may not mount a file system here")
    request = done()
    before = django_settings.STORAGES
    folder = {"BACKEND": "armkrok.core.documents.storage.FolderStorage", "OPTIONS": {"location": full}}
    settings.STORAGES = {**before, "archive": folder}
    try:
        with inside(settle(), "sara") as actor:
            delivery = delivering.order(request, by=actor)
        known = {"organisation_id": str(request.organisation_id), "delivery_id": str(delivery.pk)}
        with pytest.raises(StorageFull):
            delivering.make_package(**known)
        assert [one for one in full.rglob("*") if one.is_file()] == []
    finally:
        subprocess.run(["umount", "-l", str(full)], check=True)
    with scope(request.organisation_id):
        assert Delivery.objects.get(pk=delivery.pk).sha256 == ""
        assert not AuditRow.objects.filter(event__in=["PackageMade", "PackageFailed"]).exists()
    settings.STORAGES = before
    delivering.make_package(**known)
    with scope(request.organisation_id):
        assert Delivery.objects.get(pk=delivery.pk).sha256
