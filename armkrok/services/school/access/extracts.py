"""Whose data a person may see as her own, or as guardian; and staff by permission."""

from uuid import UUID

from django.db.models import Q, QuerySet

from armkrok.core.access.actor import Actor
from armkrok.core.access.errors import HoldsInOneOrganisation
from armkrok.core.identity.models import IdentityNumber
from armkrok.kit.refusals import NotFound, existing
from armkrok.services.school.models import Responsible, RosterPerson

GUARDIANS = ("Vårdnadshavare", "Förälder", "God man")
"""Relations of SS 12000 that give a right to the pupil's data (föräldrabalken 6 kap. 11 §)."""


def own_rows(actor: Actor) -> "QuerySet[RosterPerson]":
    """The rows of the roster that are the person herself, by tie or by her numbers."""
    numbers = IdentityNumber.objects.filter(person_id=actor.person_id, until=None)
    lookups = [bytes(one) for one in numbers.values_list("lookup", flat=True)]
    mine = Q(person_id=actor.person_id) | Q(civic_lookup__in=lookups)
    return RosterPerson.objects.filter(mine, gone_at=None)


def own_and_children(actor: Actor) -> list[RosterPerson]:
    """Herself, if she is in the roster, and the pupils whom she is guardian of.

    A protected child is shown to no guardian here: the roster cannot know from whom she is protected. Raises
    HoldsInOneOrganisation: the word of the organisation's own log-in must not open a family's data.
    """
    if actor.only_id:
        raise HoldsInOneOrganisation
    mine = list(own_rows(actor))
    ties = Responsible.objects.filter(adult__in=mine, relation__in=GUARDIANS)
    children = RosterPerson.objects.filter(pk__in=ties.values("pupil_id"), gone_at=None, is_protected=False)
    return [*mine, *children.order_by("birth_date", "sort_key")]


def own_or_child(actor: Actor, pupil_id: UUID) -> RosterPerson:
    """One of those; anybody else is unknown to her."""
    return existing(next((one for one in own_and_children(actor) if one.pk == pupil_id), None))


def anybody(actor: Actor, pupil_id: UUID) -> RosterPerson:
    """Anyone in the roster, for those who make extracts; protected people only for their handlers."""
    found = RosterPerson.objects.filter(pk=pupil_id).first()
    if found is None or (found.is_protected and "school.protected" not in actor.permissions):
        raise NotFound
    return found
