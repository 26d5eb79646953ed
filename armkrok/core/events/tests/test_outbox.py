"""What is recorded is told, after commit, at least once, to services that are switched on."""

from dataclasses import dataclass
from uuid import UUID

import pytest
from django.db import connection

from armkrok.core import registry
from armkrok.core.audit.models import AuditRow
from armkrok.core.events.jobs import deliver
from armkrok.core.events.models import OutboxRow
from armkrok.core.events.recording import Event, record
from armkrok.core.registry import Service, Subscription
from armkrok.core.tenants.models import OpenService, Organisation
from armkrok.core.tenants.scope import scope

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class BellRang(Event):
    """A fact for these tests."""

    text = "Klockan ringde"
    bell: UUID
    times: int


class Listener:
    """A service that hears the bell, and can be deaf for a while."""

    def __init__(self) -> None:
        self.heard: list[BellRang] = []
        self.is_deaf = False

    def hear(self, event: BellRang) -> None:
        """The subscription."""
        if self.is_deaf:
            raise ConnectionError
        self.heard.append(event)


@pytest.fixture
def listener(monkeypatch: pytest.MonkeyPatch) -> Listener:
    """Registered for the length of a test."""
    listener = Listener()
    service = Service(
        key="listening", slug="lyssnar", name="Lyssnar", explanation="", urls=[],
        subscriptions=(Subscription(BellRang, listener.hear),),
    )  # fmt: skip
    monkeypatch.setitem(registry._services, service.key, service)
    return listener


@pytest.fixture
def town() -> Organisation:
    """A town that has switched the listener on."""
    town = Organisation.objects.create(slug="sundby", name="Sundby kommun")
    with scope(town.pk):
        OpenService.objects.create(service_key="listening")
    return town


def _ring(town: Organisation) -> OutboxRow:
    with scope(town.pk):
        record(BellRang(bell=town.pk, times=2), about=town)
        return OutboxRow.objects.get()


def _deliver(row: OutboxRow) -> None:
    deliver(organisation_id=str(row.organisation_id), outbox_id=str(row.pk))


def test_the_subscriber_gets_the_event_as_it_was_and_only_once(
    town: Organisation, listener: Listener
) -> None:
    row = _ring(town)
    assert listener.heard == []
    _deliver(row)
    _deliver(row)
    assert listener.heard == [BellRang(bell=town.pk, times=2)]


def test_the_job_is_deferred_with_the_row(town: Organisation, listener: Listener) -> None:
    row = _ring(town)
    with connection.cursor() as cursor:
        cursor.execute("SELECT args FROM procrastinate_jobs WHERE task_name = 'events.deliver'")
        (found,) = cursor.fetchone()
    assert str(row.pk) in str(found)


def test_what_fails_is_told_again(town: Organisation, listener: Listener) -> None:
    row = _ring(town)
    listener.is_deaf = True
    with pytest.raises(ConnectionError):
        _deliver(row)
    listener.is_deaf = False
    _deliver(row)
    assert len(listener.heard) == 1


def test_a_service_that_is_switched_off_hears_nothing(town: Organisation, listener: Listener) -> None:
    row = _ring(town)
    with scope(town.pk):
        OpenService.objects.all().delete()
    _deliver(row)
    assert listener.heard == []


def test_without_subscribers_only_the_audit_row_is_written() -> None:
    town = Organisation.objects.create(slug="norrvik", name="Norrviks kommun")
    with scope(town.pk):
        record(BellRang(bell=town.pk, times=1), about=town)
        assert AuditRow.objects.count() == 1
        assert not OutboxRow.objects.exists()
