"""Whose data a person may see as her own, or as guardian; and staff by permission."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from armkrok.core.access.actor import Actor
from armkrok.core.access.errors import HoldsInOneOrganisation
from armkrok.core.identity.models import IdentityNumber
from armkrok.kit.refusals import NotFound, existing
from armkrok.services.school.models import Duty, Enrolment, Membership, Responsible, RosterPerson

GUARDIANS = ("Vårdnadshavare", "Förälder", "God man")
"""Relations of SS 12000 that give a right to the pupil's data (föräldrabalken 6 kap. 11 §)."""


@dataclass(frozen=True)
class Family:
    """Whose data somebody may see as her own: herself, if she is in the roster, and her children."""

    herself: tuple[RosterPerson, ...]
    children: tuple[RosterPerson, ...]

    @property
    def everybody(self) -> tuple[RosterPerson, ...]:
        """Children first: it is mostly for their sake that somebody comes."""
        return (*self.children, *self.herself)

    @property
    def only(self) -> RosterPerson | None:
        """The one that she has come for, if that is clear: the only child, or herself."""
        found = self.children or self.herself
        return found[0] if len(found) == 1 else None

    def one(self, pupil_id: UUID) -> RosterPerson:
        """One of them; raises NotFound."""
        return existing(next((one for one in self.everybody if one.pk == pupil_id), None))


def _reasons() -> "tuple[tuple[QuerySet[Any], str], ...]":
    """Why somebody is in the roster for her own sake, and the column that says who it is.

    Who is there for a protected child's sake alone is not told of it: that would say where the child goes to
    school (offentlighets- och sekretesslagen (2009:400) 21 kap. 3 §).
    """
    return (
        (Enrolment.objects.all(), "pupil"),
        (Membership.objects.all(), "pupil"),
        (Duty.objects.all(), "person"),
        (Responsible.objects.filter(pupil__is_protected=False, pupil__gone_at=None), "adult"),
    )


def tellable(rows: "QuerySet[RosterPerson]") -> "QuerySet[RosterPerson]":
    """Those of a few rows that may be told to whom they are of."""
    found = (Exists(reason.filter(**{who: OuterRef("pk")})) for reason, who in _reasons())
    return rows.filter(reduce(or_, map(Q, found)))


def own_rows(actor: Actor) -> "QuerySet[RosterPerson]":
    """The rows of the roster that are the person herself, by tie or by her numbers."""
    numbers = IdentityNumber.objects.filter(person_id=actor.person_id, until=None)
    lookups = [bytes(one) for one in numbers.values_list("lookup", flat=True)]
    mine = Q(person_id=actor.person_id) | Q(civic_lookup__in=lookups)
    return tellable(RosterPerson.objects.filter(mine, gone_at=None))


def family_of(actor: Actor) -> Family:
    """Herself and the pupils whom she is guardian of.

    A protected child is shown to no guardian here: the roster cannot know from whom she is protected. Raises
    HoldsInOneOrganisation: the word of the organisation's own log-in must not open a family's data.
    """
    if actor.only_id:
        raise HoldsInOneOrganisation
    mine = tuple(own_rows(actor))
    ties = Responsible.objects.filter(adult__in=mine, relation__in=GUARDIANS)
    children = RosterPerson.objects.filter(pk__in=ties.values("pupil_id"), gone_at=None, is_protected=False)
    return Family(mine, tuple(children.order_by("birth_date", "sort_key")))


def held_numbers() -> "QuerySet[RosterPerson, Any]":
    """Numbers of everybody in the roster who may be told of it, as identity's lookups.

    All reasons at once: asked for each of 140 000 rows, they would take longer than anybody waits.
    """
    first, *others = (reason.order_by().values(who) for reason, who in _reasons())
    present = RosterPerson.objects.filter(gone_at=None, civic_lookup__isnull=False)
    return present.filter(pk__in=first.union(*others)).order_by().values_list("civic_lookup", flat=True)


def to_withdraw(subject_ids: Collection[UUID]) -> set[bytes]:
    """Numbers of adults who, now that these are protected, are told of nothing here any more."""
    adults = Responsible.objects.filter(pupil__in=subject_ids).values("adult_id")
    rows = RosterPerson.objects.filter(pk__in=adults, civic_lookup__isnull=False)
    concerned = {bytes(one) for one in rows.values_list("civic_lookup", flat=True) if one}
    same = RosterPerson.objects.filter(gone_at=None, civic_lookup__in=concerned)
    return concerned - {bytes(one) for one in tellable(same).values_list("civic_lookup", flat=True) if one}


def anybody(actor: Actor, pupil_id: UUID) -> RosterPerson:
    """Anyone in the roster, for those who make extracts; protected people only for their handlers."""
    found = RosterPerson.objects.filter(pk=pupil_id).first()
    if found is None or (found.is_protected and "school.protected" not in actor.permissions):
        raise NotFound
    return found
