"""What the organisation has chosen in Underskrift, and agreed with its e-archive."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from armkrok.core.access.actor import Actor
from armkrok.core.events.recording import record
from armkrok.services.signing.events.archive import ArchiveAgreed
from armkrok.services.signing.events.choices import SigningChosen
from armkrok.services.signing.models import SigningPolicy

FIELDS = (
    "archive_name",
    "archive_agreement",
    "archive_reference",
    "archive_number",
    "archive_form",
    "renew_before",
)


CHOICES = (
    "without_stamp",
    "built_in",
    "external_service",
    "may_forward",
    "may_stand_in",
    "remind_after",
    "remind_every",
)


@transaction.atomic
def agree(values: dict[str, Any], *, by: Actor) -> SigningPolicy:
    """Note what is agreed with the e-archive; `values` has some or all of `FIELDS`."""
    policy, changed = _noted(values, FIELDS)
    record(ArchiveAgreed(fields=changed), about=policy, by=by)
    return policy


@transaction.atomic
def choose(values: dict[str, Any], *, by: Actor) -> SigningPolicy:
    """Note how the organisation wants to sign; `values` has some or all of `CHOICES`."""
    policy, changed = _noted(values, CHOICES)
    record(SigningChosen(fields=changed), about=policy, by=by)
    return policy


def _noted(values: dict[str, Any], fields: tuple[str, ...]) -> tuple[SigningPolicy, list[str]]:
    chosen = {key: value for key, value in values.items() if key in fields}
    policy, _made = SigningPolicy.objects.get_or_create()
    changed = sorted(key for key, value in chosen.items() if getattr(policy, key) != value)
    for key in changed:
        setattr(policy, key, chosen[key])
    policy.save(update_fields=changed)
    return policy, changed
