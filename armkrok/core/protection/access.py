"""From the id in an address to a marking, or 404."""

from uuid import UUID

from armkrok.core.protection import queries
from armkrok.core.protection.models import Marking
from armkrok.kit.refusals import existing


def marking_for(marking_id: UUID) -> Marking:
    """A present marking that the organisation may know of."""
    return existing(queries.present().filter(pk=marking_id).first())
