"""Sending again, pausing, removing, forgetting."""

from datetime import timedelta

import pytest

from armkrok.core.webhooks import actions
from armkrok.core.webhooks.errors import IsPaused, StillWaiting
from armkrok.core.webhooks.jobs import forget_all
from armkrok.core.webhooks.models import Delivery
from armkrok.core.webhooks.tests.sending import Post
from tests.support.receivers import Running

DELIVERED = Delivery.State.DELIVERED
DAY = timedelta(days=1)


def _states(post: Post) -> list[str]:
    return [one.state for one in post.deliveries()]


def test_one_message_again_and_everything_from_a_time_on(post: Post, receiver: Running) -> None:
    made = post.register(receiver.url)
    for _ in range(3):
        post.happens()
        post.work()
    first, second, _third = post.deliveries()
    post.by_sara(lambda sara: actions.replay(first, by=sara))
    post.work()
    assert [one["headers"]["webhook-id"] for one in receiver.received].count(
        f"msg_{first.message_id.hex}"
    ) == 2
    count = post.by_sara(lambda sara: actions.replay_from(made, second.happened_at, by=sara))
    post.work()
    ids = [one["headers"]["webhook-id"] for one in receiver.received]
    assert (count, len(ids), len(set(ids))) == (2, 6, 3)
    assert set(_states(post)) == {DELIVERED}


def test_what_cannot_be_sent_again(post: Post, receiver: Running) -> None:
    made = post.register(receiver.url)
    post.happens()
    post.work(most=1)
    (waiting,) = post.deliveries()
    with pytest.raises(StillWaiting):
        post.by_sara(lambda sara: actions.replay(waiting, by=sara))
    post.by_sara(lambda sara: actions.pause(made, by=sara))
    for deed in (
        lambda sara: actions.replay(post.deliveries()[0], by=sara),
        lambda sara: actions.replay_from(made, waiting.happened_at, by=sara),
        lambda sara: actions.send_test(made, by=sara),
    ):
        with pytest.raises(IsPaused):
            post.by_sara(deed)
    assert post.work(until=DAY) == 1
    assert receiver.received == []


def test_a_removed_receiver_gets_nothing_and_its_secret_is_gone(post: Post, receiver: Running) -> None:
    made = post.register(receiver.url)
    post.happens()
    post.work(most=1)
    post.by_sara(lambda sara: actions.remove(made, by=sara))
    post.happens()
    post.work(until=DAY)
    assert receiver.received == []
    assert bytes(post.again(made).secret) == b""


def test_messages_are_forgotten_after_a_month(post: Post, receiver: Running) -> None:
    post.register(receiver.url)
    post.happens()
    post.work()
    post.moment += timedelta(days=29)
    forget_all()
    assert len(post.deliveries()) == 1
    post.moment += timedelta(days=2)
    forget_all()
    assert not post.deliveries()
    assert not post.attempts()
