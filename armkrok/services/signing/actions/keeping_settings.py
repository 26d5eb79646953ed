"""What the organisation has agreed with its e-archive."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from armkrok.core.access.actor import Actor
from armkrok.core.events.recording import record
from armkrok.services.signing.events.archive import ArchiveAgreed
from armkrok.services.signing.models import SigningPolicy

FIELDS = (
    "archive_name",
    "archive_agreement",
    "archive_reference",
    "archive_number",
    "archive_form",
    "renew_before",
)


@transaction.atomic
def agree(values: dict[str, Any], *, by: Actor) -> SigningPolicy:
    """Note what is agreed; `values` has some or all of `FIELDS`."""
    chosen = {key: value for key, value in values.items() if key in FIELDS}
    policy, _made = SigningPolicy.objects.get_or_create()
    for key, value in chosen.items():
        setattr(policy, key, value)
    policy.save(update_fields=list(chosen))
    record(ArchiveAgreed(fields=sorted(chosen)), about=policy, by=by)
    return policy
