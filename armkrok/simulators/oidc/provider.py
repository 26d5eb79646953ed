"""One running simulator: its issuers, its people, and the log-ins under way."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from armkrok.simulators.oidc.clients import Client, Clients, Shape
from armkrok.simulators.oidc.keys import Keys
from armkrok.simulators.oidc.lies import Lies
from armkrok.simulators.oidc.people import People, Person

CODE_LIFETIME: Final = 60.0
E_LEG: Final = "e-leg"


@dataclass(frozen=True, slots=True)
class Issuer:
    """One of the providers in the process, at a path of its own. `town` is the one whose staff it knows."""

    path: str
    name: str
    town: str = ""

    @property
    def shape(self) -> Shape:
        """How it answers a client that wants nothing else."""
        return Shape.OWN if self.town else Shape.SWEDISH


@dataclass(frozen=True, slots=True)
class Request:
    """An authentication request that has been read and found right. `message` is what the person is shown."""

    issuer: Issuer
    client: Client
    redirect_uri: str
    state: str
    nonce: str
    challenge: str
    message: str = ""
    is_signing: bool = False
    to_sign: bytes = b""


@dataclass(frozen=True, slots=True)
class Grant:
    """What a code, and then an access token, stands for."""

    request: Request
    person: Person
    authenticated: float


@dataclass(slots=True)
class Simulator:
    """Everything the routes need. Times are seconds since 1970, and `ahead` is how wrong its clock is."""

    people: People
    clients: Clients
    keys: Keys
    url: str = ""
    auto: bool = False
    chosen: Person | None = None
    ahead: float = 0.0
    lies: Lies = field(default_factory=Lies)
    codes: dict[str, Grant] = field(default_factory=dict)
    tokens: dict[str, Grant] = field(default_factory=dict)
    used: list[str] = field(default_factory=list)
    assertions: set[str] = field(default_factory=set)

    def now(self) -> float:
        """The time by the simulator's own clock."""
        return time.time() + self.ahead

    @property
    def issuers(self) -> tuple[Issuer, ...]:
        """The e-ID, and one provider for each town that has employees."""
        staff = (
            Issuer(town, f"{town.capitalize()}: inloggning för anställda", town) for town in self.people.towns
        )
        return (Issuer(E_LEG, "Simulerad e-legitimation"), *staff)

    def issuer(self, path: str) -> Issuer | None:
        """The provider at this path."""
        return next((one for one in self.issuers if one.path == path), None)

    def address(self, issuer: Issuer) -> str:
        """The issuer's name, which is also its address."""
        return f"{self.url}/{issuer.path}"

    def grant(self, request: Request, person: Person) -> str:
        """A new code for somebody who has identified herself."""
        code = secrets.token_urlsafe(24)
        self.codes[code] = Grant(request, person, self.now())
        return code

    def redeem(self, code: str) -> Grant | None:
        """What the code stands for, once and for a minute."""
        grant = self.codes.pop(code, None)
        self.used = [*self.used[-99:], code]
        return grant if grant and self.now() - grant.authenticated < CODE_LIFETIME else None


def build(
    home: Path, people_file: Path | None, clients_file: Path | None, *, url: str, auto: bool
) -> Simulator:
    """A simulator that keeps its keys in `home`; raises InvalidPeopleFile or InvalidClientsFile."""
    people, clients = People.load(people_file), Clients.load(clients_file)
    return Simulator(people, clients, Keys.open(home), url=url.rstrip("/"), auto=auto)
