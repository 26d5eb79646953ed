"""The check of a webhook (Standard Webhooks 1.0): use it before you believe a word."""

import base64
import binascii
import hashlib
import hmac
import json
import time
from collections.abc import Mapping, Sequence
from typing import Any, TypedDict

TOLERANCE = 300
PREFIX = "whsec_"


class Forged(Exception):
    """The message is not from Armkrok, has been changed, or is too old. Answer 400 and forget it."""


class Event(TypedDict):
    """What has happened. `id` is the message's: one that you have seen before is the same message again."""

    id: str
    type: str
    timestamp: str
    data: dict[str, Any]


def opened(
    secrets: str | Sequence[str], headers: Mapping[str, str], body: bytes, *, now: float | None = None
) -> Event:
    """The event in a genuine message; raises Forged.

    `secrets` are the receiver's secret, or the present and the next one while you change. `body` is exactly
    what came. A message more than five minutes from your clock is refused, so that nobody can replay it.
    """
    given = {name.lower(): value for name, value in headers.items()}
    try:
        name, seconds = given["webhook-id"], given["webhook-timestamp"]
        signatures, age = given["webhook-signature"].split(), (now or time.time()) - int(seconds)
    except (KeyError, ValueError) as error:
        raise Forged("headers are missing") from error
    if abs(age) > TOLERANCE:
        raise Forged("the time is too far from ours")
    keys = [secrets] if isinstance(secrets, str) else secrets
    wanted = [_signature(key, f"{name}.{seconds}.".encode() + body) for key in keys]
    if not any(hmac.compare_digest(one.encode(), other.encode()) for one in wanted for other in signatures):
        raise Forged("the signature is another")
    told = json.loads(body)
    return {"id": name, "type": told["type"], "timestamp": told["timestamp"], "data": told["data"]}


def _signature(secret: str, text: bytes) -> str:
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except binascii.Error as error:
        raise ValueError("the secret begins with whsec_ and goes on in base64") from error
    return "v1," + base64.b64encode(hmac.new(key, text, hashlib.sha256).digest()).decode()
