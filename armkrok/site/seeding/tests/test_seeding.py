"""A seeded database is what the code itself would have made, and is always the same."""

import pytest

from armkrok.core.audit.verification import verify
from armkrok.core.identity.models import Person
from armkrok.core.identity.people import find
from armkrok.core.notifications.models import Task
from armkrok.core.tenants.models import Organisation
from armkrok.core.tenants.scope import scope
from armkrok.services.signing.models import Party, SigningRequest
from armkrok.site.seeding import people, requests
from armkrok.site.seeding.seeding import seed
from armkrok.site.seeding.sizes import SIZES, Size, plans
from tests.support.visitor import Visitor

SIZE = Size(organisations=3, people=70, requests=90)
pytestmark = pytest.mark.usefixtures("committed_db")


@pytest.fixture
def towns() -> list[Organisation]:
    """The seeded municipalities."""
    seed(SIZE, lambda _text: None)
    return list(Organisation.objects.exclude(code="").order_by("code"))


def _everything(towns: list[Organisation]) -> list[tuple[object, ...]]:
    found: list[tuple[object, ...]] = []
    for town in towns:
        with scope(town.pk):
            found += SigningRequest.objects.order_by("pk").values_list("pk", "title", "sender_id", "state")
            found += Party.objects.order_by("pk").values_list("pk", "name", "request_id", "state")
    return found


def test_as_much_as_was_wanted(towns: list[Organisation]) -> None:
    assert len(towns) == 3
    assert Person.objects.filter(is_verified=True).count() == 70
    requests_made, asked = 0, 0
    for town in towns:
        with scope(town.pk):
            requests_made += SigningRequest.objects.count()
            asked += Party.objects.count()
            assert not Party.objects.filter(state="signed", done_at=None).exists()
    assert requests_made == 90
    assert asked >= 270


def test_again_changes_nothing(towns: list[Organisation]) -> None:
    before = _everything(towns)
    seed(SIZE, lambda _text: None)
    assert _everything(towns) == before


def test_every_chain_is_whole(towns: list[Organisation]) -> None:
    for town in towns:
        with scope(town.pk):
            found = verify()
        assert found.is_whole, found.faults[:3]
        assert found.rows > 40


def test_a_person_can_be_found_by_her_number_and_sees_her_tasks(towns: list[Organisation]) -> None:
    numbers = people.spare_numbers()
    town = people.imagine(plans(SIZE)[0], numbers)
    asked = {one.person.id for request in requests.imagine(town, town.people) for one in request.asked}
    somebody = next(one for one in town.people if one.id in asked)
    person = find(somebody.number)
    assert person is not None
    with scope(town.id, person.pk):
        tasks = Task.objects.filter(person=person).count()
        link = Task.objects.filter(person=person).first()
    assert tasks > 0
    assert link is not None
    visitor = Visitor(person)
    visitor.get("/mina/")
    visitor.client.get(link.url, follow=True)


def test_the_large_size_is_the_one_that_is_promised() -> None:
    rows = plans(SIZES["large"])
    assert len({row.slug for row in rows}) == 290
    assert sum(row.people for row in rows) == 100_000
    assert sum(row.requests for row in rows) == 200_000
