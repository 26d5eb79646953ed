"""A town, its receiver, an event that is broadcast, and a queue that is worked off by hand, with a clock."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from armkrok.core.access.actor import Actor
from armkrok.core.events.jobs import deliver
from armkrok.core.events.recording import Event, record
from armkrok.core.tenants.models import Organisation
from armkrok.core.tenants.scope import scope
from armkrok.core.webhooks import actions, delivering, jobs
from armkrok.core.webhooks.models import Attempt, Delivery, Receiver
from armkrok.kit.days import now
from armkrok.services.signing.events.requests import RequestCompleted
from armkrok.site.settling import Settled
from tests.support.people import inside

COMPLETED = "signing.request.completed"
DONE = RequestCompleted(sha256=["0" * 64])
TAKEN = """
DELETE FROM procrastinate_jobs WHERE id = (
    SELECT id FROM procrastinate_jobs
    WHERE task_name = ANY (%s) AND coalesce(scheduled_at, '-infinity') <= %s
    ORDER BY scheduled_at NULLS FIRST, id LIMIT 1
) RETURNING task_name, args, scheduled_at
"""
WORK: dict[str, Callable[..., None]] = {
    "events.deliver": deliver, "webhooks.send": jobs.send, "webhooks.wake": jobs.wake,
}  # fmt: skip


@dataclass
class Post:
    """What a town does, and what its worker does; `moment` is the time on everybody's clock."""

    towns: Settled
    patch: Any
    moment: datetime = field(default_factory=now)

    def __post_init__(self) -> None:
        for module in (delivering, actions, jobs):
            self.patch.setattr(module, "now", lambda: self.moment)
        self.patch.setattr("procrastinate.utils.utcnow", lambda: self.moment)

    @property
    def town(self) -> Organisation:
        """Sundby."""
        return self.towns.organisations["sundby"]

    def register(self, url: str, *events: str) -> Receiver:
        """Sara registers a receiver."""
        facts = actions.ReceiverFacts("Diariet", url, list(events or [COMPLETED]))
        return self.by_sara(lambda sara: actions.add(facts, by=sara)).receiver  # type: ignore[no-any-return]

    def by_sara(self, deed: Callable[[Actor], Any]) -> Any:
        """Sara does something in her town."""
        with inside(self.towns, "sara") as sara:
            return deed(sara)

    def happens(self, event: Event = DONE) -> UUID:
        """Something happens in Sundby; about the town itself, as good as anything."""
        with scope(self.town.pk):
            record(event, about=self.town)
        return self.town.pk

    def work(self, *, until: timedelta = timedelta(seconds=1), most: int = 500) -> int:
        """Do what is in the queue, moving the clock on to each job's time, as far as `until`. How many."""
        end, count = self.moment + until, 0
        while count < most and (taken := self._next(end)):
            name, args, at = taken
            self.moment = max(self.moment, at or self.moment)
            WORK[name](**args)
            count += 1
        self.moment = max(self.moment, end)
        return count

    def _next(self, end: datetime) -> "tuple[str, Any, datetime | None] | None":
        with connection.cursor() as cursor:
            cursor.execute(TAKEN, [list(WORK), end])
            found: tuple[str, Any, datetime | None] | None = cursor.fetchone()
        if found is None:
            return None
        name, args, at = found
        return name, json.loads(args) if isinstance(args, str) else args, at

    def deliveries(self) -> list[Delivery]:
        """Every message, the oldest first."""
        with scope(self.town.pk):
            return list(Delivery.objects.select_related("receiver").order_by("pk"))

    def attempts(self) -> list[Attempt]:
        """Every try, the oldest first."""
        with scope(self.town.pk):
            return list(Attempt.objects.order_by("at"))

    def again(self, receiver: Receiver) -> Receiver:
        """The receiver as it is now."""
        with scope(self.town.pk):
            return Receiver.objects.get(pk=receiver.pk)
