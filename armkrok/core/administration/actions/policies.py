"""What the organisation decides for itself."""

from dataclasses import asdict, dataclass

from django.db import transaction

from armkrok.core.access.actor import Actor
from armkrok.core.administration.errors import LastWayIn
from armkrok.core.administration.events import PolicyChanged
from armkrok.core.administration.queries import shared_providers
from armkrok.core.eid.models import Provider
from armkrok.core.events.recording import record
from armkrok.core.policies.models import Policy
from armkrok.core.policies.reading import policy_of
from armkrok.core.tenants.scope import current_organisation_id


@dataclass(frozen=True)
class PolicyFacts:
    """A whole policy; the fields are those of policies.models.Policy."""

    idle_minutes: int
    longest_hours: int
    staff_strength: int
    stale_days: int
    closed_providers: tuple[str, ...] = ()
    without_eid: str = ""


@transaction.atomic
def set_policy(facts: PolicyFacts, *, by: Actor) -> Policy:
    """Decide, from now on; each fact that becomes another is told. Raises LastWayIn."""
    before = policy_of(current_organisation_id())
    wanted = asdict(facts) | {"closed_providers": sorted(facts.closed_providers)}
    changed = {name: value for name, value in wanted.items() if getattr(before, name) != value}
    if not changed:
        return before
    demand_a_way_in(set(facts.closed_providers))
    after: Policy = Policy.objects.create(**wanted)
    for name, value in changed.items():
        record(PolicyChanged(name, _told(getattr(before, name)), _told(value)), about=after, by=by)
    return after


def demand_a_way_in(closed: set[str]) -> None:
    """Raise LastWayIn when every shared provider is closed here and no own one is open."""
    shared = {key for key, _name in shared_providers()}
    if shared <= closed and not Provider.objects.filter(is_open=True, for_login=True).exists():
        raise LastWayIn


def _told(value: object) -> str:
    return ", ".join(value) if isinstance(value, list) else str(value)
