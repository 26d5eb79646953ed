"""Sara adds, changes and says farewell to members of Sundby."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from armkrok.core.access.models import RoleAssignment
from armkrok.core.audit.models import AuditRow
from armkrok.core.identity.models import Person
from armkrok.core.members.models import Member
from armkrok.core.tenants.models import Unit
from armkrok.core.tenants.scope import scope
from armkrok.kit.numbers import test_numbers as published_numbers
from armkrok.kit.swedish_order import sort_key
from armkrok.site import towns as data
from armkrok.site.settling import Settled
from tests.support.page_rules import tells_number, words
from tests.support.people import Visit
from tests.support.unchanged import unchanged

LIST = "/sundby/installningar/medarbetare/"
NEW = LIST + "ny/"
ASTRID: dict[str, Any] = {"name": "Astrid Öst", "email": "astrid.ost@sundby.example", "title": "Kurator"}


def _number(place: int) -> str:
    return published_numbers()[place]


def test_members_stand_in_swedish_order(visit: Visit) -> None:
    names = [words(cell) for cell in visit("sara").get(LIST).find("//tbody//th/a")]
    expected = sorted((p.name for p in data.people_of("sundby")), key=sort_key)
    assert names == expected
    assert expected[-1] == "Åsa Öhman"


def test_a_new_person_is_added_with_a_masked_number(visit: Visit, towns: Settled) -> None:
    sara = visit("sara")
    done = sara.confirm(sara.get(NEW), number=_number(9700), **ASTRID)
    page = sara.follow(done)
    assert page.messages
    assert "Astrid Öst" in page.text
    with scope(towns.organisations["sundby"].pk):
        member = Member.objects.get(email=ASTRID["email"])
        assert AuditRow.objects.filter(event="MemberSaved", about_id=member.pk).count() == 1
    shown = sara.get(f"{LIST}{member.person_id}/")
    assert f"{_number(9700)[:8]}-••••" in shown.text
    assert not tells_number(shown.html, _number(9700))


def test_somebody_from_the_other_town_may_work_here_too(visit: Visit, towns: Settled) -> None:
    sara = visit("sara")
    sara.confirm(sara.get(NEW), **{**ASTRID, "number": data.person("aisha").number, "name": "Fel Namn"})
    with scope(towns.organisations["sundby"].pk):
        assert Member.objects.get(email=ASTRID["email"]).person == towns.people["aisha"]
    towns.people["aisha"].refresh_from_db()
    assert towns.people["aisha"].name == "Aisha Hassan"


@pytest.mark.parametrize(
    ("wrong", "text"),
    [
        ({"name": ""}, "Skriv personens namn"),
        ({"email": "astrid"}, "Skriv hela adressen, som namn@exempel.se"),
        ({"number": "19811218-9870"}, "tolv siffror"),
        ({"number": "19811218-9876"}, "testnummer"),
        ({"number": data.person("amina").number}, "finns redan"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_changes(
    visit: Visit, towns: Settled, wrong: dict[str, Any], text: str
) -> None:
    sara = visit("sara")
    page = sara.get(NEW)
    with unchanged(towns):
        again = sara.submit(page, status=422, **{**ASTRID, "number": _number(9700), **wrong})
    assert again.title.startswith("Fel:")
    assert len(again.problems) == 1
    assert text in again.problems[0]
    kept = [field.get("value") for field in again.find("//input[@name='title']")]
    assert kept == ["Kurator"]


def test_a_members_title_and_unit_are_changed(visit: Visit, towns: Settled) -> None:
    sara = visit("sara")
    address = f"{LIST}{towns.people['jonas'].pk}/"
    with scope(towns.organisations["sundby"].pk):
        unit = Unit.objects.get(name="Hemtjänsten")
    sara.confirm(sara.get(address), title="Bygglovschef", unit=str(unit.pk))
    with scope(towns.organisations["sundby"].pk):
        member = Member.objects.get(person=towns.people["jonas"])
    assert (member.title, member.unit_id) == ("Bygglovschef", unit.pk)


def test_the_other_towns_unit_is_not_a_choice(visit: Visit, towns: Settled) -> None:
    sara = visit("sara")
    page = sara.get(f"{LIST}{towns.people['jonas'].pk}/")
    with scope(towns.organisations["norrvik"].pk):
        theirs = Unit.objects.get(name="Norrviksskolan")
    with unchanged(towns):
        sara.submit(page, status=422, unit=str(theirs.pk))


def test_all_roles_end_the_minute_somebody_leaves(visit: Visit, towns: Settled) -> None:
    sara, olle = visit("sara"), visit("olle")
    olle.get("/sundby/installningar/logg/")
    page = sara.get(f"{LIST}{towns.people['olle'].pk}/")
    sara.confirm(page, "/avsluta/")
    assert "/logga-in/" in olle.get("/sundby/installningar/logg/", status=302).leads_to
    olle.log_in(towns.people["olle"])
    olle.get("/sundby/installningar/logg/", status=404)
    with scope(towns.organisations["sundby"].pk):
        assert Member.objects.get(person=towns.people["olle"]).left_at is not None
        assert not RoleAssignment.objects.filter(person=towns.people["olle"], ended_at=None).exists()
        row = AuditRow.objects.get(event="EmploymentEnded")
    assert row.facts["roles"] == 2
    assert not any("Olle Grahn" in row for row in sara.get(LIST).rows())
    assert "Slutade" in sara.get(LIST, q="Grahn").text


def test_somebody_who_left_can_come_back_without_the_old_roles(visit: Visit, towns: Settled) -> None:
    sara = visit("sara")
    sara.submit(sara.post(f"{LIST}{towns.people['olle'].pk}/avsluta/", status=200))
    sara.confirm(sara.get(NEW), **{**ASTRID, "name": "Olle Grahn", "number": data.person("olle").number})
    with scope(towns.organisations["sundby"].pk):
        member = Member.objects.get(person=towns.people["olle"])
    assert member.left_at is None
    assert "Personen har ingen roll här" in sara.get(f"{LIST}{member.person_id}/").text


def test_the_only_administrator_cannot_leave(visit: Visit, towns: Settled) -> None:
    sara = visit("sara")
    with unchanged(towns):
        page = sara.post(f"{LIST}{towns.people['sara'].pk}/avsluta/", status=409)
    assert "enda administratören" in page.text


def test_nobody_leaves_twice(visit: Visit, towns: Settled) -> None:
    sara = visit("sara")
    sara.submit(sara.post(f"{LIST}{towns.people['olle'].pk}/avsluta/", status=200))
    with unchanged(towns):
        sara.post(f"{LIST}{towns.people['olle'].pk}/avsluta/", status=409)


@pytest.mark.parametrize(("key", "status"), [("amina", 403), ("vera", 404), ("birgitta", 404)])
def test_only_the_towns_administrator_may(visit: Visit, towns: Settled, key: str, status: int) -> None:
    other = visit(key)
    address = f"{LIST}{towns.people['jonas'].pk}/"
    with unchanged(towns):
        other.get(address, status=status)
        other.post(address, {"email": "x@y.example"}, status=status)
        other.post(address + "avsluta/", status=status)
        other.post(NEW, {**ASTRID, "number": _number(9700)}, status=status)


def _many(towns: Settled, count: int) -> None:
    people = Person.objects.bulk_create(Person(name=f"Person {i:03}") for i in range(count))
    with scope(towns.organisations["sundby"].pk):
        Member.objects.bulk_create(
            Member(person=p, email=f"p{i}@sundby.example") for i, p in enumerate(people)
        )
        RoleAssignment.objects.bulk_create(RoleAssignment(person=p, role="employee") for p in people)


@pytest.mark.parametrize("address", ["medarbetare/", "roller/"])
def test_long_lists_have_pages_and_ask_as_few_questions(visit: Visit, towns: Settled, address: str) -> None:
    sara = visit("sara")
    url = "/sundby/installningar/" + address

    def questions(**query: Any) -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            sara.get(url, **query)
        return len(captured)

    few = questions()
    _many(towns, 130)
    assert questions() == few
    page = sara.get(url)
    assert len(page.rows()) == 50
    seen = {row for number in ("1", "2", "3", "4") for row in sara.get(url, sida=number).rows()}
    here = data.people_of("sundby")
    total = 130 + (sum(len(one.roles) for one in here) if address == "roller/" else len(here))
    assert len(seen) == total
    assert f"av {total}" in page.text
    assert sara.get(url, sida="99").status == 200


def test_a_search_looks_at_name_address_title_and_unit(visit: Visit) -> None:
    sara = visit("sara")
    for query, expected in [("sjöberg", 1), ("karin rektor", 1), ("ekbackeskolan", 4), ("rikspolischef", 0)]:
        assert len(sara.get(LIST, q=query).rows()) == expected
    assert "Ingen träff" in sara.get(LIST, q="rikspolischef").text
