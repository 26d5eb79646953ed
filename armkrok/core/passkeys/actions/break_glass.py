"""An organisation lets people in by passkey, or stops doing so."""

from django.db import transaction

from armkrok.core.access.actor import Actor
from armkrok.core.events.recording import record
from armkrok.core.passkeys import queries
from armkrok.core.passkeys.access import demand_fresh
from armkrok.core.passkeys.actions.keys import close_sessions
from armkrok.core.passkeys.errors import AlwaysOpen, BreakGlassIsClosed, BreakGlassIsOpen
from armkrok.core.passkeys.events import BreakGlassClosed, BreakGlassOpened
from armkrok.core.passkeys.models import BreakGlass
from armkrok.core.tenants.models import current_organisation
from armkrok.kit.days import now


@transaction.atomic
def open_up(reason: str, *, by: Actor) -> BreakGlass:
    """From now on keys may be added and used; raises AlwaysOpen, BreakGlassIsOpen or NotFresh."""
    demand_fresh(by)
    if current_organisation().is_operator:
        raise AlwaysOpen
    if queries.opened():
        raise BreakGlassIsOpen
    made: BreakGlass = BreakGlass.objects.create(opened_by_id=by.person_id, reason=reason)
    record(BreakGlassOpened(), about=made, by=by)
    return made


@transaction.atomic
def close(*, by: Actor) -> int:
    """No key opens anything now, and who is in by one is out. The keys stay. Gives how many were in."""
    row = BreakGlass.objects.select_for_update().filter(closed_at=None).first()
    if row is None:
        raise BreakGlassIsClosed
    row.closed_at, row.closed_by_id = now(), by.person_id
    row.save(update_fields=["closed_at", "closed_by"])
    ended = close_sessions()
    record(BreakGlassClosed(sessions=ended), about=row, by=by)
    return ended
