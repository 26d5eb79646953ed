"""The requests themselves: in a thread of their own, as many at once as the receiver takes.

The thread that carries the run out reads and writes the database; this one only talks to the receiver, so
neither waits for the other.
"""

import asyncio
import threading
from collections import deque
from collections.abc import Mapping
from concurrent.futures import Future
from types import TracebackType
from typing import Any, NamedTuple, Self

from armkrok.services.school.egil.answers import Answer, Unreachable, Verdict, Why, usable_id
from armkrok.services.school.egil.objects import COLLECTIONS
from armkrok.services.school.egil.rendering import SIS
from armkrok.services.school.egil.transport import Endpoint, Sender
from armkrok.services.school.sending.requests import Batch, Op, Request

TIMEOUTS = 3
"""More than so many in a run: the rest is not tried."""
BUSY = "busy"


class Listed(NamedTuple):
    """An object that a receiver has; bodies of a whole municipality would not fit."""

    id: str
    external_id: str
    is_enrolled: bool


def _listed(one: Mapping[str, Any]) -> Listed:
    school = one.get(f"{SIS}User")
    is_enrolled = isinstance(school, dict) and bool(school.get("enrolments"))
    known, external = (usable_id(one.get(name)) or "" for name in ("id", "externalId"))
    return Listed(known, external, is_enrolled)


class Wire:
    """Sends batches to one receiver; use it as a context. `stopped` says why nothing more is tried."""

    def __init__(self, endpoint: Endpoint, connections: int, per_second: float | None) -> None:
        self.endpoint, self.connections, self.per_second = endpoint, max(1, connections), per_second
        self.stopped = ""
        self.timeouts = 0
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="sending", daemon=True)
        self._waiting: deque[tuple[Batch, Request, Future[Batch]]] = deque()
        self._tasks: list[asyncio.Task[None]] = []
        self._sender: Sender
        self._more: asyncio.Event

    def __enter__(self) -> Self:
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._open(), self._loop).result()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, _problem: BaseException | None, _where: TracebackType | None
    ) -> None:
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def send(self, batch: Batch) -> "Future[Batch]":
        """Begin the batch's requests; the future is done when each has been tried, or given up."""
        done: Future[Batch] = Future()
        batch.left = len(batch.requests)
        self._loop.call_soon_threadsafe(self._take, batch, done)
        return done

    def listing(self, collection: str) -> list[Listed]:
        """What the receiver has of a collection; raises Unreachable and ListingRefused."""
        return asyncio.run_coroutine_threadsafe(self._listed(collection), self._loop).result()

    # ---- in the thread

    async def _open(self) -> None:
        self._sender = Sender(self.endpoint, self.connections, self.per_second)
        await self._sender.__aenter__()
        self._more = asyncio.Event()
        self._tasks = [asyncio.create_task(self._work()) for _each in range(self.connections)]

    async def _close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._sender.close()

    async def _listed(self, collection: str) -> list[Listed]:
        return [_listed(one) async for one in self._sender.listing(collection)]

    def _take(self, batch: Batch, done: "Future[Batch]") -> None:
        if not batch.requests:
            done.set_result(batch)
            return
        self._waiting.extend((batch, request, done) for request in batch.requests)
        self._more.set()

    async def _work(self) -> None:
        waiting = self._waiting
        while True:
            while not waiting:
                self._more.clear()
                await self._more.wait()
            batch, request, done = waiting.popleft()
            if not self.stopped:
                try:
                    await self._try(COLLECTIONS[batch.kind.label], request)
                except Exception as problem:  # noqa: BLE001 - given to whoever waits for the batch
                    self.stopped = self.stopped or "fault"
                    if not done.done():
                        done.set_exception(problem)
                    continue
            batch.left -= 1
            if not batch.left and not done.done():
                done.set_result(batch)

    async def _try(self, collection: str, request: Request) -> None:
        request.tried = True
        try:
            answer = await self._ask(collection, request)
        except Unreachable as problem:
            self._no_answer(request, problem)
            return
        request.status, request.verdict, request.text = answer.status, answer.verdict, answer.text
        if answer.id:
            request.remote_id = answer.id
        if request.verdict is Verdict.BUSY:
            self.stopped = self.stopped or BUSY

    def _no_answer(self, request: Request, problem: Unreachable) -> None:
        request.why = problem.why
        if problem.is_fatal:
            request.tried = False
            self.stopped = self.stopped or problem.why.value
        elif problem.why is Why.TIMEOUT:
            self.timeouts += 1
            if self.timeouts > TIMEOUTS:
                self.stopped = self.stopped or problem.why.value

    async def _ask(self, collection: str, request: Request) -> Answer:
        sender, op = self._sender, request.op
        if op is Op.CREATE:
            return await sender.create(collection, request.body)
        place = request.remote_id or request.sent_id
        if op is Op.REMOVE:
            return await sender.remove(collection, place)
        answer = await sender.replace(collection, place, request.body)
        if op is Op.EITHER and answer.verdict is Verdict.MISSING:
            return await sender.create(collection, request.body)
        return answer
