"""Batches in order: begun in the database, sent, accounted for; the next is made while one is sent."""

from collections import deque
from collections.abc import Callable, Collection, Mapping
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NotYet
from uuid import UUID

from armkrok.core.tenants.scope import scope
from armkrok.kit.days import now
from armkrok.kit.ids import uuid7
from armkrok.services.school.models import Kind, Receiver
from armkrok.services.school.sending import ending, states
from armkrok.services.school.sending.accounting import Account
from armkrok.services.school.sending.choosing import Choice
from armkrok.services.school.sending.decisions import decisions_for
from armkrok.services.school.sending.planning import Plan
from armkrok.services.school.sending.requests import Batch, Op, Request
from armkrok.services.school.sending.rules import BadRule
from armkrok.services.school.sending.wire import Wire

BATCH = 500
AHEAD = 2
"""Batches that are begun while the oldest is still being sent."""
SIGN_OF_LIFE = 10.0


class Flow:
    """The requests of one run."""

    def __init__(
        self, organisation_id: UUID, receiver: Receiver, account: Account, wire: Wire, choice: Choice | None
    ) -> None:
        self.organisation_id, self.receiver = organisation_id, receiver
        self.account, self.wire, self.choice = account, wire, choice
        self.pending: deque[Future[Batch]] = deque()

    def carry(self, plan: Plan, look_round: Callable[[], None]) -> None:
        """Create and update kind by kind, then remove, backwards. Raises Ended when the receiver fails us.

        `look_round` is called before each batch, and may raise. What is under way is always accounted for.
        """
        order, size = self._order(), self._size()
        try:
            for kind in order:
                for piece in plan.pieces(kind, size):
                    look_round()
                    self._submit(kind, self._to_write(kind, piece))
                self.drain()
            for kind in reversed(order):
                ids = plan.removals.get(kind, [])
                for start in range(0, len(ids), size):
                    look_round()
                    self._submit(kind, self._to_remove(kind, ids[start : start + size]))
                self.drain()
        except (ending.Ended, BadRule):
            self.drain(may_stop=False)
            raise

    def drain(self, *, may_stop: bool = True) -> None:
        """Wait for everything that is under way, and account for it."""
        while self.pending:
            self._settle(self.pending.popleft())
        if may_stop and self.wire.stopped:
            raise ending.unreachable(self.wire.stopped)

    def _order(self) -> list[Kind]:
        """The receiver's own order of kinds; what it leaves out comes in EGIL's."""
        named = {one.label: one for one in Kind}
        first = [named[name] for name in self.receiver.order if name in named]
        return [*first, *(one for one in Kind if one not in first)]

    def _size(self) -> int:
        """Smaller batches for a slow receiver, so that the agreement is asked for often."""
        limit = self.receiver.per_second
        return max(10, min(BATCH, limit * 3)) if limit else BATCH

    # ---- one batch

    def _to_write(self, kind: Kind, piece: Mapping[str, Op]) -> Callable[[], list[Request]]:
        return lambda: self._requests(kind, piece)

    def _to_remove(self, kind: Kind, sent_ids: Collection[str]) -> Callable[[], list[Request]]:
        return lambda: self._removals(kind, sent_ids)

    def _submit(self, kind: Kind, make: Callable[[], list[Request]]) -> None:
        with scope(self.organisation_id):
            batch = Batch(uuid7(), kind, make())
            if batch.requests:
                states.begin(self.receiver.pk, batch)
            self.account.notes.keep()
        if batch.requests:
            self.pending.append(self.wire.send(batch))
        while len(self.pending) > AHEAD:
            self._settle(self.pending.popleft())
        if self.wire.stopped:
            raise ending.unreachable(self.wire.stopped)

    def _settle(self, sending: "Future[Batch]") -> None:
        while True:
            try:
                batch = sending.result(timeout=SIGN_OF_LIFE)
                break
            except NotYet:
                with scope(self.organisation_id):
                    self.account.run.seen_at = now()
                    self.account.run.save(update_fields=["seen_at"])
        with scope(self.organisation_id):
            self.account.settle(batch)

    def _requests(self, kind: Kind, piece: Mapping[str, Op]) -> list[Request]:
        """The objects as they are now; who has become protected since the plan was made is left out."""
        if self.choice is None:
            return []
        found = []
        for told in self.choice.again(kind, list(piece), decisions_for(self.receiver.pk)):
            if told.body is None:
                continue
            body = told.body
            found.append(
                Request(
                    piece[told.key], told.sent_id, told.subject, told.name, body,
                    states.kept(body, told.number), states.digest_of(body), told.attributes,
                )
            )  # fmt: skip
        if self.receiver.id_mode == Receiver.IdMode.ASSIGNED:
            self._address(kind, found)
        return found

    def _address(self, kind: Kind, requests: list[Request]) -> None:
        there = states.details(self.receiver.pk, kind, [one.sent_id for one in requests])
        for one in requests:
            if one.sent_id in there:
                one.remote_id = there[one.sent_id][0]

    def _removals(self, kind: Kind, sent_ids: Collection[str]) -> list[Request]:
        there = states.details(self.receiver.pk, kind, sent_ids)
        found = [Request(Op.REMOVE, one, there[one][2]) for one in sent_ids if one in there]
        if self.receiver.id_mode == Receiver.IdMode.ASSIGNED:
            self._address(kind, found)
        return found
