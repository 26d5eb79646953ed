"""Every address and API operation is walked with the other organisation's ids, and answers 404.

Who else is refused, and where, is walked in test_access_walk.py.
"""

import inspect
import json
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from tests.support.asking_systems import SAID
from tests.support.mirrored import World, mirrored
from tests.support.people import at_work
from tests.support.routes import Operation, operations, routes
from tests.support.unchanged import unchanged
from tests.support.visitor import Visitor
from tests.support.walking import OTHER, OWN, addresses
from tools.access_table import exceptions

WALKED = [r for r in routes() if "organisation" in r.kwargs and len(r.kwargs) > 1]
OPERATIONS = [o for o in operations() if len(o.kwargs) > 1]
NEEDS_MORE = {name.partition(":")[2] for name, told in exceptions().items() if told["comes"] == "404"}
NEEDS_MORE_OF_SYSTEMS = {
    "evidence": {409},  # a request that is completed
    "lift": {409},  # a request that is held
    "create": {422},  # a return address that is registered
    "give": {422},  # a file
    "register": {422, 409},  # a scanned paper
    "undo": {409},  # an answer that is registered
    "send": {200, 409},  # a list that is right, for sending to many
    "order": {409},  # a request that is completed
    "package": {409},  # a package that is made
    "receipt": {422},  # the package's name
    "count_from": {422},  # a type whose years are counted from a day that people set
    "describe": {404},  # a body of the town's own
    "put_user": {400},  # a resource of SCIM
    "patch_user": {400},  # operations of SCIM
    "put_group": {400},  # a resource of SCIM
    "patch_group": {400},  # operations of SCIM
    "schema": {404},  # the URN of a schema
    "resource_type": {404},  # the name of a type
    "elsewhere": {404},  # an address where something is
}


@pytest.fixture(scope="module")
def furnished(module_db: None) -> World:
    """Both towns furnished alike, once: it takes long."""
    return mirrored(at_work())


@pytest.fixture
def world(furnished: World, db: None) -> World:
    """The same; what a test does there is undone."""
    return furnished


def _asked(visitor: Visitor, address: str, *, keep: bool = False) -> set[int]:
    """The statuses of a GET and a POST; what they did is undone unless it should be kept."""
    with transaction.atomic():
        got = visitor.client.get(address).status_code
        posted = visitor.client.post(address, {"csrfmiddlewaretoken": visitor.token}).status_code
        transaction.set_rollback(not keep)
    return {got, posted}


def test_another_towns_things_are_not_found(world: World) -> None:
    sara, wrong = Visitor(world.walker), []
    with unchanged(world.towns):
        for route in WALKED:
            for address in addresses(route, world, town=OWN, things_of=OTHER):
                statuses = _asked(sara, address, keep=True)
                if 404 not in statuses or statuses - {404, 405}:
                    wrong.append((route.name, statuses))
    assert wrong == []


def test_the_same_things_are_found_at_home(world: World) -> None:
    """Without this, the walk above could pass because the addresses were wrong for another reason."""
    sara, wrong = Visitor(world.walker), []
    for route in WALKED:
        if route.name in NEEDS_MORE:
            continue
        asked = (_asked(sara, a) for a in addresses(route, world, town=OTHER, things_of=OTHER))
        if not any(statuses - {404, 405} for statuses in asked):
            wrong.append(route.name)
    assert wrong == []


class _System:
    """A system with a token of its own town."""

    def __init__(self, world: World, town: str) -> None:
        home, self.client = world.by_slug[town], Client()
        sent = {
            "grant_type": "client_credentials", "client_id": home.client_id, "client_secret": home.secret,
        }  # fmt: skip
        answer = self.client.post(f"/api/v1/{town}/oauth/token", sent)
        self.headers = {"Authorization": f"Bearer {answer.json()['access_token']}"}

    def ask(self, operation: Operation, address: str, *, keep: bool = False) -> int:
        """The status of a call without anything useful in it; as a form when the operation takes a file."""
        with transaction.atomic():
            known: dict[str, Any] = {"headers": self.headers}
            if "file" in str(inspect.signature(operation.view)):
                status = self.client.post(address, SAID | {"people": "[]", "title": "x"}, **known).status_code
            else:
                known["content_type"] = "application/json"
                asked = self.client.generic(operation.method, address, json.dumps(SAID), **known)
                status = asked.status_code
            transaction.set_rollback(not keep)
        return status


def test_another_towns_things_are_not_found_by_systems(world: World) -> None:
    system, wrong = _System(world, OWN), []
    with unchanged(world.towns):
        for operation in OPERATIONS:
            for address in addresses(operation, world, town=OWN, things_of=OTHER):
                status = system.ask(operation, address, keep=True)
                if status != 404:
                    wrong.append((operation.method, operation.path, status))
    assert wrong == []


def test_a_system_finds_its_own(world: World) -> None:
    system, wrong = _System(world, OWN), []
    for operation in OPERATIONS:
        own = addresses(operation, world, town=OWN, things_of=OWN)
        wanted = {200, 201, 204} | NEEDS_MORE_OF_SYSTEMS.get(operation.view.__name__, set())
        if not any(system.ask(operation, address) in wanted for address in own):
            wrong.append((operation.method, operation.path))
    assert wrong == []
