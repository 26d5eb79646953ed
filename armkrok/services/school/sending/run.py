"""One run towards a receiver, from the selection to the last answer."""

from uuid import UUID

from armkrok.services.school.sending.beginning import begin

__all__ = ["begin", "perform"]


def perform(organisation_id: UUID, run_id: UUID) -> None:
    """Carry a run out, or go on with one that was cut short."""
    raise NotImplementedError
