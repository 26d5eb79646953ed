"""From an id and an actor to an agreement, or nothing at all."""

from uuid import UUID

from armkrok.core.access.actor import Actor
from armkrok.kit.refusals import NotFound
from armkrok.services.exchange.models import Agreement

MANAGE = "exchange.manage"


def agreement_for(actor: Actor, agreement_id: UUID) -> Agreement:
    """An agreement of the organisation in scope; whoever comes here may read or manage all of them."""
    found = Agreement.objects.select_related("board", "document", "replaces").filter(pk=agreement_id).first()
    if found is None or actor.organisation is None:
        raise NotFound
    return found
