"""The services that give data, and to whom: each hands in what it has to tell, once."""

from collections.abc import Iterator
from uuid import UUID

from armkrok.services.exchange.facts import Giving, PossibleReceiver

_giving: dict[str, Giving] = {}


def receivers_from(giving: Giving) -> None:
    """Let a service's receivers have agreements; from its AppConfig.ready()."""
    _giving[giving.service_key] = giving


def giver(service_key: str) -> Giving | None:
    """What the service has told of itself; none when it is not installed."""
    return _giving.get(service_key)


def possible() -> Iterator[tuple[str, PossibleReceiver]]:
    """Every receiver of the organisation in scope, with the key of the service that gives."""
    for key, giving in sorted(_giving.items()):
        for one in giving.receivers():
            yield key, one


def find(receiver_id: UUID) -> tuple[str, PossibleReceiver] | None:
    """A receiver by its id, with the key of the service that gives."""
    return next((found for found in possible() if found[1].id == receiver_id), None)
