"""When the next request may begin: a receiver's own limit, and how long it asks us to wait."""

import asyncio
import math
import secrets
import time
from collections import deque
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

MARGIN = 1.05
"""Our second is this much longer than the receiver's: requests may come closer together than they went."""
LATE = 0.02
"""So many seconds after its place in the row may a request begin without those behind it being moved: a
loop that sleeps too long would else never reach the rate. With MARGIN it makes at most N in any second."""
EASED = 0.7
REGAIN = 10.0
_dice = secrets.SystemRandom()


def seconds_asked(retry_after: str, at: datetime) -> float | None:
    """Seconds in a Retry-After header, given in seconds or as a date (RFC 9110 section 10.2.3)."""
    try:
        seconds = float(retry_after)
    except ValueError:
        try:
            then = parsedate_to_datetime(retry_after)
        except ValueError:
            return None
        seconds = (then.replace(tzinfo=then.tzinfo or UTC) - at).total_seconds()
    return max(0.0, seconds) if math.isfinite(seconds) else None


class Pace:
    """Spreads requests evenly, at most `per_second` in any second, and rests when the receiver is busy.

    A receiver that says that it is busy is given fewer a second from then on: 70 % of what it had, and a
    tenth more again every ten seconds, never above `per_second`.
    """

    def __init__(self, per_second: float | None, first_pause: float, longest_pause: float) -> None:
        self.limit = self.rate = per_second or math.inf
        self.first_pause, self.longest_pause = first_pause, longest_pause
        self.begun: deque[float] = deque()
        self.place = -math.inf
        self.rests = 0
        self.resume_at = self.changed_at = -math.inf
        self._gate = asyncio.Lock()

    async def turn(self) -> float:
        """Wait until a request may begin, and give the time (monotonic seconds). It must begin at once."""
        if self.rate == math.inf and time.monotonic() >= self.resume_at:
            return self._noted()
        async with self._gate:
            while (wait := self._left()) > 0:
                await asyncio.sleep(wait)
            return self._noted()

    def went_well(self) -> None:
        """An answer came that was not busy."""
        if self.rests and time.monotonic() > self.resume_at:
            self.rests = 0

    def busy(self, begun: float, asked: float | None) -> bool:
        """Rest, because a request that began then was told to wait; False when that is longer than we do.

        Requests that were under way together are told so together, which counts as once.
        """
        if begun >= self.resume_at:
            self.rests += 1
            self._ease()
        pause = min(self.longest_pause, self.first_pause * 2 ** (self.rests - 1)) * _dice.uniform(0.5, 1)
        if asked is not None:
            pause = asked + self.first_pause * _dice.uniform(0, 0.2)
        self.resume_at = max(self.resume_at, time.monotonic() + pause)
        return asked is None or asked <= self.longest_pause

    def _left(self) -> float:
        now = time.monotonic()
        self._regain(now)
        wait = self.resume_at - now
        return max(wait, self.place + MARGIN / self.rate - now)

    def _noted(self) -> float:
        now = time.monotonic()
        while self.begun and self.begun[0] < now - 1:
            self.begun.popleft()
        self.begun.append(now)
        self.place = max(self.place + MARGIN / self.rate, now - LATE)
        return now

    def _ease(self) -> None:
        held = min(self.rate, float(max(len(self.begun), 2)))
        self.rate, self.changed_at = max(1.0, EASED * held), time.monotonic()
        self.rate = min(self.rate, self.limit)

    def _regain(self, now: float) -> None:
        if self.rate < self.limit and now - self.changed_at > REGAIN:
            self.rate, self.changed_at = min(self.limit, self.rate * 1.1), now
