"""Secrets and signatures of Standard Webhooks 1.0."""

import base64
import hashlib
import hmac
import secrets
from datetime import datetime
from uuid import UUID

PREFIX = "whsec_"
BYTES = 32


def new_secret() -> str:
    """A secret of 256 random bits, written as the specification has it: whsec_ and base64."""
    return PREFIX + base64.b64encode(secrets.token_bytes(BYTES)).decode()


def headers(message_id: UUID, moment: datetime, body: bytes, keys: list[str]) -> dict[str, str]:
    """The three headers; one signature for each secret, the newest first."""
    name, seconds = message_name(message_id), str(int(moment.timestamp()))
    return {
        "webhook-id": name,
        "webhook-timestamp": seconds,
        "webhook-signature": " ".join(signature(key, name, seconds, body) for key in keys),
    }


def message_name(message_id: UUID) -> str:
    """The message's id as receivers see it."""
    return f"msg_{message_id.hex}"


def signature(secret: str, name: str, seconds: str, body: bytes) -> str:
    """v1: HMAC-SHA-256 over id, time and body with points between, in base64."""
    key = base64.b64decode(secret.removeprefix(PREFIX))
    digest = hmac.new(key, f"{name}.{seconds}.".encode() + body, hashlib.sha256).digest()
    return "v1," + base64.b64encode(digest).decode()
