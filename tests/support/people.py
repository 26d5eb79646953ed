"""Our people and our two towns, as fixtures: `towns`, `visit`, `inside`."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from armkrok.core.access.actor import Actor
from armkrok.core.access.decide import granted, held_roles
from armkrok.core.access.models import RoleAssignment
from armkrok.core.reading.log import read
from armkrok.core.reading.models import ReadRow
from armkrok.core.tenants.scope import scope
from armkrok.kit.days import today
from armkrok.site import towns as data
from armkrok.site.settling import Settled, settle
from tests.support.visitor import Visitor

Visit = Callable[..., Visitor]


@pytest.fixture
def towns(db: None) -> Settled:
    """Sundby and Norrvik with everybody in them; see armkrok.site.towns.

    Their roles have been of use today, so that the first page of a test asks as much as the second.
    """
    return at_work()


def at_work() -> Settled:
    """The two towns, on a day when everybody has been at work."""
    settled = settle()
    for place in settled.organisations.values():
        with scope(place.pk):
            RoleAssignment.objects.update(used_on=today())
    return settled


@pytest.fixture
def visit(towns: Settled) -> Visit:
    """`visit("amina")` is Amina at her browser, logged in; `visit()` is somebody who is not."""

    def visit(key: str = "") -> Visitor:
        return Visitor(towns.people[key] if key else None)

    return visit


@contextmanager
def inside(towns: Settled, key: str, town: str = "") -> Iterator[Actor]:
    """A transaction in the person's name in her own town (or another), as a request would have it."""
    organisation = towns.organisations[town or data.person(key).town]
    person = towns.people[key]
    with scope(organisation.pk, person.pk):
        roles = held_roles(person.pk)
        yield Actor(person=person, organisation=organisation, permissions=granted(roles), role_keys=roles)


def looked_up(towns: Settled, slug: str) -> list[object]:
    """What Sara has looked up in the town."""
    with inside(towns, "sara", slug) as sara:
        read(sara, [towns.people["karin"].pk], "administration.members")
        return [ReadRow.objects.values_list("pk", flat=True)[0]]
