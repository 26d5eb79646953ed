"""Protected people of the roster, for their handlers."""

from uuid import UUID

from armkrok.kit.refusals import existing
from armkrok.services.school.models import Alias, Erasure, RosterPerson


def protected_for(protected_id: UUID) -> RosterPerson:
    """A protected person; anybody else is unknown here."""
    return existing(RosterPerson.objects.filter(pk=protected_id, is_protected=True).first())


def decision_for(decision_id: UUID) -> Alias:
    """A decision that holds."""
    return existing(
        Alias.objects.select_related("subject", "receiver").filter(pk=decision_id, ended_at=None).first()
    )


def erasure_for(erasure_id: UUID) -> Erasure:
    """An erasure that is not yet confirmed."""
    return existing(Erasure.objects.filter(pk=erasure_id, confirmed_at=None).first())
