"""Every address and every API operation is asked by everybody in the access table, and answers as it says.

The table (access_table.toml) follows the declared permissions by the rules of tools/access_table.py; here
real requests are made of the router's addresses, and what they answer is compared with it. What is refused
must also leave every row of both towns as it was.
"""

from contextlib import nullcontext
from functools import cache
from typing import Any

import pytest

from armkrok.core.access.decide import PUBLIC
from armkrok.core.access.errors import HoldsInOneOrganisation
from tests.support import askers, asking_systems
from tests.support.mirrored import PROVIDERS, World, mirrored
from tests.support.people import at_work
from tests.support.routes import Operation, Route, operations, routes
from tests.support.unchanged import unchanged
from tests.support.walking import IN, LOGIN, OPEN, OTHER, OWN, addresses, fault, undone
from tools import access_table as table

CANNOT_BE = "-"
METHOD_NOT_ALLOWED = 405
BY_RIGHT = ("wrong", "off", "right")  # whose rights depend on the address that they ask
COME_TO_OPEN_DOORS = ("nobody", "weak1", "right")  # to what is open anyway; the others are the same to it


@pytest.fixture(scope="module")
def furnished(module_db: None) -> World:
    """Both towns furnished alike, once for all tests here."""
    return mirrored(at_work())


@pytest.fixture
def world(furnished: World, db: None) -> World:
    """The same; what a test does there is undone."""
    return furnished


@cache
def _answers() -> dict[str, dict[str, str]]:
    """The committed table: what each asker gets, by name."""
    found = {}
    for name, (_permission, *answers) in table.committed().items():
        names = table.SYSTEMS if " " in name else table.PEOPLE
        found[name] = dict(zip(names, answers, strict=True))
    return found


def expected(name: str, asker: str) -> str:
    """What the committed table says."""
    return _answers()[name][asker]


def test_the_table_is_as_the_router_says() -> None:
    kept = table.committed()
    wanted = {
        line.name: (line.permission, *line.answers.values()) for line in [*table.pages(), *table.operations()]
    }
    missing, gone = wanted.keys() - kept.keys(), kept.keys() - wanted.keys()
    assert not missing, f"{sorted(missing)} have no line in {table.TABLE.name}: {table.UPDATE}"
    assert not gone, f"{sorted(gone)} in {table.TABLE.name} are no more: {table.UPDATE}"
    changed = sorted(name for name in wanted if wanted[name] != kept[name])
    assert not changed, f"{changed} declare something else than {table.TABLE.name} says: {table.UPDATE}"


def test_the_page_in_the_documentation_is_as_the_router_says() -> None:
    assert table.PAGE.read_text() == table.page_text(), table.UPDATE


def test_every_exception_is_of_use_and_says_why() -> None:
    lines = {line.name for line in [*table.pages(), *table.operations()]}
    for name, told in table.exceptions().items():
        assert name in lines, f"{name} is no more: take it out of {table.EXCEPTIONS.name}"
        assert len(told["why"]) > 15, f"{name}: say why"
        assert told["comes"] in table.ANSWERS
    assert not [name for name in table.exceptions() if not _differs(name)], (
        "an exception that changes nothing"
    )


def _differs(name: str) -> bool:
    told = table.exceptions()[name]
    whom = told.get("askers", " ".join(_answers()[name])).split()
    return told["comes"] in {expected(name, asker) for asker in whom}


def test_every_name_in_an_address_can_be_filled_in() -> None:
    walked: list[Route | Operation] = [*routes(), *operations()]
    names = {name for one in walked for name in one.kwargs} - {"organisation"}
    assert names <= PROVIDERS.keys(), "add a provider of values to PROVIDERS in tests/support/mirrored.py"


def _asks(asker: str, says: str) -> bool:
    return says != CANNOT_BE and (says != OPEN or asker in COME_TO_OPEN_DOORS)


def _groups(asker: str) -> dict[Any, list[Route]]:
    """The pages that the asker can be sent to in one go, with the same rights."""
    found: dict[Any, list[Route]] = {}
    for route in routes():
        says = expected(table.page_name(route), asker)
        if _asks(asker, says):
            view = route.view
            right = (view.permission, view.service_key) if asker in BY_RIGHT else ""
            does_something = says in {IN, OPEN} or table.page_name(route) in _leading_out()
            found.setdefault((right, does_something), []).append(route)
    return found


def _leading_out() -> set[str]:
    """Pages that do what they are for, and lead to the log-in after that."""
    return {name for name, told in table.exceptions().items() if told["comes"] == LOGIN}


@pytest.mark.parametrize("asker", table.PEOPLE)
def test_pages(asker: str, world: World) -> None:
    wrong, asked = [], 0
    for (_right, does_something), group in _groups(asker).items():
        with undone():
            visitor = askers.come(asker, world, group[0])
            with nullcontext() if does_something else unchanged(world.towns):
                for route in group:
                    name = table.page_name(route)
                    asked += 1
                    with undone() if does_something else nullcontext():
                        found = fault(route, world, visitor, expected(name, asker))
                    wrong += [f"{name}: {found}"] if found else []
    print(f"{asker}: {asked} pages")  # noqa: T201  (shown by -rP)
    assert not wrong, "\n".join(wrong)
    assert asked > 30


def test_a_log_in_that_holds_in_one_town_shows_nothing_of_another(world: World) -> None:
    """Every page outside the towns that lets such a log-in in; by one of her own, the other town is there."""
    inside_one = [one for one in routes() if one.view.for_bound]
    assert not [one.pattern for one in inside_one if "organisation" in one.kwargs], "it is of no use there"
    shows = {"right": 0, "bound": 0}
    for asker in shows:
        with undone():
            visitor = askers.come(asker, world, inside_one[0])
            for route in inside_one:
                for address in addresses(route, world, town=OTHER, things_of=OTHER):
                    html = visitor.client.get(address).content.decode()
                    shows[asker] += any(mark in html for mark in marks(world))
    assert shows["bound"] == 0
    assert shows["right"] >= 3, "or the test would see nothing"


def marks(world: World) -> tuple[str, str]:
    """By what one sees that a page tells of Sundby: an address there, or its name."""
    return f"/{OWN}/", world.towns.organisations[OWN].name


def test_who_may_not_come_by_such_a_log_in_is_told_which_to_use(world: World) -> None:
    visitor = askers.come("bound", world, routes()[0])
    refused = [
        one for one in routes()
        if one.view.permission != PUBLIC and not one.view.for_bound and "organisation" not in one.kwargs
    ]  # fmt: skip
    assert len(refused) >= 8
    with unchanged(world.towns):
        for route in refused:
            for address in addresses(route, world, town=OWN, things_of=OWN):
                answer = visitor.client.post(address, {"csrfmiddlewaretoken": visitor.token})
                if answer.status_code != METHOD_NOT_ALLOWED:
                    assert str(HoldsInOneOrganisation.text) in answer.content.decode(), address


@pytest.mark.parametrize("asker", table.SYSTEMS)
def test_operations(asker: str, world: World) -> None:
    wrong, asked = [], 0
    for operation in operations():
        name = table.operation_name(operation)
        says = expected(name, asker)
        if not _asks(asker, says):
            continue
        with undone():
            system = asking_systems.come(asker, world, operation)
            asked += 1
            if found := asking_systems.fault(operation, world, system, says):
                wrong.append(f"{name}: {found}")
    print(f"{asker}: {asked} operations")  # noqa: T201  (shown by -rP)
    assert not wrong, "\n".join(wrong)
    assert asked > 20


UNTOUCHED = ("nobody", "garbage", "expired", "elsewhere", "narrow", "closed", "audience")


@pytest.mark.parametrize("asker", UNTOUCHED)
def test_refused_systems_change_nothing(asker: str, world: World) -> None:
    """The token is made for the last operation of those with the same scope; what is refused is kept."""
    by_scope = {getattr(one.view, "permission", ""): one for one in operations()}
    for key, last in by_scope.items():
        if not key:
            continue
        with undone():
            system = asking_systems.come(asker, world, last)
            with unchanged(world.towns):
                for operation in operations():
                    if getattr(operation.view, "permission", "") == key:
                        asking_systems.fault(operation, world, system, "")
