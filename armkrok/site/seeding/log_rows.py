"""The audit rows of the seeded requests; the database links them into each organisation's chain."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from armkrok.core.audit.models import AuditRow
from armkrok.services.signing.models import SigningRequest
from armkrok.site.seeding.requests import Imagined

COLUMNS = (
    "id", "organisation_id", "at", "event", "actor_id", "actor_kind", "about_kind", "about_id", "facts",
    "content_hash",
)  # fmt: skip
ABOUT = SigningRequest._meta.label_lower


def rows(one: Imagined, organisation_id: UUID, sha256: str) -> Iterator[tuple[object, ...]]:
    """What happened to one request, in order. Ids are the party's and the request's with changed ends."""
    if one.sent_at is None:
        return
    sender = one.sender.id
    yield _row(
        one, organisation_id, 1, one.sent_at, "RequestSent", sender, sha256=[sha256], people=len(one.asked)
    )
    signed = [(asked.signed_at, asked) for asked in one.asked if asked.signed_at]
    for at, asked in sorted(signed, key=lambda pair: pair[0]):
        facts = {
            "party_id": str(asked.id), "document_id": str(UUID(int=one.id.int + 9)), "sha256": sha256,
            "certificate": "",
        }  # fmt: skip
        yield _row(one, organisation_id, 0, at, "DocumentSigned", asked.person.id, asked.id, **facts)
    if one.completed_at:
        yield _row(one, organisation_id, 2, one.completed_at, "RequestCompleted", None, sha256=[sha256])
    if one.withdrawn_at:
        yield _row(one, organisation_id, 3, one.withdrawn_at, "RequestWithdrawn", sender)


def _row(
    one: Imagined, organisation_id: UUID, end: int, at: datetime, event: str, actor: UUID | None,
    seed: UUID | None = None, **facts: Any,
) -> tuple[object, ...]:  # fmt: skip
    row = AuditRow(
        id=UUID(int=(seed or one.id).int + end), organisation_id=organisation_id, at=at, event=event,
        actor_id=actor, actor_kind="person" if actor else "platform", about_kind=ABOUT, about_id=one.id,
        facts=facts,
    )  # fmt: skip
    return (
        row.id, organisation_id, at, event, actor, row.actor_kind, ABOUT, one.id, json.dumps(facts),
        row.digest(),
    )  # fmt: skip
