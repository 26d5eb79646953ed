"""From the id in an address to a marking, or 404."""

from uuid import UUID

from armkrok.core.protection import queries
from armkrok.core.protection.models import Marking
from armkrok.kit.refusals import NotFound


def marking_for(marking_id: UUID) -> Marking:
    """A present marking that the organisation may know of."""
    found = queries.present().filter(pk=marking_id).first()
    if found is None:
        raise NotFound
    return found
