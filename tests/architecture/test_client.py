"""The Python client is what the API says, and judges webhooks as the platform signs them."""

import json
import sys
import time
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from armkrok.core.webhooks import signatures
from armkrok.kit.days import now
from tools import client

PLACE = Path(__file__).resolve().parents[2] / "clients" / "python"
sys.path.insert(0, str(PLACE))

from armkrok_client import Forged, opened  # noqa: E402

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
BODY = b'{"type":"a.b","timestamp":"2026-11-27T09:00:00.000Z","data":{"id":"x"}}'


def test_the_client_is_written_from_the_present_document() -> None:
    assert client.TARGET.read_text("utf-8") == client.written(client.document()), (
        "run python -m tools.client update"
    )


def test_what_the_client_cannot_say_stops_the_writing() -> None:
    told = client.document()
    path = next(iter(told["paths"]))
    told["paths"][path]["post"]["parameters"].append(
        {"in": "query", "name": "odd", "schema": {"not": {"type": "string"}}}
    )
    told["paths"][path]["post"]["operationId"] = "odd"
    with pytest.raises(client.NotUnderstood):
        client.written(told)


def _message(secret: str = SECRET, body: bytes = BODY) -> dict[str, str]:
    return signatures.headers(uuid4(), now(), body, [signatures.new_secret(), secret])


def test_a_genuine_webhook_is_opened() -> None:
    sent = _message()
    event = opened(SECRET, {name.title(): value for name, value in sent.items()}, BODY)
    assert event == {"id": sent["webhook-id"], **json.loads(BODY)}
    assert opened([signatures.new_secret(), SECRET], sent, BODY) == event


@pytest.mark.parametrize(
    "change",
    [
        {"body": BODY.replace(b"a.b", b"a.c")},
        {"secret": signatures.new_secret()},
        {"headers": {"webhook-id": "msg_other"}},
        {"headers": {"webhook-timestamp": "x"}},
        {"headers": {"webhook-signature": ""}},
        {"headers": {"webhook-signature": "v1,"}},
        {"late": 400},
        {"late": -400},
    ],
)
def test_a_forged_one_is_not(change: dict[str, Any]) -> None:
    sent = _message() | change.get("headers", {})
    moment = time.time() + change.get("late", 0)
    with pytest.raises(Forged):
        opened(change.get("secret", SECRET), sent, change.get("body", BODY), now=moment)
    with pytest.raises(Forged):
        opened(SECRET, {}, BODY)
