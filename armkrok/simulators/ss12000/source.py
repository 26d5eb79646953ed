"""All that the processes of one source share."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field

from armkrok.simulators.ss12000.changing import School
from armkrok.simulators.ss12000.faults import Behaviour
from armkrok.simulators.ss12000.ground import Json
from armkrok.simulators.ss12000.store import Store

CLIENT = "armkrok"


@dataclass
class Source:
    """A school system. `key` is both a Bearer token and the secret with which others are given."""

    town: str
    store: Store
    school: School
    key: str
    behaviour: Behaviour = field(default_factory=Behaviour)
    tokens: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)
    log: list[Json] = field(default_factory=list)
    statistics: list[Json] = field(default_factory=list)

    def new_token(self) -> str:
        """One that holds until the process ends or all are taken back."""
        token = secrets.token_urlsafe(24)
        self.tokens.add(token)
        return token

    def knows(self, authorization: str) -> bool:
        """Whether a header lets its sender in."""
        scheme, _, token = authorization.partition(" ")
        return scheme.lower() == "bearer" and (token == self.key or token in self.tokens)

    def note(self, line: str) -> None:
        """Remember what was asked: the newest 5 000."""
        self.asked.append(line)
        del self.asked[:-5_000]
