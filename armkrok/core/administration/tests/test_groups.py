"""Sara keeps the groups that are often asked together."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from armkrok.core.identity.models import Person
from armkrok.core.members.models import Group, GroupEntry
from armkrok.core.tenants.scope import scope
from armkrok.kit.numbers import test_numbers as published_numbers
from armkrok.site import towns as data
from armkrok.site.settling import Settled
from tests.support.page_rules import tells_number
from tests.support.people import Visit
from tests.support.unchanged import unchanged

GROUPS = "/sundby/installningar/grupper/"
OUTSIDER = {"outsider-name": "Bo Ek", "outsider-email": "bo@brev.example", "outsider-title": "Konsult"}


def _names(towns: Settled, group: Any) -> list[str]:
    with scope(towns.organisations["sundby"].pk):
        return [entry.name for entry in GroupEntry.objects.filter(group_id=group)]


@pytest.fixture
def group(towns: Settled) -> Any:
    with scope(towns.organisations["sundby"].pk):
        return Group.objects.get().pk


def test_a_group_is_made_and_filled(visit: Visit, towns: Settled) -> None:
    sara = visit("sara")
    page = sara.follow(sara.confirm(sara.get(GROUPS + "ny/"), name="Skolledningen"))
    assert page.h1 == "Skolledningen"
    address = page.response.request["PATH_INFO"]
    sara.submit(sara.post(address, {"deed": "member", "member-person": "Karin Sjöberg"}, status=200))
    asked = {"deed": "outsider", **OUTSIDER, "outsider-number": data.person("emma").number}
    review = sara.post(address, asked, status=200)
    assert not tells_number(review.html, data.person("emma").number)
    sara.submit(review)
    page = sara.get(address)
    assert "Karin Sjöberg Rektor, karin.sjoberg@sundby.example" in page.text
    with scope(towns.organisations["sundby"].pk):
        entries = list(Group.objects.get(name="Skolledningen").entries.values_list("person", "name"))
    assert entries == [(towns.people["karin"].pk, "Karin Sjöberg"), (towns.people["emma"].pk, "Bo Ek")]


def test_the_order_is_ours(visit: Visit, towns: Settled, group: Any) -> None:
    sara = visit("sara")
    page = sara.get(f"{GROUPS}{group}/")
    assert "Tjugo" in page.text or "20" in page.text
    before = _names(towns, group)
    second = page.find("//button[@name='up']/@value")[0]
    sara.post(f"{GROUPS}{group}/", {"deed": "order", "up": second})
    assert _names(towns, group) == [before[1], before[0], *before[2:]]
    sara.post(f"{GROUPS}{group}/", {"deed": "order", "up": second})
    assert _names(towns, group) == [before[1], before[0], *before[2:]]
    sara.submit(sara.post(f"{GROUPS}{group}/", {"deed": "order", "remove": second}, status=200))
    assert _names(towns, group) == [before[0], *before[2:]]


@pytest.mark.parametrize(
    ("sent", "text"),
    [
        ({"deed": "save", "name": ""}, "Skriv ett namn"),
        ({"deed": "save", "name": "Krisledningen"}, "redan en med det namnet"),
        ({"deed": "member", "member-person": "Amina Karlsson"}, "redan med i gruppen"),
        ({"deed": "member", "member-person": "Vera Främling"}, "Ingen som arbetar här heter så"),
        ({"deed": "outsider", **OUTSIDER, "outsider-number": ""}, "tolv siffror"),
        (
            {"deed": "outsider", **OUTSIDER, "outsider-number": data.person("sven").number},
            "redan med i gruppen",
        ),
    ],
)
def test_what_is_wrong_is_said_and_nothing_changes(
    visit: Visit, towns: Settled, group: Any, sent: dict[str, str], text: str
) -> None:
    sara = visit("sara")
    with scope(towns.organisations["sundby"].pk):
        Group.objects.create(name="Krisledningen")
    with unchanged(towns):
        page = sara.post(f"{GROUPS}{group}/", sent, status=422)
    assert page.title.startswith("Fel:")
    assert text in " ".join(page.problems)


def test_a_group_holds_a_hundred(visit: Visit, towns: Settled, group: Any) -> None:
    people = Person.objects.bulk_create(Person(name=f"P{i}") for i in range(80))
    with scope(towns.organisations["sundby"].pk):
        GroupEntry.objects.bulk_create(
            GroupEntry(group_id=group, person=p, name=p.name, email="p@sundby.example", position=30)
            for p in people
        )
    number = published_numbers()[9700]
    with unchanged(towns):
        page = visit("sara").post(
            f"{GROUPS}{group}/", {"deed": "outsider", **OUTSIDER, "outsider-number": number}, status=422
        )
    assert "högst 100" in page.problems[0]


def test_an_unknown_person_or_deed_is_not_found(visit: Visit, towns: Settled, group: Any) -> None:
    with unchanged(towns):
        for sent in (
            {"deed": "order", "remove": "x"},
            {"deed": "order", "up": f"{group}"},
            {"deed": "dance"},
            {},
        ):
            visit("sara").post(f"{GROUPS}{group}/", sent, status=404)


def test_a_group_is_removed_with_its_list(visit: Visit, towns: Settled, group: Any) -> None:
    sara = visit("sara")
    page = sara.follow(sara.submit(sara.post(f"{GROUPS}{group}/", {"deed": "delete"}, status=200)))
    assert "Samverkansgruppen" not in page.find("//main")[0].xpath("string(.//table)")
    assert _names(towns, group) == []
    assert "Samverkansgruppen" not in page.rows()


@pytest.mark.parametrize(("key", "status"), [("amina", 403), ("vera", 404), ("birgitta", 404)])
def test_only_the_towns_administrator_may(
    visit: Visit, towns: Settled, group: Any, key: str, status: int
) -> None:
    other = visit(key)
    with unchanged(towns):
        other.post(GROUPS + "ny/", {"name": "X"}, status=status)
        other.get(f"{GROUPS}{group}/", status=status)
        other.post(f"{GROUPS}{group}/", {"deed": "delete"}, status=status)


def test_the_list_asks_as_few_questions_for_many_groups(visit: Visit, towns: Settled) -> None:
    sara = visit("sara")
    with CaptureQueriesContext(connection) as few:
        sara.get(GROUPS)
    with scope(towns.organisations["sundby"].pk):
        Group.objects.bulk_create(Group(name=f"Grupp {i}") for i in range(30))
    with CaptureQueriesContext(connection) as many:
        page = sara.get(GROUPS)
    assert len(many) == len(few)
    assert len(page.rows()) == 31
