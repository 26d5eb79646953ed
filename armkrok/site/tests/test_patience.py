"""A question that the database cannot answer in time: whoever asked is told, and the connection is free."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, connections, transaction

from armkrok.core.tenants.scope import patience, scope
from armkrok.site.settling import Settled
from tests.support.people import Visit

pytestmark = pytest.mark.django_db(databases=["default", "owner"])


@pytest.fixture
def locked(visit: Visit) -> Iterator[None]:
    """Nobody else can read which systems are told of events."""
    with transaction.atomic(using="owner"):
        with connections["owner"].cursor() as cursor:
            cursor.execute("LOCK TABLE webhooks_receiver IN ACCESS EXCLUSIVE MODE NOWAIT")
        yield
        transaction.set_rollback(True, using="owner")


def _limit() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        return str(cursor.fetchone()[0])


def test_the_limit_is_the_scopes_alone(towns: Settled) -> None:
    with scope(towns.organisations["sundby"].pk):
        assert _limit() == "0"
    with patience(7), scope(towns.organisations["sundby"].pk):
        assert _limit() == "7s"


def test_a_page_that_waits_too_long_says_so(
    visit: Visit, locked: None, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.STATEMENT_SECONDS = 1
    caplog.set_level("WARNING", "armkrok.site.middleware")
    page = visit("sara").get("/sundby/installningar/aviseringar/", status=503)
    assert "tog för lång tid" in page.text
    (line,) = [one for one in caplog.records if one.getMessage() == "statement too long"]
    assert vars(line)["operation"] == "GET {organisation}/installningar/aviseringar/"
