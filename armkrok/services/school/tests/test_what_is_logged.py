"""No name, number, address or key of anybody in the log, in the arguments of jobs or in the log of deeds."""

import logging
from typing import Any

import pytest
from django.db import connection

from armkrok.core.audit.models import AuditRow
from armkrok.core.identity import sealed
from armkrok.kit.numbers import test_numbers as published_numbers
from armkrok.services.school.actions import protecting
from armkrok.services.school.actions import sources as actions
from armkrok.services.school.actions.transmitting import transmit
from armkrok.services.school.importing.performing import perform
from armkrok.services.school.models import RosterPerson, Source, Supplier
from armkrok.services.school.tests.ordering_steps import approved
from armkrok.services.school.transmitting.api import NoAnswer
from armkrok.site.settling import Settled
from tests.support import school_orders
from tests.support.people import inside

NUMBER, NAME, ADDRESS, KEY = (
    published_numbers()[33],
    "Ragnhild",
    "ragnhild@elev.example",
    "mycket-hemlig-nyckel",
)
SECRETS = (NUMBER, NUMBER[2:], NAME, "Ödmjuk", ADDRESS, "ragnhild", KEY, "Elif", "Demir")
FILE = (
    "id;givenName;familyName;email;eduPersonPrincipalName;civicNo;securityMarking\n"
    f"0b7e0d5e-0000-4000-8000-000000000001;{NAME};Ödmjuk;{ADDRESS};{ADDRESS};{NUMBER};Sekretessmarkering\n"
    f"fel-id;{NAME};Ödmjuk;{ADDRESS};{ADDRESS};{NUMBER};\n"
)


def test_nothing_about_anybody_is_logged(
    towns: Settled, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.OUTGOING_HOSTS = ["127.0.0.1"]
    caplog.set_level(logging.DEBUG)
    with inside(towns, "sara"):
        school_orders.furnish(towns)
        url, key = "http://127.0.0.1:9/orders", sealed.seal(KEY, "school-supplier")
        Supplier.objects.update(order_by="api", order_url=url, order_secret=key)
    order = approved(towns)
    with inside(towns, "sara"):
        source = Source(kind="csv", name="Filer")
        source.keep_secret(KEY)
        source.save()
        run = actions.ask(source, files=[("persons.csv", FILE.encode())])
        perform(run.organisation.pk, run.pk, on_marked=protecting.marked)
        assert RosterPerson.objects.filter(is_protected=True, civic_lookup__isnull=False).exists()
    with pytest.raises(NoAnswer):
        transmit(organisation_id=str(order.organisation_id), order_id=str(order.pk))
    with connection.cursor() as cursor:
        cursor.execute("SELECT args::text FROM procrastinate_jobs")
        jobs = str(cursor.fetchall())
    with inside(towns, "sara"):
        deeds = str(list(AuditRow.objects.values_list("event", "facts")))
    lines = str([one.__dict__ for one in caplog.records if not one.name.startswith("django.db")])
    assert "order not transmitted" in lines
    assert "mport" in deeds
    for told in (lines, jobs, deeds):
        assert [one for one in SECRETS if one in told] == []
