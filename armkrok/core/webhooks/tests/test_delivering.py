"""Over the wire to a receiver of its own process: what goes well, and every kind of bad luck."""

import dataclasses
import json
from datetime import timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

import pytest

from armkrok.core.audit.models import AuditRow
from armkrok.core.notifications.models import Message, Task
from armkrok.core.tenants.models import OpenService
from armkrok.core.tenants.scope import scope
from armkrok.core.webhooks import actions, schedule
from armkrok.core.webhooks.models import Delivery
from armkrok.core.webhooks.tests.sending import COMPLETED, DONE, Post
from armkrok.services.signing.events.requests import DocumentSigned, RequestWithdrawn
from tests.support.receivers import Running

WAITING, DELIVERED, FAILED = Delivery.State.WAITING, Delivery.State.DELIVERED, Delivery.State.FAILED
DAY = timedelta(days=1)


def _states(post: Post) -> list[str]:
    return [one.state for one in post.deliveries()]


def test_an_event_is_told_once_with_ids_and_time_and_nothing_else(post: Post, receiver: Running) -> None:
    post.register(f"{receiver.url}/in")
    about = post.happens()
    post.work()
    (message,), (delivery,) = receiver.received, post.deliveries()
    body = json.loads(message["body"])
    assert message["path"] == "/in"
    assert message["headers"]["content-type"] == "application/json"
    assert message["headers"]["webhook-id"] == f"msg_{delivery.message_id.hex}"
    assert body["type"] == COMPLETED
    assert body["timestamp"].endswith("Z")
    assert body["data"] == {
        "organisation": "sundby",
        "id": str(about),
        "url": f"http://127.0.0.1:8000/api/v1/sundby/underskrift/requests/{about}",
    }
    assert delivery.state == DELIVERED
    (attempt,) = post.attempts()
    assert (attempt.status, attempt.why) == (204, "")
    assert post.work(until=30 * DAY) == 0


def test_ids_among_the_facts_are_told(post: Post, receiver: Running) -> None:
    post.register(receiver.url, "signing.person.signed")
    fields = dataclasses.fields(DocumentSigned)
    names = {field.name for field in fields if field.type is UUID}
    facts: dict[str, Any] = {field.name: post.town.pk if field.name in names else "x" for field in fields}
    post.happens(DocumentSigned(**facts))
    post.work()
    (message,) = receiver.received
    assert set(json.loads(message["body"])["data"]) == {"organisation", "id", "url", *names}
    assert names


def test_only_chosen_events_of_ones_own_town_and_of_open_services(post: Post, receiver: Running) -> None:
    post.register(receiver.url)
    post.happens(RequestWithdrawn())
    with scope(post.towns.organisations["norrvik"].pk):
        from armkrok.core.events.recording import record

        record(DONE, about=post.towns.organisations["norrvik"])
    assert post.work() == 0
    with scope(post.town.pk):
        OpenService.objects.all().delete()
    post.happens()
    post.work()
    assert receiver.received == []


def test_the_same_outbox_row_told_twice_is_one_message(post: Post, receiver: Running) -> None:
    from armkrok.core.events.jobs import deliver
    from armkrok.core.events.models import OutboxRow

    post.register(receiver.url)
    post.happens()
    with scope(post.town.pk):
        row = OutboxRow.objects.get()
        for _ in range(2):
            OutboxRow.objects.update(delivered_at=None)
            deliver(organisation_id=str(post.town.pk), outbox_id=str(row.pk))
    post.work()
    assert len(receiver.received) == len(post.deliveries()) == 1


@pytest.mark.parametrize(
    ("how", "status", "why"),
    [
        ({"status": 500}, 500, ""),
        ({"status": 404}, 404, ""),
        ({"status": 302, "headers": {"Location": "http://169.254.169.254/"}}, 302, ""),
        ({"reset": True}, None, "connection"),
        ({"nonsense": True}, None, "answer"),
    ],
)
def test_bad_answers_are_noted_and_the_message_is_tried_again(
    post: Post, receiver: Running, how: dict[str, Any], status: int | None, why: str
) -> None:
    post.register(receiver.url)
    receiver.how(**how)
    post.happens()
    post.work()
    assert _states(post) == [WAITING]
    (attempt,) = post.attempts()
    assert (attempt.status, attempt.why) == (status, why)
    receiver.how(status=200)
    post.work(until=timedelta(seconds=10))
    assert _states(post) == [DELIVERED]
    ids = [one["headers"]["webhook-id"] for one in receiver.received]
    assert len(set(ids)) == 1
    assert len({one["body"] for one in receiver.received}) == 1


def test_a_receiver_that_hangs_and_one_that_trickles(
    post: Post, receiver: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("armkrok.core.outgoing.posting.post.__kwdefaults__", {"seconds": 1.0}, raising=False)
    post.register(receiver.url)
    for how in ({"seconds": 20}, {"trickle": True}):
        receiver.how(**how)
        post.happens()
        post.work()
    assert {attempt.why for attempt in post.attempts()} == {"timeout"}
    assert set(_states(post)) == {WAITING}


def test_a_huge_answer_counts_by_its_status(post: Post, receiver: Running) -> None:
    post.register(receiver.url)
    receiver.how(huge=50_000)
    post.happens()
    post.work()
    assert _states(post) == [DELIVERED]


def test_back_after_a_day(post: Post, receiver: Running) -> None:
    post.register(receiver.url)
    receiver.how(status=503)
    post.happens()
    post.work(until=DAY)
    assert _states(post) == [WAITING]
    tried = len(post.attempts())
    assert 5 < tried < 9
    receiver.how(status=200)
    post.work(until=DAY)
    assert _states(post) == [DELIVERED]
    assert len(post.attempts()) == tried + 1
    assert post.again(post.deliveries()[0].receiver).failing_since is None


def test_pauses_grow(post: Post, receiver: Running) -> None:
    post.register(receiver.url)
    receiver.how(status=500)
    post.happens()
    post.work(until=5 * DAY)
    times = [attempt.at for attempt in post.attempts()]
    between = [after - before for before, after in pairwise(times)]
    assert len(times) == len(schedule.PAUSES) + 1
    assert between == sorted(between)
    for waited, wanted in zip(between, schedule.PAUSES, strict=True):
        assert wanted <= waited <= wanted * 1.35 + timedelta(seconds=8)


def test_after_three_days_the_receiver_is_paused_and_the_administrator_told(
    post: Post, receiver: Running
) -> None:
    made = post.register(receiver.url)
    receiver.how(status=500)
    post.happens()
    post.work(until=5 * DAY)
    paused = post.again(made)
    assert (paused.paused_by_us, _states(post)) == (True, [FAILED])
    with scope(post.town.pk, post.towns.people["sara"].pk):
        letter = Message.objects.get()
        assert letter.to == "sara.lind@sundby.example"
        assert letter.subject == "Aviseringar till Diariet är pausade"
        assert f"/sundby/installningar/aviseringar/{made.pk}/" in letter.body
        assert Task.objects.get(done_at=None).about_id == made.pk
        assert AuditRow.objects.filter(event="ReceiverPaused", actor_kind="platform").count() == 1
    tried = len(receiver.received)
    post.happens()
    post.work(until=DAY)
    assert (_states(post), len(receiver.received)) == ([FAILED, WAITING], tried)
    receiver.how(status=200)
    post.by_sara(lambda sara: actions.resume(paused, by=sara))
    post.work()
    assert _states(post) == [FAILED, DELIVERED]
    with scope(post.town.pk):
        assert not Task.objects.filter(done_at=None).exists()


def test_a_receiver_that_is_gone_is_paused_at_once(post: Post, receiver: Running) -> None:
    made = post.register(receiver.url)
    receiver.how(status=410)
    post.happens()
    post.work(until=5 * DAY)
    assert post.again(made).paused_by_us
    assert len(receiver.received) == 1


def test_a_message_that_is_always_refused_does_not_stop_the_others(post: Post, receiver: Running) -> None:
    post.register(receiver.url)
    receiver.how(status=500)
    post.happens()
    post.work()
    receiver.how(status=200)
    for _ in range(5):
        post.happens()
    post.work(until=timedelta(minutes=1))
    assert _states(post).count(DELIVERED) == 6


def test_a_receiver_that_is_down_is_left_alone_for_a_while(post: Post, receiver: Running) -> None:
    """Two hundred messages to a dead system are not two hundred calls a minute."""
    post.register(receiver.url)
    receiver.how(status=503)
    for _ in range(50):
        post.happens()
    post.work(until=timedelta(minutes=10), most=3000)
    assert len(receiver.received) < 20
    receiver.how(status=200)
    post.work(until=timedelta(hours=3), most=3000)
    assert set(_states(post)) == {DELIVERED}


def test_an_address_that_has_moved_inside_is_not_called(post: Post, receiver: Running, settings: Any) -> None:
    post.register(receiver.url.replace("http://127.0.0.1", "http://localhost"))
    settings.OUTGOING_HOSTS = []
    post.happens()
    post.work()
    assert [attempt.why for attempt in post.attempts()] == ["address"]
    assert receiver.received == []
