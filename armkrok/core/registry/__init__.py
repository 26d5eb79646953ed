"""The register of services: each hands in its descriptor once, from AppConfig.ready()."""

from collections.abc import Container, Iterator

from armkrok.core.registry.descriptor import (
    Area,
    Broadcast,
    ChainedLog,
    Permission,
    Place,
    ReadKind,
    Role,
    Service,
    Subscription,
    Teller,
    Told,
)

__all__ = [
    "Area",
    "Broadcast",
    "ChainedLog",
    "Permission",
    "Place",
    "ReadKind",
    "Role",
    "Service",
    "Subscription",
    "Teller",
    "Told",
    "broadcast_of",
    "broadcasts",
    "find",
    "known_permission",
    "permissions",
    "read_kinds",
    "register",
    "roles",
    "services",
    "subscribers",
    "tellers",
]  # fmt: skip

_services: dict[str, Service] = {}
_twice: list[str] = []


def register(service: Service) -> None:
    """Enter a service; a key that is taken is reported by the system check."""
    if service.key in _services and _services[service.key] != service:
        _twice.append(service.key)
        return
    _services[service.key] = service


def services() -> tuple[Service, ...]:
    """Every installed service, in the order of the settings."""
    return tuple(_services.values())


def find(key: str) -> Service | None:
    """The service with this key."""
    return _services.get(key)


def doubled_keys() -> tuple[str, ...]:
    """Keys that two services claim."""
    return tuple(_twice)


def permissions() -> Iterator[Permission]:
    """Every permission of every service."""
    for service in _services.values():
        yield from service.permissions


def known_permission(key: str) -> bool:
    """Whether some service declares the permission."""
    return any(permission.key == key for permission in permissions())


def read_kinds() -> dict[str, ReadKind]:
    """Every way of reading that some service declares, by key."""
    return {kind.key: kind for service in _services.values() for kind in service.reads}


def roles() -> dict[str, Role]:
    """Every role by key."""
    return {role.key: role for service in _services.values() for role in service.roles}


def subscribers(event: type) -> list[Subscription]:
    """Who wants to hear of this kind of event."""
    return [s for service in _services.values() for s in service.subscriptions if s.event is event]


def broadcasts(open_services: Container[str]) -> list[Broadcast]:
    """What the services that are open broadcast, in the services' order."""
    return [a for s in _services.values() if s.always_open or s.key in open_services for a in s.broadcasts]


def broadcast_of(event: str) -> Broadcast | None:
    """How this kind of event is broadcast, by its name, if at all."""
    every = (a for service in _services.values() for a in service.broadcasts)
    return next((a for a in every if a.event.__name__ == event), None)


def tellers() -> list[Teller]:
    """Who passes broadcast events on."""
    return [service.teller for service in _services.values() if service.teller]
