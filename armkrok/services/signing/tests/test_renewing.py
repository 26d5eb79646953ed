"""Archive time stamps are renewed in time, once, and what fails is told."""

from __future__ import annotations

from datetime import timedelta

import pytest

from armkrok.core.audit.models import AuditRow
from armkrok.core.documents import files
from armkrok.core.tenants.scope import scope
from armkrok.kit.days import now
from armkrok.services.signing.actions import renewing
from armkrok.services.signing.checking import checked
from armkrok.services.signing.models import Document, SigningRequest
from armkrok.services.signing.tests.conftest import Ask
from armkrok.services.signing.tests.keeping import finishing
from tests.support.simulators import Simulators


@pytest.fixture
def sealed(committed_db: None, simulators: Simulators, ask: Ask) -> SigningRequest:
    """A sealed request whose time stamp ends in a hundred days."""
    request = finishing(ask, simulators)(people=("karin",))
    with scope(request.organisation_id):
        assert Document.objects.get(request=request).stamp_until is not None
        soon = now() + timedelta(days=100)
        Document.objects.filter(request=request).update(stamp_until=soon)
    return request


def document(request: SigningRequest) -> Document:
    return Document.objects.select_related("current", "original").get(request=request)


def run(request: SigningRequest) -> None:
    """What the night does."""
    organisation = str(request.organisation_id)
    with scope(request.organisation_id):
        ids = [str(one) for one in renewing.due().values_list("pk", flat=True)]
    renewing.renew_some(organisation_id=organisation, document_ids=ids)


def test_a_stamp_is_renewed_once(sealed: SigningRequest) -> None:
    with scope(sealed.organisation_id):
        before = document(sealed)
    run(sealed)
    renewing.renew_some(organisation_id=str(sealed.organisation_id), document_ids=[str(before.pk)])
    with scope(sealed.organisation_id):
        after = document(sealed)
        assert AuditRow.objects.filter(about_id=sealed.pk, event="StampRenewed").count() == 1
        assert renewing.due().count() == 0
        with files.on_disk(after.newest) as path:
            report = checked(path)
    assert before.stamp_until
    assert after.stamp_until
    assert after.stamp_until > before.stamp_until
    assert after.newest.sha256 != before.newest.sha256
    assert (report.verdict, len(report.timestamps)) == ("valid", 2)


def test_an_authority_that_is_away_is_noted_and_asked_again_tomorrow(
    sealed: SigningRequest, simulators: Simulators
) -> None:
    with scope(sealed.organisation_id):
        before = document(sealed)
    simulators.fault(simulators.tsa, fault="down")
    run(sealed)
    with scope(sealed.organisation_id):
        after = document(sealed)
        assert after.renewal_failure
        assert after.newest.sha256 == before.newest.sha256
        assert renewing.due().count() == 0
        yesterday = now() - timedelta(days=1)
        Document.objects.filter(pk=after.pk).update(renewal_tried_at=yesterday)
        assert renewing.due().count() == 1
    simulators.heal()
    run(sealed)
    with scope(sealed.organisation_id):
        assert document(sealed).renewal_failure == ""


def test_a_file_that_was_changed_is_not_lent_credit(sealed: SigningRequest) -> None:
    with scope(sealed.organisation_id):
        with files.on_disk(document(sealed).newest) as path:
            content = path.read_bytes()
            place = content.index(b"/MediaBox")
            path.write_bytes(content[:place] + b"/MediaBoy" + content[place + 9 :])
        renewing.renew_one(document(sealed).pk)
        assert document(sealed).renewal_failure in ("altered", "broken")
        assert AuditRow.objects.filter(about_id=sealed.pk, event="RenewalFailed").count() == 1
