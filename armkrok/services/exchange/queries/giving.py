"""The services that give data, and to whom: each hands in what it has to tell, once."""

from collections.abc import Iterator
from uuid import UUID

from armkrok.services.exchange.facts import Giving, KnownSubject, PossibleReceiver

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


def kind_words(kind: str) -> str:
    """What a type of object is called."""
    return next((str(one.kinds[kind]) for one in _giving.values() if kind in one.kinds), kind)


def name_words(name: str) -> str:
    """What an attribute is called."""
    return next((str(one.names[name]) for one in _giving.values() if name in one.names), name)


def subjects_called(text: str) -> list[KnownSubject]:
    """People that some service knows, by words of the name or by personal number; NumberRefused."""
    return [found for one in _giving.values() if one.subjects for found in one.subjects(text)]


def name_of(subject_id: UUID) -> str:
    """What the service that knows the person calls her; empty when none does."""
    named = (one.called([subject_id]).get(subject_id, "") for one in _giving.values() if one.called)
    return next((name for name in named if name), "")


def withdraw(service_key: str) -> None:
    """Forget what a service has told; for services that come and go while the process lives."""
    _giving.pop(service_key, None)
