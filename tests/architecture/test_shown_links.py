"""A link that is shown may be followed: every role's pages are walked from its places, link by link."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from django.urls import reverse

from armkrok.core import registry
from armkrok.kit.days import today
from armkrok.services.school.models import Licence
from tests.support import school_orders
from tests.support.mirrored import World, mirrored
from tests.support.people import at_work, inside
from tests.support.visitor import Visitor

TOWN = "sundby"
PEOPLE = ("elif", "karin", "lars-ake", "nadia", "inga", "henrik", "petra", "mikael")
SERVICES = ("school", "exchange")
FOUND, LED_ON = 200, 302
MOST = 120
"""Pages for each of them."""


@pytest.fixture(scope="module")
def furnished(module_db: None) -> World:
    """Both towns furnished alike, a licence that ends soon, and somebody who decides on everything."""
    world = mirrored(at_work())
    with inside(world.towns, "sara", TOWN):
        Licence.objects.update(ends_on=today())
        school_orders.right(world.towns.people["lars-ake"].pk, limit=None)
    return world


@pytest.fixture
def world(furnished: World, db: None) -> World:
    """The same; what a test does there is undone."""
    return furnished


def starts(visitor: Visitor, homes: list[str]) -> Iterator[str]:
    """Of the services' own addresses and places those that are the person's."""
    services = filter(None, map(registry.find, SERVICES))
    places = [place.url_name for service in services for place in service.places]
    for address in [*homes, *(reverse(one, kwargs={"organisation": TOWN}) for one in places)]:
        if visitor.client.get(address).status_code in {FOUND, LED_ON}:
            yield address


@pytest.mark.parametrize("key", PEOPLE)
def test_every_link_that_is_shown_may_be_followed(world: World, key: str) -> None:
    visitor = Visitor(world.towns.people[key])
    homes = [f"/{TOWN}/{one.slug}/" for one in filter(None, map(registry.find, SERVICES))]
    waits = [(address, "a place") for address in starts(visitor, homes)]
    seen, closed = set[str](), dict[str, str]()
    while waits and len(seen) < MOST:
        address, shown_at = waits.pop(0)
        if address in seen:
            continue
        seen.add(address)
        response = visitor.client.get(address)
        if response.status_code in {FOUND, LED_ON}:
            waits += [(one, address) for one in links(visitor, response, homes)]
        else:
            closed[address] = f"{response.status_code}, shown at {shown_at}"
    assert not closed
    assert len(seen) > 1


def links(visitor: Visitor, response: object, homes: list[str]) -> list[str]:
    """What the page, or its redirect, leads to in the same services; views of the same list count once."""
    led_to = response.headers.get("Location", "")  # type: ignore[attr-defined]
    if led_to:
        return [led_to] if led_to.startswith(tuple(homes)) else []
    if not response.headers["Content-Type"].startswith("text/html"):  # type: ignore[attr-defined]
        return []
    tree = visitor.looked_at(response, FOUND).tree
    found = [urlsplit(str(one)).path for one in tree.xpath("//main//a/@href")]
    return [one for one in dict.fromkeys(found) if one.startswith(tuple(homes))]
