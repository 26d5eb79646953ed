"""Marking by hand, and what each reader then sees."""

from datetime import timedelta
from typing import Any

import pytest

from armkrok.core.access.models import RoleAssignment
from armkrok.core.administration.actions import roles
from armkrok.core.administration.errors import EndDayNeeded
from armkrok.core.identity.guarding import HIDDEN, bare, is_hidden, unnamed
from armkrok.core.identity.models import Person
from armkrok.core.identity.people import number_of
from armkrok.core.members.models import GroupEntry, Member
from armkrok.core.members.queries import members
from armkrok.core.notifications import mail
from armkrok.core.notifications.models import Message, Task
from armkrok.core.protection import actions
from armkrok.core.protection.errors import AlreadyMarked, NotYours
from armkrok.core.protection.hushing import hush
from armkrok.core.protection.models import Marking
from armkrok.core.tenants.scope import scope
from armkrok.kit.days import today
from armkrok.site.settling import Settled
from tests.support.people import Visit, inside

PAGE = "/sundby/installningar/skyddade/"


@pytest.fixture
def named(towns: Settled) -> Settled:
    """Sara is named to see protected persons of Sundby."""
    with scope(towns.organisations["sundby"].pk):
        RoleAssignment.objects.create(person=towns.people["sara"], role="protected_handler")
    return towns


def _mark(towns: Settled, key: str = "karin") -> Marking:
    with inside(towns, "sara") as sara:
        return actions.mark(number_of(towns.people[key].pk), "secrecy", "Har visat beslutet", by=sara)


def test_a_name_is_read_by_herself_and_by_named_staff_alone(named: Settled) -> None:
    _mark(named)
    karin = named.people["karin"].pk
    read = {}
    for key in ("karin", "sara", "amina"):
        with inside(named, key, "sundby"):
            read[key] = str(Person.objects.get(pk=karin).name), str(Member.objects.get(person_id=karin).email)
    assert read["karin"] == read["sara"] == ("Karin Sjöberg", "karin.sjoberg@sundby.example")
    assert read["amina"] == (HIDDEN, "")
    with scope(named.organisations["sundby"].pk):
        assert str(Person.objects.get(pk=karin).name) == HIDDEN


def test_the_right_holds_in_its_own_organisation_alone(named: Settled) -> None:
    _mark(named)
    with inside(named, "sara", "norrvik"):
        assert is_hidden(Person.objects.get(pk=named.people["karin"].pk).name)


def test_what_is_hidden_stays_whole_when_copied_and_saved(named: Settled) -> None:
    _mark(named)
    with inside(named, "amina"):
        person = Person.objects.get(pk=named.people["karin"].pk)
        entry = GroupEntry.objects.filter(person=person)[0]
        entry.name, entry.title = person.name, entry.title
        entry.refresh_from_db(fields=["email"])
        entry.save()
        GroupEntry.objects.bulk_update([entry], ["name", "email"])
        assert str(entry.name) == HIDDEN
        assert bare(entry.name) == "Karin Sjöberg"
        assert GroupEntry.objects.filter(pk=entry.pk, name="Karin Sjöberg", email=entry.email).exists()


def test_lists_and_searches_leave_her_out(named: Settled) -> None:
    with inside(named, "amina"):
        assert members("sjöberg").exists()
    _mark(named)
    with inside(named, "amina"):
        assert not members("sjöberg").exists()
        assert not members("ekbackeskolan").filter(person=named.people["karin"]).exists()
    with inside(named, "karin"):
        assert members("sjöberg").exists()


def test_letters_reach_her_and_name_her_to_nobody(named: Settled) -> None:
    _mark(named)
    with inside(named, "karin"):
        karin = Member.objects.get(person=named.people["karin"])
        with unnamed():
            mail.send(karin.email, "Hej", f"Hej {karin.person.name}")
        told = f"{karin.person.name}"
    assert told == "Karin Sjöberg"
    with scope(named.organisations["sundby"].pk):
        letter = Message.objects.get()
    assert (letter.to, letter.body) == ("karin.sjoberg@sundby.example", f"Hej {HIDDEN}")


def test_letters_and_tasks_that_wait_lose_her_name(named: Settled) -> None:
    karin = named.people["karin"]
    with inside(named, "amina") as amina:
        mail.send("elif@sundby.example", "Karin Sjöberg vill inte", "Karin Sjöberg vill inte skriva under.")
        Task.objects.create(
            person_id=amina.person_id, service_key="signing", about_id=karin.pk, title="Avtal",
            text="Karin Sjöberg behöver din underskrift.", url="/",
        )  # fmt: skip
    _mark(named)
    hush(person_id=str(karin.pk))
    with scope(named.organisations["sundby"].pk):
        letter, task = Message.objects.get(), Task.objects.get()
    assert "Karin" not in letter.subject + letter.body + task.text
    assert HIDDEN in task.text


def test_only_who_set_a_marking_may_take_it_away(named: Settled) -> None:
    marking = _mark(named)
    with pytest.raises(AlreadyMarked):
        _mark(named)
    with pytest.raises(NotYours), inside(named, "birgitta") as birgitta:
        actions.unmark(marking, by=birgitta)
    assert Person.objects.get(pk=marking.person_id).is_protected
    Marking.objects.create(person_id=marking.person_id, kind="secrecy", source="register")
    with inside(named, "sara") as sara:
        actions.unmark(Marking.objects.get(pk=marking.pk), by=sara)
    assert Person.objects.get(pk=marking.person_id).is_protected, "the register says so still"
    row = Marking.objects.get(source="register")
    with pytest.raises(NotYours), inside(named, "sara") as sara:
        actions.unmark(row, by=sara)


def test_the_pages(named: Settled, visit: Visit) -> None:
    sara = visit("sara")
    page = sara.get(PAGE + "markera/")
    values: dict[str, Any] = {"number": "19811218-987", "kind": "secrecy", "reason": "Har visat beslutet"}
    refused = sara.submit(page, status=422, **values)
    assert "tolv siffror" in refused.problems[0]
    number = number_of(named.people["karin"].pk)
    done = sara.submit(page, **(values | {"number": number}))
    assert "Karin Sjöberg" in sara.follow(done).rows()[0]
    assert "Har visat beslutet" in sara.get(PAGE + "historik/").text
    marking = Marking.objects.get()
    assert "Har visat beslutet" not in str(bytes(marking.reason))
    asked = sara.get(f"{PAGE}{marking.pk}/ta-bort/")
    sara.submit(asked)
    assert not Person.objects.get(pk=marking.person_id).is_protected
    assert "Karin Sjöberg" in sara.get(PAGE + "historik/").rows()[0]


@pytest.mark.parametrize("key", ["amina", "olle"])
def test_the_pages_are_for_named_staff(named: Settled, visit: Visit, key: str) -> None:
    marking = _mark(named)
    for address in (PAGE, PAGE + "markera/", PAGE + "historik/", f"{PAGE}{marking.pk}/ta-bort/"):
        visit(key).get(address, status=403)
    visit("birgitta").get(PAGE, status=404)


def test_the_role_is_given_for_a_time(towns: Settled) -> None:
    with inside(towns, "sara") as sara:
        amina = Member.objects.get(person=towns.people["amina"])
        for ends in (None, today() + timedelta(days=400)):
            with pytest.raises(EndDayNeeded):
                roles.give_role(amina, roles.RoleFacts("protected_handler", today(), ends), by=sara)
        assert not RoleAssignment.objects.filter(role="protected_handler", person=amina.person).exists()
        roles.give_role(amina, roles.RoleFacts("protected_handler", today(), today()), by=sara)
        assert RoleAssignment.objects.filter(role="protected_handler").exists()


def test_her_own_page_says_so(named: Settled, visit: Visit) -> None:
    assert "Skyddade uppgifter" not in visit("karin").get("/mina/uppgifter/").text
    _mark(named)
    page = visit("karin").get("/mina/uppgifter/")
    assert "Karin Sjöberg" in page.text
    assert "Skyddade uppgifter" in page.text
