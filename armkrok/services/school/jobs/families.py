"""Pupils and guardians are led from Mina sidor to what the school has of them."""

from uuid import UUID

from armkrok.core.jobs import job
from armkrok.core.notifications import holdings
from armkrok.core.tenants.scope import scope
from armkrok.services.school.access.extracts import held_numbers


@job("school.tell-families")
def tell_families(organisation_id: str) -> None:
    """Say anew whose numbers the roster knows, of those who may be told."""
    with scope(UUID(organisation_id)):
        holdings.settle("school", held_numbers())
