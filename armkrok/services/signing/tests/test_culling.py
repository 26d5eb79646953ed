"""Culling of real signed requests: what goes, what stays, and what stops it."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection

from armkrok.core.audit.models import AuditRow
from armkrok.core.documents.models import StoredFile
from armkrok.core.notifications.models import Message, Task
from armkrok.core.tenants.scope import scope
from armkrok.kit.days import today
from armkrok.kit.refusals import NotFound
from armkrok.services.signing import retention
from armkrok.services.signing.actions import retaining
from armkrok.services.signing.archive_errors import (
    PreviewChanged,
)
from armkrok.services.signing.models import (
    Act,
    Consent,
    Culled,
    Culling,
    Document,
    Party,
    Signature,
    SigningRequest,
)
from armkrok.services.signing.tests.conftest import Ask
from armkrok.services.signing.tests.keeping import Done, culled_after, finishing
from armkrok.site.settling import settle
from tests.support.people import inside
from tests.support.simulators import Simulators
from tests.support.visitor import Visitor


@pytest.fixture
def done(committed_db: None, simulators: Simulators, ask: Ask) -> Done:
    return finishing(ask, simulators)


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
    page = Visitor().get(f"/verifiera/sundby/{request.code}/", status=410)
    assert "Dokumentet är gallrat" in page.text
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


def test_a_hold_that_comes_too_late_finds_nothing(done: Done, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody presses Spärra while the job has the request in its hands: it is gone when she has waited."""
    request = done(years=0, people=("karin",))
    with inside(settle(), "sara") as actor:
        culling = retaining.decide("KS 2026/1", retention.preview().digest, by=actor)
    taken, answers, real = threading.Event(), [], retaining._delete

    def slow(request: SigningRequest) -> None:
        taken.set()
        waiter.join(0.5)
        assert waiter.is_alive()
        real(request)

    def hold() -> None:
        taken.wait(10)
        try:
            with inside(settle(), "sara") as actor:
                retaining.hold(request, "Tvist", by=actor)
        except NotFound:
            answers.append("gone")
        finally:
            connection.close()

    waiter = threading.Thread(target=hold)
    monkeypatch.setattr(retaining, "_delete", slow)
    waiter.start()
    retaining.cull_later(organisation_id=str(request.organisation_id), culling_id=str(culling.pk))
    waiter.join(10)
    assert answers == ["gone"]


def test_one_that_cannot_go_does_not_stop_the_others(done: Done, monkeypatch: pytest.MonkeyPatch) -> None:
    requests = [done(years=0, people=("karin",)) for _ in range(2)]
    with inside(settle(), "sara") as actor:
        culling = retaining.decide("KS 2026/1", retention.preview().digest, by=actor)
    real = retaining._delete

    def refuses(request: SigningRequest) -> None:
        if request.pk == requests[0].pk:
            raise IntegrityError
        real(request)

    monkeypatch.setattr(retaining, "_delete", refuses)
    known = {"organisation_id": str(requests[0].organisation_id), "culling_id": str(culling.pk)}
    retaining.cull_later(**known)
    with scope(requests[0].organisation_id):
        assert SigningRequest.objects.get().pk == requests[0].pk
        assert Culled.objects.get(request_id=requests[0].pk).why == "bound"
        assert not AuditRow.objects.filter(about_id=requests[0].pk, event="RequestCulled").exists()
        assert Culling.objects.get().done_at is not None
