"""Agreements with receivers, and what has been released under them, for tests of services that give."""

from datetime import timedelta
from uuid import UUID

from armkrok.kit.days import now, today
from armkrok.services.exchange.models import Agreement, Release, ReleaseBatch

__all__ = ["Agreement", "Release", "ReleaseBatch", "signed"]


def signed(receiver_id: UUID, name: str, level: int = 2) -> Agreement:
    """An agreement that has held for a month and holds for most of a year more. Call inside a scope."""
    made: Agreement = Agreement.objects.create(
        service_key="school", receiver_id=receiver_id, receiver_name=name, state=Agreement.State.SIGNED,
        level=level, valid_from=today() - timedelta(days=30), valid_to=today() + timedelta(days=300),
        signed_at=now(),
    )  # fmt: skip
    return made
