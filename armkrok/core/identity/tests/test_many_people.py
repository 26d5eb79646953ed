"""Many people by their numbers at once."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from armkrok.core.identity.models import IdentityNumber, Person
from armkrok.core.identity.people import find_or_add, find_or_add_many, number_of
from armkrok.kit.numbers import test_numbers as published_numbers
from armkrok.site.settling import Settled


def test_many_people_are_found_or_added_in_few_statements(towns: Settled) -> None:
    known = number_of(towns.people["karin"].pk)
    wanted = {known: "Fel Namn", **{number: f"Ny {number[:4]}" for number in published_numbers()[400:440]}}
    before = Person.objects.count()
    with CaptureQueriesContext(connection) as seen:
        found = find_or_add_many(wanted)
    assert len(seen) < 12
    assert Person.objects.count() == before + 40
    assert found[known] == towns.people["karin"]
    assert find_or_add_many(wanted) == found
    assert Person.objects.count() == before + 40
    assert IdentityNumber.objects.filter(person__in=found.values()).count() == 41


def test_one_added_alone_is_the_same_person(towns: Settled) -> None:
    number = published_numbers()[450]
    person = find_or_add(number, "Först")
    assert find_or_add_many({number: "Sedan"}) == {number: person}
    assert find_or_add_many({}) == {}
