"""From an actor to her own, or 404."""

from armkrok.core.access.actor import Actor
from armkrok.core.me.models import DataExport
from armkrok.kit.days import now
from armkrok.kit.refusals import NotFound


def ready_export(actor: Actor) -> DataExport:
    """The copy that the actor may fetch."""
    own = DataExport.objects.filter(person_id=actor.person_id, organisation_id=actor.only_id)
    found = own.filter(state=DataExport.State.READY).order_by("-asked_at").first()
    if found is None or found.gone_at <= now():
        raise NotFound
    return found
