"""Agreements with receivers, and what has been released under them, for tests of services that give."""

from datetime import timedelta
from uuid import UUID

from armkrok.kit.days import now, today
from armkrok.services.exchange.actions import agreements as actions
from armkrok.services.exchange.facts import PossibleReceiver
from armkrok.services.exchange.models import Agreement, Release, ReleaseBatch

__all__ = ["Agreement", "Release", "ReleaseBatch", "ended", "replaced", "signed"]


def signed(receiver_id: UUID, name: str, level: int = 2) -> Agreement:
    """An agreement that has held for a month and holds for most of a year more. Call inside a scope."""
    made: Agreement = Agreement.objects.create(
        service_key="school", receiver_id=receiver_id, receiver_name=name, state=Agreement.State.SIGNED,
        level=level, valid_from=today() - timedelta(days=30), valid_to=today() + timedelta(days=300),
        signed_at=now(),
    )  # fmt: skip
    return made


def ended(agreement: Agreement) -> None:
    """Those who manage agreements have ended it."""
    actions.end(agreement, "Byter läromedel", by=None)


def replaced(agreement: Agreement, level: int) -> None:
    """A new version on that level holds from today."""
    receiver = PossibleReceiver(agreement.receiver_id, agreement.receiver_name)
    new = actions.draft(agreement.service_key, receiver, by=None)
    words = {
        "level": level, "purpose": "Undervisning", "basis": "Artikel 6.1 e", "categories": "Elever",
        "retention": "Ett år", "contact": "Petra", "valid_from": today(), "valid_to": agreement.valid_to,
    }  # fmt: skip
    actions.rewrite(new, words, by=None)
    actions.sign(new, "Båda", by=None)
