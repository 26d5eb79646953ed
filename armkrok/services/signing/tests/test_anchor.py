"""The audit chain's daily time stamp finds even somebody who rewrites the whole chain."""

import hashlib
import os

import psycopg
import pytest
from django.db import connection

from armkrok.core.audit.models import AuditAnchor, AuditRow
from armkrok.core.audit.verification import verify
from armkrok.core.tenants.scope import scope
from armkrok.services.signing.jobs import anchor_all
from armkrok.services.signing.models import SigningRequest
from armkrok.services.signing.tests.conftest import Ask
from armkrok.site.settling import settle
from tests.support.simulators import Simulators


@pytest.mark.usefixtures("committed_db")
def test_a_rewritten_chain_does_not_match_its_stamp(simulators: Simulators, ask: Ask) -> None:
    request: SigningRequest = ask(settle(), "karin")
    anchor_all()
    anchor_all()
    with scope(request.organisation_id):
        assert AuditAnchor.objects.count() == 1
        assert verify().is_whole
        _rewrite(list(AuditRow.objects.order_by("sequence")))
        faults = verify().faults
    assert ["tidsstämpel" in fault.text for fault in faults] == [True]


def _rewrite(rows: list[AuditRow]) -> None:
    """As the database's owner could: change the first row and forge every link and the head after it."""
    rows[0].facts = {"sha256": "0" * 64, "pages": 1}
    url, name = os.environ["ARMKROK_TEST_SUPERUSER_URL"], str(connection.settings_dict["NAME"])
    before = bytes(32)
    with psycopg.connect(url, dbname=name) as outside:
        for row in rows:
            link = hashlib.sha256(before + row.digest()).digest()
            outside.execute(
                "UPDATE audit_auditrow SET facts = %s, content_hash = %s, previous_hash = %s, hash = %s"
                " WHERE id = %s",
                [psycopg.types.json.Jsonb(row.facts), row.digest(), before, link, row.pk],
            )
            before = link
        head = "UPDATE audit_audithead SET hash = %s WHERE organisation_id = %s"
        outside.execute(head, [before, rows[0].organisation_id])
