"""A list with forty rows asks the database as often as a list with one."""

from collections.abc import Callable
from uuid import UUID

import pytest

from armkrok.core.identity.models import Person
from armkrok.core.tenants.scope import scope
from armkrok.kit.ids import uuid7
from armkrok.services.signing.models import Party, SigningRequest, public_code
from armkrok.site.settling import Settled
from tests.support.visitor import Visitor

MANY = 40
Ask = Callable[..., SigningRequest]


def more_requests(like: SigningRequest, count: int) -> None:
    """Copies of a request with its people."""
    with scope(like.organisation_id):
        people = list(Party.objects.filter(request=like))
        for _ in range(count):
            copy = SigningRequest.objects.get(pk=like.pk)
            copy.pk, copy.code = uuid7(), public_code()
            copy.save(force_insert=True)
            for one in people:
                one.pk, one.request = uuid7(), copy
            Party.objects.bulk_create(people)


def more_people(request_id: UUID, organisation_id: UUID, count: int) -> None:
    """More people on one request; half of them have signed."""
    added = Person.objects.bulk_create(Person(name=f"Person {number}") for number in range(count))
    with scope(organisation_id):
        Party.objects.bulk_create(
            Party(
                request_id=request_id,
                person=person,
                name=person.name,
                email=f"person{place}@sundby.example",
                position=place + 10,
                state=Party.State.SIGNED if place % 2 else Party.State.INVITED,
            )
            for place, person in enumerate(added)
        )


@pytest.mark.parametrize("query", ["", "?lage=open", "?q=protokoll"])
def test_sent_list(towns: Settled, ask: Ask, query: str) -> None:
    request = ask(towns, "karin")
    amina = Visitor(towns.people["amina"])
    one = amina.statements(f"/sundby/underskrift/{query}")
    more_requests(request, MANY)
    assert amina.statements(f"/sundby/underskrift/{query}") == one
    assert len(amina.get(f"/sundby/underskrift/{query}").rows()) == 20


@pytest.mark.parametrize(("key", "part"), [("amina", ""), ("karin", "skriv-under/")])
def test_request_pages(towns: Settled, ask: Ask, key: str, part: str) -> None:
    request = ask(towns, "karin")
    visitor, address = Visitor(towns.people[key]), f"/sundby/underskrift/{request.pk}/{part}"
    assert request.organisation_id
    more_people(request.pk, request.organisation_id, 2)  # one of them has signed
    few = visitor.statements(address)
    more_people(request.pk, request.organisation_id, MANY)
    assert visitor.statements(address) == few
    assert "Person 39" in visitor.get(address).text
