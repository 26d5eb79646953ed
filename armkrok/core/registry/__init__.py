"""The register of services: each hands in its descriptor once, from AppConfig.ready()."""

from collections.abc import Iterator

from armkrok.core.registry.descriptor import Permission, Place, Role, Service, Subscription

__all__ = [
    "Permission", "Place", "Role", "Service", "Subscription",
    "find", "known_permission", "permissions", "register", "roles", "services", "subscribers",
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


def roles() -> dict[str, Role]:
    """Every role by key."""
    return {role.key: role for service in _services.values() for role in service.roles}


def subscribers(event: type) -> list[Subscription]:
    """Who wants to hear of this kind of event."""
    return [s for service in _services.values() for s in service.subscriptions if s.event is event]
