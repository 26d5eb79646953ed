"""The signatures are those of the Standard Webhooks specification."""

import json
from datetime import UTC, datetime
from uuid import uuid4

from armkrok.core.webhooks import signatures
from armkrok.core.webhooks.tests.sending import DONE, Post
from tests.support.receivers import Running

# The example that the specification's own libraries are tested with.
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
NAME, SECONDS, BODY = "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", b'{"test": 2432232314}'
SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_the_published_example() -> None:
    assert signatures.signature(SECRET, NAME, SECONDS, BODY) == SIGNATURE


def test_a_changed_message_has_another_signature() -> None:
    for name, seconds, body in (
        (NAME + "x", SECONDS, BODY),
        (NAME, "1614265331", BODY),
        (NAME, SECONDS, b"{}"),
    ):
        assert signatures.signature(SECRET, name, seconds, body) != SIGNATURE


def test_secrets_are_long_and_never_the_same() -> None:
    made = {signatures.new_secret() for _ in range(20)}
    assert len(made) == 20
    assert all(one.startswith("whsec_") and len(one) == 50 for one in made)


def test_headers_carry_one_signature_for_each_secret() -> None:
    message, moment, keys = uuid4(), datetime(2026, 11, 27, 9, tzinfo=UTC), [SECRET, signatures.new_secret()]
    found = signatures.headers(message, moment, BODY, keys)
    assert found["webhook-id"] == f"msg_{message.hex}"
    assert found["webhook-timestamp"] == str(int(moment.timestamp()))
    assert found["webhook-signature"].split() == [
        signatures.signature(key, found["webhook-id"], found["webhook-timestamp"], BODY) for key in keys
    ]


def test_both_secrets_sign_for_a_day_after_a_change(post: Post, receiver: Running) -> None:
    from datetime import timedelta

    from armkrok.core.webhooks import actions
    from armkrok.core.webhooks.actions import ReceiverFacts

    facts = ReceiverFacts("Diariet", receiver.url, ["signing.request.completed"])
    first = post.by_sara(lambda sara: actions.add(facts, by=sara))
    second = post.by_sara(lambda sara: actions.rotate(first.receiver, by=sara))
    for _ in range(2):
        post.happens(DONE)
        post.work()
        post.moment += timedelta(days=1)
    during, after = receiver.received
    assert _signed_by(during, first.text)
    assert _signed_by(during, second.text)
    assert not _signed_by(after, first.text)
    assert _signed_by(after, second.text)


def _signed_by(message: "dict[str, dict[str, str]]", secret: str) -> bool:
    sent, body = message["headers"], str(message["body"])
    assert json.loads(body)["type"] == "signing.request.completed"
    wanted = signatures.signature(secret, sent["webhook-id"], sent["webhook-timestamp"], body.encode())
    return wanted in sent["webhook-signature"].split()
