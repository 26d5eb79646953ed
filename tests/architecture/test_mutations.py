"""With any one guard of access taken away, the walk's own line for it fails.

Every page's permission and every operation's scope is replaced in turn, in the very function that judges, and
the line is walked again: whoever is not stopped shows that the line bites. Nothing is started anew, so all of
them are tried every time. The policies of the database: test_policy_mutations.py.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import CellType
from typing import Any

import pytest

from armkrok.core.access.decide import PERSON, PUBLIC
from armkrok.core.passkeys import access as passkeys
from armkrok.core.passkeys.models import Passkey
from armkrok.services.signing import access as signing
from armkrok.services.signing.models import Party, SigningRequest
from tests.architecture.test_access_walk import expected, furnished, world  # noqa: F401
from tests.support import askers, asking_systems
from tests.support.mirrored import World
from tests.support.routes import Operation, Route, operations, routes
from tests.support.walking import IN, OPEN, fault, undone
from tools import access_table as table

OPENERS = ("nobody", "wrong", "stranger", "taken")
"""Those who tell that a page has been opened, the likeliest first."""


def _cell(view: Any, name: str) -> CellType:
    """Where the function that judges keeps what it was declared with."""
    while view.__code__.co_name != "entered":
        view = view.__wrapped__
    cell: CellType = view.__closure__[view.__code__.co_freevars.index(name)]
    return cell


HARMLESS = {"my-export-again": "leads to the log-in, whoever asks"}


@contextmanager
def _declared(view: Any, permission: str) -> Iterator[None]:
    """The view as if it had been declared with another permission."""
    cell = _cell(view, "key")
    before, cell.cell_contents = cell.cell_contents, permission
    try:
        yield
    finally:
        cell.cell_contents = before


def _unnoticed(mutated: list[Route], permission: str, world: World) -> list[str]:  # noqa: F811
    """Pages that could have the permission instead of their own without any asker's line failing."""
    left = {table.page_name(route): route for route in mutated}
    for asker in OPENERS:
        for name, route in list(left.items()):
            says = expected(name, asker)
            if says in {IN, OPEN, "-"}:
                continue
            with undone(), _declared(route.view, permission):
                if fault(route, world, askers.come(asker, world, route), says):
                    del left[name]
    return sorted(left)


def test_a_page_opened_to_everybody_is_noticed(world: World) -> None:  # noqa: F811
    closed = [route for route in routes() if route.view.permission != PUBLIC and route.name not in HARMLESS]
    assert len(closed) > 150
    assert _unnoticed(closed, PUBLIC, world) == []


def test_a_page_opened_to_everybody_logged_in_is_noticed(world: World) -> None:  # noqa: F811
    with_roles = [route for route in routes() if route.view.permission not in {PUBLIC, PERSON}]
    assert len(with_roles) > 120
    assert _unnoticed(with_roles, PERSON, world) == []


def test_an_operation_without_its_scope_is_noticed(world: World) -> None:  # noqa: F811
    scoped = [one for one in operations() if hasattr(one.view, "permission")]
    assert len(scoped) > 60
    assert [table.operation_name(one) for one in scoped if not _is_noticed(one, world)] == []


def _is_noticed(operation: Operation, world: World) -> bool:  # noqa: F811
    """Whether the line fails when the operation asks for a scope that the token has."""
    with undone(), _declared(operation.view, "administration.manage"):
        system = asking_systems.come("narrow", world, operation)
        says = expected(table.operation_name(operation), "narrow")
        return bool(asking_systems.fault(operation, world, system, says))


def _anybodys(_actor: Any, request_id: Any) -> Party:
    """Somebody's part in the request, whoever asks."""
    return Party.objects.select_related("request__sender").filter(request_id=request_id)[0]


def _any_request(_actor: Any, request_id: Any) -> SigningRequest:
    return SigningRequest.objects.get(pk=request_id)


FINDERS: list[tuple[Any, str, Callable[..., Any], str, str]] = [
    (
        signing,
        "party_request",
        _any_request,
        "signing:download",
        "stranger",
    ),
    (signing, "party", _anybodys, "signing:sign", "stranger"),
    (signing, "_is_sender", lambda _actor, _request: True, "signing:progress", "colleague"),
    (signing, "_is_sender", lambda _actor, _request: True, "signing:withdraw", "colleague"),
    (signing, "_is_sender", lambda _actor, _request: True, "signing:confirm", "colleague"),
    (passkeys, "own_passkey", lambda _actor, pk: Passkey.objects.get(pk=pk), "my-passkey-remove", "stranger"),
]
"""Who decides whose a thing is: module, function, what it does without asking, a page, and who gets in."""


@pytest.mark.parametrize(
    ("module", "name", "careless", "page", "asker"),
    FINDERS,
    ids=lambda one: getattr(one, "__name__", str(one)),
)
def test_a_thing_that_is_anybodys_is_noticed(
    module: Any, name: str, careless: Any, page: str, asker: str,
    world: World, monkeypatch: pytest.MonkeyPatch,  # noqa: F811
) -> None:  # fmt: skip
    route = next(one for one in routes() if table.page_name(one) == page)
    says = expected(table.page_name(route), asker)
    with undone():
        assert not fault(route, world, askers.come(asker, world, route), says)
    monkeypatch.setattr(module, name, careless)
    with undone():
        assert fault(route, world, askers.come(asker, world, route), says)


def test_the_way_that_the_view_finds_its_thing_is_noticed(world: World) -> None:  # noqa: F811
    """`given=` of a route that opens its own transactions."""
    route = next(one for one in routes() if (one.namespace, one.name) == ("signing", "start"))
    cell = _cell(route.view, "given")
    before = cell.cell_contents
    cell.cell_contents = (before[0], before[1], _anybodys)
    try:
        with undone():
            visitor = askers.come("stranger", world, route)
            assert fault(route, world, visitor, expected("signing:start", "stranger"))
    finally:
        cell.cell_contents = before
