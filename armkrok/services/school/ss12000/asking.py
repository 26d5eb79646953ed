"""Calling a source until it answers: tokens, tries, waits."""

import json
import math
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlencode

from armkrok.services.school.ss12000.answers import (
    Answer,
    Call,
    Caller,
    Garbled,
    GaveUp,
    NoAnswer,
    NotAllowed,
    NotLetIn,
    NotOffered,
    Refused,
    SourceProblem,
)

TRIES = 5
LONGEST_WAIT = 120.0
PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})
"""Statuses that another try may mend."""
TOO_MUCH = 503
"""SS 12000 has it for an answer that would be too large, too."""


@dataclass(frozen=True)
class Key:
    """How a source lets us in: a Bearer token, or an id and secret that give one (RFC 6749 section 4.4)."""

    secret: str
    token_url: str = ""
    client_id: str = ""
    scope: str = ""


@dataclass
class Asker:
    """Makes calls with a token, again when a try may help; `wait` sleeps for so many seconds.

    Nothing is asked after `until`, a moment of time.monotonic().
    """

    key: Key
    call: Caller
    wait: Callable[[float], None] = time.sleep
    tries: int = TRIES
    until: float = math.inf
    _token: str = field(default="", init=False)

    def ask(self, method: str, url: str, what: str, body: Any = None) -> Answer:
        """An answer of 2xx; raises SourceProblem. `what` is Swedish for what is asked about."""
        sent = b"" if body is None else json.dumps(body).encode()
        why, was_too_much, had_new_token = "", False, False
        for turn in range(self.tries):
            pause = _pause(turn)
            if time.monotonic() > self.until:
                raise GaveUp(what, "det tog för lång tid att läsa alltihop")
            try:
                answer = self._once(method, url, sent)
            except NoAnswer as problem:
                if problem.is_fatal or problem.was_too_much:
                    raise GaveUp(what, str(problem), was_too_much=problem.was_too_much) from problem
                why, was_too_much = str(problem), False
            else:
                if answer.status == 401 and self.key.token_url and not had_new_token:
                    self._token, had_new_token = "", True
                    continue
                if answer.status not in PASSING:
                    return _judged(answer, what)
                why, was_too_much = f"fel {answer.status}", answer.status == TOO_MUCH
                pause = _told_pause(answer) or pause
            if turn + 1 < self.tries:
                self.wait(pause)
        raise GaveUp(what, why, was_too_much=was_too_much)

    def _once(self, method: str, url: str, body: bytes) -> Answer:
        headers = {"Authorization": f"Bearer {self._bearer()}", "Accept": "application/json"}
        if body:
            headers["Content-Type"] = "application/json"
        return self.call(Call(method, url, headers, body))

    def _bearer(self) -> str:
        if not self.key.token_url:
            return self.key.secret
        if not self._token:
            self._token = self._new_token()
        return self._token

    def _new_token(self) -> str:
        form = {
            "grant_type": "client_credentials",
            "client_id": self.key.client_id,
            "client_secret": self.key.secret,
            **({"scope": self.key.scope} if self.key.scope else {}),
        }
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
        answer = self.call(Call("POST", self.key.token_url, headers, urlencode(form).encode()))
        if answer.status in PASSING:
            raise NoAnswer(f"fel {answer.status} när vi bad om en biljett")
        token = read(answer, "biljetten").get("access_token") if answer.status == 200 else None
        if not isinstance(token, str) or not token:
            raise NotLetIn
        return token


def read(answer: Answer, what: str) -> dict[str, Any]:
    """The JSON object of an answer; raises Garbled."""
    try:
        said = json.loads(answer.body)
    except (ValueError, RecursionError) as error:
        raise Garbled(what, "det är inte JSON") from error
    if not isinstance(said, dict):
        raise Garbled(what, "det har fel form")
    return said


def _judged(answer: Answer, what: str) -> Answer:
    if 200 <= answer.status < 300:
        return answer
    problems: dict[int, SourceProblem] = {401: NotLetIn(), 403: NotAllowed(what), 404: NotOffered(what)}
    raise problems.get(answer.status) or Refused(what, answer.status)


def _pause(turn: int) -> float:
    """1, 2, 4, 8 seconds, and a little more by chance so that callers do not come in step."""
    return 2.0**turn + random.random()  # noqa: S311  (no secret)


def _told_pause(answer: Answer) -> float | None:
    """Seconds of Retry-After (RFC 9110 section 10.2.3), two minutes at most."""
    text = answer.headers.get("retry-after", "")
    if text.isascii() and text.isdecimal():
        return min(float(text), LONGEST_WAIT)
    try:
        seconds = parsedate_to_datetime(text).timestamp() - time.time()
    except (ValueError, OverflowError):
        return None
    return min(max(seconds, 0.0), LONGEST_WAIT)
