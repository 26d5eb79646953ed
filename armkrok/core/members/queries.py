"""Who works here, and which groups are saved."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from armkrok.core.access.decide import holders
from armkrok.core.identity.models import Session
from armkrok.core.identity.protection import visible
from armkrok.core.identity.sessions import IDLE, LONGEST
from armkrok.core.members.models import Group, Member
from armkrok.core.tenants.scope import current_organisation_id
from armkrok.kit.days import now
from armkrok.kit.swedish_order import SwedishOrder


def members(words: str = "", *, with_left: bool = False) -> QuerySet[Member]:
    """Members in Swedish order; each of the words must be in the name, the address, the title or the unit."""
    found = visible(Member.objects.select_related("person", "unit")).order_by("person__sort_key", "pk")
    if not with_left:
        found = found.filter(left_at=None)
    for word in words.split()[:6]:
        found = found.filter(
            Q(person__name__icontains=word)
            | Q(email__icontains=word)
            | Q(title__icontains=word)
            | Q(unit__name__icontains=word)
        )
    return found


def members_called(text: str) -> list[Member]:
    """Present members whose whole address or name this is; two at most, enough to see that it is unclear."""
    return list(members().filter(Q(email__iexact=text.strip()) | Q(person__name__iexact=text.strip()))[:2])


def holding(permission: str) -> list[Member]:
    """Present members who hold the permission today in the whole of the organisation."""
    found = Member.objects.select_related("person").filter(left_at=None)
    return list(found.filter(person_id__in=holders(permission)))


def groups() -> QuerySet[Group]:
    """Saved groups in Swedish order, each with `people`, their number."""
    return Group.objects.annotate(people=Count("entries")).order_by(SwedishOrder("name"), "pk")


def sessions_here(person_ids: Iterable[UUID]) -> QuerySet[Session]:
    """Running sessions that let these people into the organisation in scope, the newest first.

    One that another organisation's own provider vouched for holds there alone, and is nobody's business here.
    """
    here = Q(organisation_id=None) | Q(organisation_id=current_organisation_id())
    moment = now()
    alive = Q(ended_at=None, seen_at__gt=moment - IDLE, created_at__gt=moment - LONGEST)
    return Session.objects.filter(here, alive, person_id__in=list(person_ids)).order_by("-created_at")
