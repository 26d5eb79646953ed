"""Over the wire, to a real receiver that misbehaves."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from armkrok.core.outgoing import NotDelivered, Why, calling, post
from tests.support.receivers import Running, certificate, receiver, receiving  # noqa: F401


def _why(url: str, seconds: float = 20) -> Why:
    with pytest.raises(NotDelivered) as problem:
        post(url, b"{}", {}, seconds=seconds)
    return problem.value.why


def test_a_message_arrives_as_it_is(receiver: Running) -> None:  # noqa: F811
    answer = post(f"{receiver.url}/in?x=1", "{å}".encode(), {"webhook-id": "msg_1"})
    (message,) = receiver.received
    assert (answer.status, message["path"], message["body"]) == (204, "/in?x=1", "{å}")
    assert message["headers"]["webhook-id"] == "msg_1"
    assert message["headers"]["host"] == receiver.url.removeprefix("http://")


@pytest.mark.parametrize("status", [200, 301, 302, 307, 308, 400, 410, 500, 503])
def test_the_status_is_told_and_redirects_are_not_followed(receiver: Running, status: int) -> None:  # noqa: F811
    receiver.how(status=status, headers={"Location": f"{receiver.url}/inside"})
    assert post(f"{receiver.url}/in", b"{}", {}).status == status
    assert [one["path"] for one in receiver.received] == ["/in"]


@pytest.mark.parametrize(
    ("how", "why"),
    [
        ({"seconds": 30}, Why.TIMEOUT),
        ({"trickle": True}, Why.TIMEOUT),
        ({"reset": True}, Why.CONNECTION),
        ({"nonsense": True}, Why.ANSWER),
    ],
)
def test_bad_answers_end_in_time(receiver: Running, how: dict[str, Any], why: Why) -> None:  # noqa: F811
    receiver.how(**how)
    began = time.monotonic()
    assert _why(receiver.url, 2 if why == Why.TIMEOUT else 20) == why
    assert time.monotonic() - began < 15


def test_a_huge_answer_is_not_read(receiver: Running) -> None:  # noqa: F811
    receiver.how(huge=100_000)
    began = time.monotonic()
    assert post(receiver.url, b"{}", {}).status == 200
    assert time.monotonic() - began < 20


def test_nobody_there(receiver: Running) -> None:  # noqa: F811
    assert _why("http://127.0.0.1:9/") == Why.CONNECTION


@pytest.fixture
def trust(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """`trust(file)` makes the machine trust its certificate."""
    settings.OUTGOING_HOSTS = ["localhost"]

    def trust(path: Path) -> None:
        monkeypatch.setenv("SSL_CERT_FILE", str(path))
        calling.trust.cache_clear()

    yield trust
    calling.trust.cache_clear()


def test_certificates(tmp_path: Path, trust: Any) -> None:
    good = certificate(tmp_path / "good.pem", "localhost")
    with receiving(good) as running:
        assert _why(running.url) == Why.CERTIFICATE
        trust(good)
        assert post(running.url, b"{}", {}).status == 204
        assert len(running.received) == 1


@pytest.mark.parametrize(("name", "days"), [("other.example", 30), ("localhost", -1)])
def test_wrong_certificates(tmp_path: Path, trust: Any, name: str, days: int) -> None:
    bad = certificate(tmp_path / "bad.pem", name, days=days)
    trust(bad)
    with receiving(bad) as running:
        assert _why(running.url) == Why.CERTIFICATE
