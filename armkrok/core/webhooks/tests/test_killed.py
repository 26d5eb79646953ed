"""A worker is killed with a message in its hands; another sends it, under the same id."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from armkrok.core.tenants.scope import scope
from armkrok.core.webhooks import delivering
from armkrok.core.webhooks.models import Attempt, Delivery
from armkrok.core.webhooks.tests.sending import Post
from armkrok.site.embedded import addresses
from armkrok.site.settling import settle
from tests.support.receivers import Running


@pytest.fixture
def post(committed_db: None, monkeypatch: pytest.MonkeyPatch) -> Post:
    """Sundby, committed, so that a real worker sees it; the clock is everybody's own."""
    made = Post(settle(), monkeypatch)
    monkeypatch.undo()
    return made


@contextmanager
def _worker(log: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """A real worker; silent workers count as dead after three seconds."""
    urls = addresses(os.environ["ARMKROK_TEST_SUPERUSER_URL"], connection.settings_dict["NAME"])
    more = {
        "DJANGO_SETTINGS_MODULE": "armkrok.site.settings", "DATABASE_URL": urls.application,
        "DATABASE_OWNER_URL": urls.owner, "ARMKROK_WORKER_STALLED": "3", "ARMKROK_LOG": "INFO",
        "ARMKROK_OUTGOING_HOSTS": "127.0.0.1",
    }  # fmt: skip
    command = [sys.executable, "-m", "armkrok.site.cli.main", "worker"]
    with log.open("ab") as out:
        process = subprocess.Popen(command, env=os.environ | more, stdout=out, stderr=out)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def _until(is_so: Callable[[], bool], what: str, seconds: float = 90.0) -> None:
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end, what
        time.sleep(0.2)


def _state(post: Post) -> Any:
    with scope(post.town.pk):
        return Delivery.objects.values_list("state", flat=True).first()


def test_a_killed_worker(post: Post, receiver: Running, tmp_path: Path, settings: Any) -> None:
    settings.OUTGOING_HOSTS = ["127.0.0.1"]
    post.register(receiver.url)
    receiver.how(seconds=12)
    post.happens()
    with _worker(tmp_path / "1.log") as first:
        _until(lambda: len(receiver.received) == 1, "the first worker never sent it")
        first.kill()
        first.wait()
    with scope(post.town.pk):
        delivery = Delivery.objects.get()
        assert (delivery.state, delivery.tries, Attempt.objects.count()) == ("waiting", 0, 0)
        assert delivery.sending_until is not None
        # A minute passes: the lease of the dead runs out.
        Delivery.objects.update(sending_until=delivery.sending_until - delivering.LEASE)
    receiver.how(status=204)
    with _worker(tmp_path / "2.log"):
        _until(lambda: _state(post) == "delivered", "nobody took over")
    ids = [one["headers"]["webhook-id"] for one in receiver.received]
    assert ids == [f"msg_{delivery.message_id.hex}"] * 2
    with scope(post.town.pk):
        assert Attempt.objects.count() == 1


def test_a_few_at_once_and_no_more(post: Post, receiver: Running, tmp_path: Path, settings: Any) -> None:
    settings.OUTGOING_HOSTS = ["127.0.0.1"]
    post.register(receiver.url)
    receiver.how(seconds=0.5)
    for _ in range(8):
        post.happens()
    with _worker(tmp_path / "1.log"), _worker(tmp_path / "2.log"):
        _until(lambda: len(receiver.received) >= 8, "not all were sent")
    assert 1 <= receiver.most_at_once <= 2
