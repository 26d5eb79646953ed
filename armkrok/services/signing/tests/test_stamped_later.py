"""An outage under the policy "sign now, stamp later": the document says so until the stamp has come."""

import pytest

from armkrok.core.tenants.scope import scope
from armkrok.services.signing.actions.completing import seal_later
from armkrok.services.signing.actions.stamping import stamp_later
from armkrok.services.signing.engine import TimestampUnavailable
from armkrok.services.signing.models import Document, Signature, SigningPolicy, SigningRequest
from armkrok.services.signing.tests.conftest import Ask
from armkrok.services.signing.tests.signers import Signing, events_of, paper, report_on, whole
from armkrok.services.signing.tests.test_outages import queued
from armkrok.site.settling import Settled
from tests.support.people import Visit
from tests.support.simulators import Simulators

MISSING = "Tidsstämpel saknas ännu."


def _later(request: SigningRequest) -> None:
    with scope(request.organisation_id):
        SigningPolicy.objects.create(without_stamp=SigningPolicy.Outage.LATER)


def _stamp(request: SigningRequest) -> None:
    with scope(request.organisation_id):
        document = paper(request)
    stamp_later(organisation_id=str(request.organisation_id), document_id=str(document.pk))


def _sign(visit: Visit, request: SigningRequest, simulators: Simulators, key: str) -> str:
    return Signing(visit(key), request).answer(simulators).told()


def _missing(request: SigningRequest) -> int:
    with scope(request.organisation_id):
        return Signature.objects.filter(document__request=request, timestamp_at=None).count()


def test_signed_during_the_outage_and_stamped_after_it(
    visit: Visit, towns: Settled, ask: Ask, simulators: Simulators
) -> None:
    request = ask(towns, "karin", "elif", "mikael")
    _later(request)
    simulators.fault(simulators.tsa, fault="down")
    for key in ("karin", "elif"):
        assert _sign(visit, request, simulators, key).endswith("/klart/")
    assert _missing(request) == 2
    assert queued("signing.stamp") == 1
    with scope(request.organisation_id):
        assert paper(request).awaits_stamp
        assert events_of(request).count("StampMissing") == 2
        assert {one.level for one in report_on(request).signatures} == {"B-B"}
    with pytest.raises(TimestampUnavailable):
        _stamp(request)
    assert _missing(request) == 2
    assert MISSING in visit("karin").get(f"/sundby/underskrift/{request.pk}/klart/").text
    assert MISSING in visit("amina").get(f"/sundby/underskrift/{request.pk}/").text
    simulators.heal()
    for _ in range(2):
        _stamp(request)
    assert _missing(request) == 0
    assert MISSING not in visit("karin").get(f"/sundby/underskrift/{request.pk}/klart/").text
    with scope(request.organisation_id):
        assert not paper(request).awaits_stamp
        assert events_of(request).count("StampAdded") == 1
        assert {one.level for one in report_on(request).signatures} == {"B-T"}
    assert _sign(visit, request, simulators, "mikael").endswith("/klart/")
    whole(request, 3)


def test_the_archive_stamp_is_also_the_missing_one(
    visit: Visit, towns: Settled, ask: Ask, simulators: Simulators
) -> None:
    request = ask(towns, "karin")
    _later(request)
    simulators.fault(simulators.tsa, fault="down")
    assert _sign(visit, request, simulators, "karin").endswith("/klart/")
    simulators.heal()
    seal_later(organisation_id=str(request.organisation_id), request_id=str(request.pk))
    assert _missing(request) == 0
    _stamp(request)
    with scope(request.organisation_id):
        document = Document.objects.get(request=request)
        assert document.is_sealed
        assert not document.awaits_stamp
        assert "StampAdded" not in events_of(request)
        assert {one.level for one in report_on(request).signatures} == {"B-LTA"}
    whole(request, 1)
