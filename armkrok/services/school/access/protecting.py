"""Protected people of the roster, for their handlers."""

from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from armkrok.kit.refusals import existing
from armkrok.services.school.models import Alias, Erasure, RosterPerson


def protected_people() -> "QuerySet[Any]":
    """Everybody in the roster who is protected, each with `is_decided`; those not decided on come first."""
    decided = Alias.objects.filter(subject=OuterRef("pk"), ended_at=None)
    rows = RosterPerson.objects.filter(is_protected=True, gone_at=None)
    return rows.annotate(is_decided=Exists(decided)).order_by("is_decided", "sort_key", "pk")


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
