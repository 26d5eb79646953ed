"""Several time-stamp authorities in order: the next one answers when the first does not.

An authority that failed rests for a while and is asked last, so that a dead first one costs its timeout once
and not on every signature. When all rest, one of them is asked all the same: it may have recovered.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from armkrok.services.signing.engine.errors import TimestampUnavailable
from armkrok.services.signing.engine.timestamp import Timestamper
from armkrok.services.signing.engine.tokens import Token

REST = 30.0
"""Seconds that an authority rests after a failure."""


@dataclass
class Timestampers:
    """Authorities in the order they are preferred; safe to share between threads.

    ``patience`` (seconds) bounds how long one token may take in all; no further authority is asked after it.
    """

    authorities: Sequence[Timestamper]
    rest: float = REST
    patience: float = 15.0
    clock: Callable[[], float] = time.monotonic
    _resting: dict[str, float] = field(default_factory=dict, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def token(self, digest: bytes) -> Token:
        """A token from the first authority that gives a good one.

        Raises TimestampUnavailable with the last failure when none does; ValueError without authorities.
        """
        started = self.clock()
        reason: Exception = ValueError("no time-stamp authority")
        for authority in self._in_turn():
            if self.clock() - started > self.patience:
                break
            try:
                token = authority.token(digest)
            except TimestampUnavailable as error:
                self.let_rest(authority.url)
                reason = error
            else:
                self.wake(authority.url)
                return token
        raise reason

    def token_size(self) -> int:
        """Room for a token of whichever authority answers; the caller asks anew when it was too little."""
        sizes = [one.known_size for one in self.authorities if one.known_size]
        if sizes:
            return max(sizes)
        self.token(bytes(32))
        return max(one.known_size for one in self.authorities)

    def let_rest(self, url: str) -> None:
        """Ask this authority last for the next ``rest`` seconds."""
        with self._lock:
            self._resting[url] = self.clock() + self.rest

    def wake(self, url: str) -> None:
        """Ask this authority in its turn again."""
        with self._lock:
            self._resting.pop(url, None)

    def _in_turn(self) -> list[Timestamper]:
        """Those that do not rest, in order, and then the one that has rested longest."""
        now = self.clock()
        with self._lock:
            until = {one.url: self._resting.get(one.url, 0.0) for one in self.authorities}
        awake = [one for one in self.authorities if until[one.url] <= now]
        resting = sorted(
            (one for one in self.authorities if until[one.url] > now), key=lambda one: until[one.url]
        )
        return [*awake, *resting[:1]]
