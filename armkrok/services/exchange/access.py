"""From an id and an actor to an agreement, or nothing at all."""

from uuid import UUID

from armkrok.core import registry
from armkrok.core.access.actor import Actor
from armkrok.core.access.decide import granted
from armkrok.core.access.models import RoleAssignment
from armkrok.kit.days import today
from armkrok.kit.refusals import NotFound
from armkrok.services.exchange.models import Agreement

MANAGE = "exchange.manage"


def agreement_for(actor: Actor, agreement_id: UUID) -> Agreement:
    """An agreement of the organisation in scope; whoever comes here may read or manage all of them."""
    found = Agreement.objects.select_related("board", "document", "replaces").filter(pk=agreement_id).first()
    if found is None or actor.organisation is None:
        raise NotFound
    return found


def managers() -> set[UUID]:
    """The people who manage agreements in the organisation in scope today."""
    roles = [key for key in registry.roles() if MANAGE in granted((key,))]
    held = RoleAssignment.objects.filter(RoleAssignment.in_force(today()), role__in=roles)
    return set(held.filter(board=None, unit=None).values_list("person_id", flat=True))
