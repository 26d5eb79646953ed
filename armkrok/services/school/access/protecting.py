"""Protected people of the roster, for their handlers."""

from uuid import UUID

from armkrok.kit.refusals import NotFound
from armkrok.services.school.models import Alias, Erasure, RosterPerson


def protected_for(protected_id: UUID) -> RosterPerson:
    """A protected person; anybody else is unknown here."""
    found = RosterPerson.objects.filter(pk=protected_id, is_protected=True).first()
    if found is None:
        raise NotFound
    return found


def decision_for(decision_id: UUID) -> Alias:
    """A decision that holds."""
    found = Alias.objects.select_related("subject", "receiver").filter(pk=decision_id, ended_at=None).first()
    if found is None:
        raise NotFound
    return found


def erasure_for(erasure_id: UUID) -> Erasure:
    """An erasure that is not yet confirmed."""
    found = Erasure.objects.filter(pk=erasure_id, confirmed_at=None).first()
    if found is None:
        raise NotFound
    return found
