"""No way in without a permission: every page and every API operation declares one that exists."""

import pytest

from armkrok.core import registry
from armkrok.core.access.decide import PERSON, PUBLIC
from tests.support.routes import Operation, Route, operations, routes

OPEN_OPERATIONS = {
    "/v1/{organisation}/oauth/token": "where a system shows its secret (RFC 6749 section 4.4)",
    "/v1/{organisation}/oauth/revoke": "the same, to give a token back (RFC 7009)",
    "/v1/{organisation}/.well-known/oauth-authorization-server": "how to come here (RFC 8414)",
}

STAY_OPEN = {
    ("signing", "crl"): "what was signed is checked against it long after the service is closed",
    ("signing", "issuer"): "what was signed is checked against it long after the service is closed",
}


def _known(key: str) -> bool:
    return key in {PUBLIC, PERSON} or registry.known_permission(key)


def test_there_is_something_to_walk() -> None:
    assert len(routes()) > 40
    assert len(operations()) > 4


@pytest.mark.parametrize("route", routes(), ids=lambda route: route.pattern)
def test_every_page_declares_a_permission(route: Route) -> None:
    permission = getattr(route.view, "permission", None)
    assert permission, f"/{route.pattern}: put @permission(...) of armkrok.core.access.routes on {route.view}"
    assert _known(permission), f"/{route.pattern}: no service declares {permission!r}"


@pytest.mark.parametrize("route", [r for r in routes() if r.namespace], ids=lambda route: route.pattern)
def test_a_closed_service_closes_all_its_pages(route: Route) -> None:
    if (route.namespace, route.name) in STAY_OPEN:
        return
    key = getattr(route.view, "service_key", "")
    assert key == route.namespace, (
        f"/{route.pattern} asks for the switch of {key!r}: "
        f'add service="{route.namespace}" to its @permission; a closed service answers 404'
    )


@pytest.mark.parametrize("operation", operations(), ids=lambda one: f"{one.method} {one.path}")
def test_every_operation_declares_a_permission(operation: Operation) -> None:
    if operation.path in OPEN_OPERATIONS:
        return
    permission = getattr(operation.view, "permission", None)
    assert permission, f"{operation.path}: put @operation(...) of armkrok.core.access.rest on it"
    assert registry.known_permission(permission), f"{operation.path}: no service declares {permission!r}"
    assert "organisation" in operation.kwargs, f"{operation.path}: the address must carry its organisation"


def test_names_of_addresses_are_used_once() -> None:
    names = [f"{route.namespace}:{route.name}" for route in routes()]
    assert sorted(names) == sorted(set(names))
