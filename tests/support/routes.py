"""Every address and every API operation, as the resolver and the API know them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

_CONVERTER = re.compile(r"[<{](?:(\w+):)?(\w+)[>}]")


@dataclass(frozen=True)
class Route:
    """One address: its pattern (`<slug:organisation>/…`), where it stands and what answers."""

    pattern: str
    namespace: str
    name: str
    view: Any

    @property
    def kwargs(self) -> tuple[str, ...]:
        """The names in the pattern, in order."""
        return tuple(name for _kind, name in _CONVERTER.findall(self.pattern))

    def address(self, **values: object) -> str:
        """The path with the names filled in."""
        return "/" + _CONVERTER.sub(lambda found: str(values[found[2]]), self.pattern)


@dataclass(frozen=True)
class Operation:
    """One operation of the API: method, path under /api/ and the function."""

    method: str
    path: str
    view: Any

    @property
    def kwargs(self) -> tuple[str, ...]:
        """The names in the path, in order."""
        return tuple(name for _kind, name in _CONVERTER.findall(self.path))

    def address(self, **values: object) -> str:
        """The path with the names filled in."""
        return "/api" + _CONVERTER.sub(lambda found: str(values[found[2]]), self.path)


def routes() -> list[Route]:
    """Every page; the API's own addresses are operations()."""
    return [route for route in _walk(get_resolver(), "", "") if route.namespace != "api"]


def _walk(resolver: URLResolver, prefix: str, namespace: str) -> Iterator[Route]:
    for entry in resolver.url_patterns:
        pattern = prefix + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield Route(pattern, namespace, entry.name or "", entry.callback)
        else:
            yield from _walk(entry, pattern, entry.namespace or namespace)


def operations() -> list[Operation]:
    """Every operation of every service's API."""
    from armkrok.site.api import api

    return [
        Operation(method, f"{prefix.rstrip('/')}/{path.lstrip('/')}", operation.view_func)
        for prefix, router in api._routers
        for path, view in router.path_operations.items()
        for operation in view.operations
        for method in operation.methods
    ]
