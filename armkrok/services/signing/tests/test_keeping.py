"""Evidence, deliveries, receipts and culling of real signed requests."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from armkrok.core.audit.models import AuditRow
from armkrok.core.documents import files
from armkrok.core.documents.models import StoredFile
from armkrok.core.notifications.models import Message, Task
from armkrok.core.tenants.scope import scope
from armkrok.kit.days import today
from armkrok.services.signing import checking, retention
from armkrok.services.signing.actions import delivering, retaining
from armkrok.services.signing.actions.completing import seal_later
from armkrok.services.signing.archive.checking import examine
from armkrok.services.signing.archive.fgs.judging import read_back
from armkrok.services.signing.errors import (
    NoPackage,
    NotFinished,
    NothingToCull,
    PreviewChanged,
    ReceiptKept,
    WrongReceipt,
)
from armkrok.services.signing.models import (
    Act,
    Consent,
    Culled,
    Culling,
    Delivery,
    Document,
    Party,
    Signature,
    SigningRequest,
)
from armkrok.services.signing.policy import starting_set
from armkrok.services.signing.tests.conftest import Ask
from armkrok.services.signing.tests.test_story import sign
from armkrok.site.settling import settle
from tests.support.people import inside
from tests.support.simulators import Simulators
from tests.support.visitor import Visitor

Done = Callable[..., SigningRequest]


@pytest.fixture
def done(committed_db: None, simulators: Simulators, ask: Ask) -> Done:
    """`done()`: Amina's request, signed by Karin and Elif, sealed; a type makes it cullable."""

    def done(*, years: int | None = None, people: tuple[str, ...] = ("karin", "elif")) -> SigningRequest:
        towns = settle()
        request = ask(towns, *people)
        for key in people:
            sign(Visitor(towns.people[key]), request, simulators)
        seal_later(organisation_id=str(request.organisation_id), request_id=str(request.pk))
        with scope(request.organisation_id):
            request = SigningRequest.objects.get(pk=request.pk)
            if years is not None:
                request.type_values = culled_after(years)
                request.cull_from = retention.first_day(request)
                request.save(update_fields=["type_values", "cull_from"])
            return request

    return done


def culled_after(years: int) -> dict[str, object]:
    """A document type's values with a rule to cull."""
    kind = next(one for one in starting_set(today()).values() if not one.is_blocked)
    return kind.values() | {"retention": {"action": "cull", "trigger": "completed", "years": years}}


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


def test_it_is_put_where_the_archive_fetches_it(done: Done, tmp_path: Path, settings: object) -> None:
    settings.ARCHIVE_DROP = str(tmp_path / "drop")  # type: ignore[attr-defined]
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


def cull(request: SigningRequest) -> Culling:
    with inside(settle(), "sara") as actor:
        culling = retaining.decide("KS 2026/1 § 4", retention.preview().digest, by=actor)
    retaining.cull_later(organisation_id=str(request.organisation_id), culling_id=str(culling.pk))
    with scope(request.organisation_id):
        return Culling.objects.get(pk=culling.pk)


def test_culling_takes_all_that_tells_of_people(done: Done) -> None:
    request = done(years=0)
    with scope(request.organisation_id):
        stored = [one.newest.sha256 for one in Document.objects.filter(request=request)]
    culling = cull(request)
    with scope(request.organisation_id):
        for kind in (SigningRequest, Document, Party, Consent, Signature, Act):
            assert not kind.objects.exists(), kind
        assert not Task.objects.filter(about_id=request.pk).exists()
        assert not Message.objects.filter(body__contains=str(request.pk)).exists()
        assert not StoredFile.objects.filter(sha256__in=stored).exists()
        item = Culled.objects.get(culling=culling)
        assert (item.code, item.sha256s, item.done_at is not None) == (request.code, stored, True)
        row = AuditRow.objects.get(about_id=request.pk, event="RequestCulled")
        assert row.facts["sha256"] == stored
        assert "Karin" not in str(row.facts)
    assert culling.done_at is not None


def test_a_batch_keeps_the_act_until_its_last_request_goes(done: Done) -> None:
    request = done(years=0)
    with scope(request.organisation_id):
        assert Act.objects.count() == Consent.objects.count() == 2
    other = done(years=5, people=("karin",))
    with scope(request.organisation_id):
        act = Act.objects.filter(consents__party__request=request).first()
        Consent.objects.filter(party__request=other).update(act=act)
    cull(request)
    with scope(request.organisation_id):
        assert Act.objects.filter(consents__party__request=other).count() == 1
        assert SigningRequest.objects.get().pk == other.pk


def test_a_held_request_is_left_also_when_the_hold_comes_after_the_decision(done: Done) -> None:
    request = done(years=0)
    with inside(settle(), "sara") as actor:
        culling = retaining.decide("KS 2026/1", retention.preview().digest, by=actor)
        retaining.hold(request, "Tvist", by=actor)
    retaining.cull_later(organisation_id=str(request.organisation_id), culling_id=str(culling.pk))
    with scope(request.organisation_id):
        item = Culled.objects.get(culling=culling)
        assert (item.why, item.done_at) == ("held", None)
        assert Document.objects.filter(request=request).exists()
        assert AuditRow.objects.filter(about_id=request.pk, event="RequestLeft").count() == 1
        assert Culling.objects.get(pk=culling.pk).done_at is not None


def test_a_list_that_has_changed_must_be_seen_again(done: Done) -> None:
    request = done(years=0)
    with scope(request.organisation_id):
        digest = retention.preview().digest
    done(years=0, people=("karin",))
    with inside(settle(), "sara") as actor:
        with pytest.raises(PreviewChanged):
            retaining.decide("KS 2026/1", digest, by=actor)
        assert not Culling.objects.exists()


def test_the_rule_counts_years_from_the_day_it_should(done: Done) -> None:
    request = done(years=2)
    with scope(request.organisation_id):
        assert request.completed_at
        day = today()
        assert retention.first_day(request) == retention.years_after(day, 2)
        request.type_values = culled_after(2) | {
            "retention": {"action": "cull", "trigger": "expired", "years": 2}
        }
        request.cull_from = None
        request.save()
        assert retention.first_day(request) is None
    with inside(settle(), "sara") as actor:
        first = retaining.count_from(request, day - timedelta(days=800), by=actor)
        assert retention.preview().ids == (request.pk,)
        assert first < day


def test_a_kill_between_two_requests_loses_nothing(done: Done, monkeypatch: pytest.MonkeyPatch) -> None:
    requests = [done(years=0, people=("karin",)) for _ in range(2)]
    with inside(settle(), "sara") as actor:
        culling = retaining.decide("KS 2026/1", retention.preview().digest, by=actor)
    calls = []
    real = retaining._delete

    def dies(request: SigningRequest) -> None:
        calls.append(request.pk)
        real(request)
        if len(calls) == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(retaining, "_delete", dies)
    known = {"organisation_id": str(requests[0].organisation_id), "culling_id": str(culling.pk)}
    with pytest.raises(KeyboardInterrupt):
        retaining.cull_later(**known)
    with scope(requests[0].organisation_id):
        assert SigningRequest.objects.count() == 1
        assert Culled.objects.filter(done_at=None, left_at=None).count() == 1
    monkeypatch.setattr(retaining, "_delete", real)
    retaining.cull_later(**known)
    with scope(requests[0].organisation_id):
        assert SigningRequest.objects.count() == 0
        assert Culling.objects.get().done_at is not None
