"""Which policy holds."""

from datetime import datetime
from uuid import UUID

from armkrok.core.policies.models import Policy
from armkrok.core.tenants.scope import current, scope


def policy_of(organisation_id: UUID, at: datetime | None = None) -> Policy:
    """The organisation's policy now, or as it was at a moment; the defaults when nothing is decided.

    One query by index when the organisation is in scope, else in a scope of its own.
    """
    if current().organisation_id == organisation_id:
        return _newest(at)
    with scope(organisation_id, current().person_id):
        return _newest(at)


def _newest(at: datetime | None) -> Policy:
    rows = Policy.objects.filter(since__lte=at) if at else Policy.objects.all()
    return rows.order_by("-since", "-pk").first() or Policy()
