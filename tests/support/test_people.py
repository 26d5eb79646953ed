"""Our people are who we say they are."""

from armkrok.core.identity.people import find
from armkrok.core.members.models import GroupEntry, Member
from armkrok.core.tenants.scope import scope
from armkrok.kit.numbers import luhn
from armkrok.site import towns as data
from armkrok.site.settling import Settled, settle


def test_nobody_shares_a_number_or_a_key() -> None:
    assert len({row.number for row in data.PEOPLE}) == len(data.PEOPLE)
    assert len({row.key for row in data.PEOPLE}) == len(data.PEOPLE)


def test_every_unit_exists_in_the_persons_town() -> None:
    for town in data.TOWNS:
        units = {unit for board in town.boards for unit in board.units}
        assert {row.unit for row in data.people_of(town.slug)} <= units


def test_settling_twice_changes_nothing(towns: Settled) -> None:
    again = settle()
    assert {key: p.pk for key, p in again.people.items()} == {key: p.pk for key, p in towns.people.items()}
    with scope(towns.organisations["sundby"].pk):
        assert Member.objects.count() == len(data.people_of("sundby"))
        assert GroupEntry.objects.count() == 20


def test_a_person_is_found_by_her_number(towns: Settled) -> None:
    assert find(data.person("amina").number) == towns.people["amina"]
    assert luhn(data.person("amina").number[2:11]) == int(data.person("amina").number[11])
